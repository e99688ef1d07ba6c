using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Regex;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>
/// Makes the residual of a folded tree: known values become literals and calls, in the type their place had, and every
/// node gets an id of its own. The result is a tree as the parser and the checker make it of its text.
/// </summary>
/// <param name="tables">Types and overloads of the folded tree.</param>
/// <param name="functions">The functions there are.</param>
/// <param name="options">Limits.</param>
/// <param name="room">How many nodes may be added.</param>
/// <param name="choices">What attributes may be compared with.</param>
internal sealed class ResidualWriter(
    FoldTables tables, FunctionRegistry functions, PartialOptions options, int room, Choices choices)
{
    private readonly LiteralTrees _literals = new(tables, functions);
    private readonly List<string> _locals = [];
    private readonly List<CelType?> _types = [null];
    private readonly List<OverloadIds?> _overloads = [null];
    private int _room = room;

    public CheckedExpression Write(CheckedExpression source, Folded folded)
    {
        var root = Numbered(Write(folded.Node));
        return new CheckedExpression(
            source.Text, root, source.Type, new NodeTable<CelType>([.. _types]), new NodeTable<OverloadIds>([.. _overloads]))
        {
            Known = folded.IsValue ? folded.Known : default,
        };
    }

    private Expr Write(Expr node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case ValueExpr known:
                return Known(known, tables.TypeOf(known));
            case BinaryExpr binary:
                return Binary(binary);
            case IndexExpr { Index: ValueExpr { Value.IsString: true } key } index when tables.TypeOf(index.Operand).Kind == CelTypeKind.Record:
                // A literal would be looked for among the members that the schema knows.
                return index with { Operand = Write(index.Operand), Index = Untyped(Write(key)) };
            case CallExpr call:
                return Call(call);
            case MapExpr map:
                return Map(map);
            case LogicExpr logic:
                return Logic(logic);
            case MacroExpr macro:
                return Macro(macro);
            default:
                return TreeMap.WithParts(node, Write);
        }
    }

    /// <summary>A known value in a type.</summary>
    private Expr Known(ValueExpr known, CelType type) => Known(known, isShadowed => _literals.Typed(known.Value, type, known.Span, isShadowed));

    /// <summary>A known value in the type it has by itself.</summary>
    private Expr KnownPlain(ValueExpr known) => Known(known, isShadowed => _literals.Plain(known.Value, known.Span, isShadowed));

    /// <summary>A known value, as what it would be otherwise when there is no room for it.</summary>
    private Expr Known(ValueExpr known, Func<bool, Expr?> write)
    {
        if (known.Fallback is { } fallback && !HasRoom(known, fallback)) return Write(fallback);

        // Only what can be written is without another form.
        return write(_locals.Contains("optional"))
            ?? Write(known.Fallback ?? throw new UnreachableException("a value without another form cannot be written"));
    }

    private bool HasRoom(ValueExpr known, Expr fallback)
    {
        // What a variable holds is written where the variable is bound.
        if (fallback is BlockIndexExpr || fallback is IdentExpr { Rooted: false } ident && _locals.Contains(ident.Name)) return false;
        if (TreeSize.Of(fallback, LiteralSize.Small) <= LiteralSize.Small && IsConstant(fallback)) return false;
        var size = LiteralSize.Of(known.Value, Math.Max(_room, 0));
        if (size > _room) return false;
        _room -= size;
        return true;
    }

    /// <summary>Whether an expression reads nothing; when it is short, what is large of it need not be written out.</summary>
    private static bool IsConstant(Expr node) => node switch
    {
        IdentExpr or BlockIndexExpr => false,
        ValueExpr { Fallback: { } fallback } => IsConstant(fallback),
        _ => Children.Of(node).All(IsConstant),
    };

    private Expr Untyped(Expr node) =>
        node is LiteralExpr ? Make.Dyn(tables, functions, node) ?? node : node;

    private BinaryExpr Binary(BinaryExpr binary)
    {
        if (binary.Operator >= BinaryOperator.Add) return Arithmetic(binary);
        if (binary is { Left: ValueExpr first, Right: ValueExpr second })
            return binary with { Left = Write(first), Right = Write(second) };
        var (left, right) = (tables.TypeOf(binary.Left), tables.TypeOf(binary.Right));
        var isMembership = binary.Operator == BinaryOperator.In;
        var (writtenLeft, writtenRight) = (
            Compared(binary.Left, right, binary.Operator, isRange: false), Compared(binary.Right, left, binary.Operator, isMembership));
        return binary with
        {
            Left = choices.Apart(writtenLeft, writtenRight, isRange: false),
            Right = choices.Apart(writtenRight, writtenLeft, isMembership),
        };
    }

    /// <summary>
    /// An int must not look like a literal beside something untyped where it was none, or where the other had a type
    /// before: literals become doubles beside doubles.
    /// </summary>
    private BinaryExpr Arithmetic(BinaryExpr binary)
    {
        var (left, right) = (Write(binary.Left), Write(binary.Right));
        return binary with { Left = Int(left, binary.Left, right, binary.Right), Right = Int(right, binary.Right, left, binary.Left) };

        Expr Int(Expr written, Expr operand, Expr other, Expr otherOperand)
        {
            if (written is not LiteralExpr { Value.IsInt: true } literal) return written;
            if (tables.TypeOf(other).Kind is not (CelTypeKind.Dyn or CelTypeKind.Double)) return written;
            if (operand is LiteralExpr && tables.TypeOf(other).Equals(tables.TypeOf(otherOperand))) return written;
            return Make.Global(tables, functions, "int", CelType.Int, literal.Span, [literal], "int64_to_int64") ?? written;
        }
    }

    /// <summary>An operand of a comparison: a value beside something untyped needs no type of its own.</summary>
    private Expr Compared(Expr operand, CelType other, BinaryOperator @operator, bool isRange)
    {
        if (operand is not ValueExpr { Value: var value } known) return Write(operand);
        // what there is no room for is not written, so that nothing of it needs to be known
        if (known.Fallback is not null && LiteralSize.Of(value, Math.Max(_room, 0)) > _room) return Write(known);
        var type = tables.TypeOf(known);
        var own = LiteralTrees.OwnType(value);
        return IsPlain(own, other, @operator, isRange) || IsPlainEmpty(value, own, other, @operator, isRange)
            ? KnownPlain(known)
            : Adapted(Known(known, type), other, @operator);
    }

    private static bool IsPlain(CelType own, CelType other, BinaryOperator @operator, bool isRange)
    {
        if (isRange && own.Kind is not (CelTypeKind.List or CelTypeKind.Map)) return false;
        var inner = isRange ? own.Parameters[0] : own;
        if (@operator == BinaryOperator.In && !isRange)
            return other.Kind == CelTypeKind.Dyn || (other.Kind == CelTypeKind.List && (IsDyn(other.Parameters[0]) || other.Parameters[0].Equals(own)));
        if (@operator is >= BinaryOperator.Less and <= BinaryOperator.GreaterOrEqual && own.Kind is not (CelTypeKind.Bool
            or CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double or CelTypeKind.String or CelTypeKind.Bytes
            or CelTypeKind.Timestamp or CelTypeKind.Duration)) return false;
        return IsDyn(other) || other.Equals(inner);
    }

    /// <summary>Something empty, which fits whatever it is compared with or looked for in.</summary>
    private static bool IsPlainEmpty(in Value value, CelType own, CelType other, BinaryOperator @operator, bool isRange)
    {
        if (value.AsList is not { Count: 0 } && value.AsMap is not { Count: 0 }) return false;
        return isRange || (@operator is BinaryOperator.Equal or BinaryOperator.NotEqual && other.Kind == own.Kind);
    }

    private static bool IsDyn(CelType type) => type.Kind == CelTypeKind.Dyn;

    /// <summary>An int literal that is ordered with a double, as the checker adapts it.</summary>
    private Expr Adapted(Expr written, CelType other, BinaryOperator @operator)
    {
        if (!options.LiteralAdaptation || @operator is < BinaryOperator.Less or > BinaryOperator.GreaterOrEqual
            || other.Kind != CelTypeKind.Double || written is not LiteralExpr { Value.IsInt: true } literal) return written;
        var adapted = (double)literal.Value.AsInt;
        return adapted >= 9.3e18 || (long)adapted != literal.Value.AsInt
            ? written
            : new LiteralExpr(tables.Fresh(CelType.Double), literal.Span, Value.From(adapted));
    }

    private CallExpr Call(CallExpr call)
    {
        // What is known to be an error here is one when it is evaluated: the checker must not find it before.
        var decisive = call.Function switch
        {
            "matches" => call.Target is null ? 1 : 0,
            "regex.extract" or "regex.extractAll" or "regex.replace" => 1,
            "duration" or "timestamp" or "ip" or "cidr" or "int" or "uint" or "double" or "bool" or "string" or "bytes"
                when call.Target is null && call.Arguments.Length == 1 => 0,
            _ => -1,
        };
        var isPattern = call.Function is "matches" or "regex.extract" or "regex.extractAll" or "regex.replace";
        return Format(call with
        {
            Target = call.Target is { } target ? Write(target) : null,
            Arguments = [.. call.Arguments.Select((argument, i) => i == decisive ? Decisive(argument, isPattern) : Write(argument))],
        });
    }

    private CallExpr Format(CallExpr written) =>
        written is { Function: "format", Target: LiteralExpr { Value.AsString: { } format } literal, Arguments: [var arguments] }
        && new FormatRule(tables.TypeOf).Find(format, arguments).Count > 0
            ? written with { Target = Untyped(literal) }
            : written;

    private Expr Decisive(Expr argument, bool isPattern)
    {
        var written = Write(argument);
        if (argument is not ValueExpr { Value: var value }) return written;
        return isPattern && value.AsString is { } text && Re2Pattern.TryCompile(text, out _, out _) ? written : Untyped(written);
    }

    /// <summary>A map, whose keys the checker refuses when a literal of their type can be none.</summary>
    private MapExpr Map(MapExpr map) => map with
    {
        Entries = [.. map.Entries.Select(entry => entry with { Key = Key(entry.Key), Value = Write(entry.Value) })],
    };

    private Expr Key(Expr key)
    {
        var written = Write(key);
        return key is ValueExpr && written is LiteralExpr { Value.Kind: not (ValueKind.Bool or ValueKind.Int or ValueKind.Uint or ValueKind.String) }
            ? Untyped(written)
            : written;
    }

    /// <summary>A chain, in which no operand is a chain of the same operator.</summary>
    private LogicExpr Logic(LogicExpr logic)
    {
        var operands = ImmutableArray.CreateBuilder<Expr>(logic.Operands.Length);
        foreach (var operand in logic.Operands)
        {
            var written = Write(operand);
            if (written is LogicExpr inner && inner.IsAnd == logic.IsAnd) operands.AddRange(inner.Operands);
            else operands.Add(written);
        }

        return logic with { Operands = operands.DrainToImmutable() };
    }

    private Expr Macro(MacroExpr macro)
    {
        var range = Write(macro.Range);
        var outer = _locals.Count;
        _locals.Add(macro.Variable);
        if (macro.SecondVariable is { } second) _locals.Add(second);
        var filter = macro.Filter is null ? null : Write(macro.Filter);
        var body = Write(macro.Body);
        _locals.RemoveRange(outer, _locals.Count - outer);
        return macro.Kind == MacroKind.Bind && !Mentions.Local(body, macro.Variable)
            ? body
            : macro with { Range = range, Filter = filter, Body = body };
    }

    /// <summary>The tree with new ids in text order, and what is known of its nodes under them.</summary>
    private Expr Numbered(Expr node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var id = Next(tables.FindType(node.Id), tables.FindOverloads(node.Id));
        var numbered = TreeMap.WithParts(node, Numbered);
        numbered = numbered switch
        {
            MapExpr map => map with { Entries = [.. map.Entries.Select(entry => entry with { Id = Next(null, null) })] },
            StructExpr message => message with { Fields = [.. message.Fields.Select(field => field with { Id = Next(null, null) })] },
            _ => numbered,
        };
        return numbered with { Id = id };
    }

    private int Next(CelType? type, OverloadIds? overloads)
    {
        _types.Add(type);
        _overloads.Add(overloads);
        return _types.Count - 1;
    }
}

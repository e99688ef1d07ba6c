using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Runtime.Compilation;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>How the value of a sub-expression is used.</summary>
internal enum Use
{
    /// <summary>As it is.</summary>
    Value,

    /// <summary>As the condition that the whole is: a value that is no bool is an error. The type stays.</summary>
    Whole,

    /// <summary>As a condition inside: a value that is no bool is an error.</summary>
    Condition,
}

/// <summary>
/// The partial evaluation of one expression: a walk over its tree. Each operation on known values is done by the nodes
/// of the evaluator itself, so that there is one meaning only; this class decides what need not be known.
/// </summary>
internal sealed partial class Folder(
    CheckedExpression expression, FunctionRegistry functions, IKnowledge knowledge, PartialOptions options)
{
    private static readonly OverloadIds NotIds = new(["logical_not"]);
    private static readonly OverloadIds EqualIds = new(["equals"]);

    private readonly CompileOptions _compileOptions = new()
    {
        LiteralAdaptation = options.LiteralAdaptation,
        RoundedOrder = options.RoundedOrder,
        Specialise = false,
    };

    private readonly Writability _writability = new(functions);

    private long _fuel = options.Fuel;
    private int _visits = options.MaxVisits;

    private int _room = options.MaxGrowth;

    public FoldTables Tables { get; } = new(expression);

    /// <summary>How many nodes the residual may still have more than the expression.</summary>
    public int Room => _room;

    /// <summary>The whole expression.</summary>
    public Folded FoldWhole(Expr root)
    {
        if (!options.IsCondition) return Fold(root);
        var folded = Fold(root, Use.Whole);
        return folded.IsValue && !folded.Known.IsBool
            ? folded with { Known = Value.From(RuntimeErrors.NotBoolean(folded.Known).At(root.Span)) }
            : folded;
    }

    public Folded Fold(Expr e, Use use = Use.Value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _visits--;
        return e switch
        {
            LiteralExpr literal => new Folded(literal) { Known = literal.Value },
            ValueExpr known => new Folded(known) { Known = known.Value },
            IdentExpr ident => Ident(ident),
            SelectExpr select => Select(select),
            HasExpr has => Has(has),
            IndexExpr index => Index(index),
            CallExpr call => Call(call, use),
            UnaryExpr { Operator: UnaryOperator.Not } not => Not(not, use),
            UnaryExpr negation => Negation(negation),
            BinaryExpr binary => Binary(binary),
            LogicExpr logic => Logic(logic, use),
            ConditionalExpr conditional => Conditional(conditional, use),
            ListExpr list => List(list),
            MapExpr map => Map(map, isTemplate: false),
            StructExpr message => Broken(message, $"message type `{message.TypeName}` does not exist"),
            MacroExpr macro => Macro(macro, use),
            BlockExpr block => Block(block, use),
            BlockIndexExpr index => BlockIndex(index),
            _ => throw new UnreachableException($"no fold for {e.GetType().Name}"),
        };
    }

    /// <summary>An operand that is used as a condition: it is known to be a bool or an error, or not known.</summary>
    private Folded Condition(Expr e)
    {
        var folded = Fold(e, Use.Condition);
        if (!folded.IsValue || folded.Known.IsBool) return folded;

        // The value itself is no error, so what is left must not be it: `!dyn(5)` is one wherever it stands.
        var isUntyped = Tables.TypeOf(folded.Node).Kind is CelTypeKind.Dyn or CelTypeKind.Bool;
        var untyped = isUntyped ? folded.Node : Make.Dyn(Tables, functions, folded.Node) ?? folded.Node;
        return Broken(NotOf(untyped), RuntimeErrors.NotBoolean(folded.Known));
    }

    private UnaryExpr NotOf(Expr node) =>
        new(Tables.Fresh(CelType.Bool, NotIds), node.Span, UnaryOperator.Not, node);

    /// <summary>A value in place of an expression.</summary>
    /// <param name="e">The expression as it would be written otherwise.</param>
    /// <param name="value">The value.</param>
    private Folded Known(Expr e, in Value value)
    {
        var fallback = IsShort(value) ? null : e;
        return new Folded(new ValueExpr(e.Id, e.Span, value, fallback)) { Known = value };
    }

    /// <summary>Whether a value can always be written in place of the expression that has it.</summary>
    private bool IsShort(in Value value) => LiteralSize.Of(value, LiteralSize.Small) <= LiteralSize.Small && _writability.Of(value);

    private static Folded Broken(Expr e, string message) =>
        Broken(e, new EvalError(EvalErrorCode.ProcessingError, message, span: e.Span));

    /// <summary>An expression that always is an error and reads nothing unknown.</summary>
    private static Folded Broken(Expr e, EvalError error) => new(e) { Known = Value.From(error) };

    /// <summary>
    /// An operation that is an error when any of its operands is, and otherwise computes with all of them.
    /// </summary>
    /// <param name="rebuilt">The operation with its folded operands.</param>
    /// <param name="parts">The operands in order of evaluation.</param>
    private Folded Strict(Expr rebuilt, params ReadOnlySpan<Folded> parts)
    {
        var result = Joined(rebuilt, parts);
        foreach (var part in parts)
        {
            if (part.IsError) return Failed(result, part);
        }

        return result.IsClosed && !HasPart(parts, static part => !part.IsValue) ? Evaluated(result) : result;
    }

    /// <summary>What is made of parts: it reads what they read.</summary>
    private static Folded Joined(Expr rebuilt, params ReadOnlySpan<Folded> parts)
    {
        var isOpen = false;
        var level = int.MaxValue;
        foreach (var part in parts)
        {
            isOpen |= part.IsOpen;
            level = Math.Min(level, part.Level);
        }

        return new Folded(rebuilt) { IsOpen = isOpen, Level = level };
    }

    private static bool HasPart(ReadOnlySpan<Folded> parts, Predicate<Folded> predicate)
    {
        foreach (var part in parts)
        {
            if (predicate(part)) return true;
        }

        return false;
    }

    /// <summary>
    /// An operation that is an error because one of its parts is. It stays as written when it reads nothing unknown;
    /// otherwise only the part in error is kept, in the type of the whole.
    /// </summary>
    private Folded Failed(Folded whole, Folded part)
    {
        var cause = CauseOf(part)!;
        if (whole.IsOpen && InType(Tables.TypeOf(whole.Node), cause.Node) is { } node) whole = cause with { Node = node };
        return whole with { Known = part.Known, Cause = cause };
    }

    private static Folded? CauseOf(Folded part) => part.IsError ? part.Cause ?? part : null;

    /// <summary>An error in another type: <c>int(dyn(error))</c>; null when there is no conversion to it.</summary>
    private Expr? InType(CelType type, Expr error)
    {
        if (type.Equals(Tables.TypeOf(error))) return error;
        if (Make.Dyn(Tables, functions, error) is not { } untyped) return null;
        return type.Kind == CelTypeKind.Dyn ? untyped : Make.Conversion(Tables, functions, type, untyped);
    }

    /// <summary>What an expression without anything unknown evaluates to; the expression itself when that is too much work.</summary>
    private Folded Evaluated(Folded closed)
    {
        var value = Evaluate(closed.Node);
        if (value.IsMissing) return closed with { IsOpen = true };
        return value.AsError is { } error ? Broken(closed.Node, error) : Known(closed.Node, value);
    }

    /// <summary>The value of an expression; missing when it is too much work to tell.</summary>
    private Value Evaluate(Expr node)
    {
        if (_fuel <= 0) return default;
        var (types, overloads) = Tables.Current;
        var source = new CheckedExpression(expression.Text, node, CelType.Dyn, types, overloads);
        var program = new ExpressionCompiler(source, functions, NoBindings.Instance, _compileOptions).Compile();
        var frame = new Frame(0, 0, program.LocalsEnd) { Fuel = _fuel };
        var value = program.Root.Evaluate(frame);
        _fuel = frame.Fuel;
        return _fuel < 0 || value.AsError is { IsOutOfStack: true } ? default : value;
    }

    /// <summary>For expressions without free names; one that is an error because of a name stays one.</summary>
    private sealed class NoBindings : IBindings
    {
        public static NoBindings Instance { get; } = new();

        public Binding? Resolve(string name) => null;

        public Binding? ResolveMember(string root, string member) => null;
    }
}

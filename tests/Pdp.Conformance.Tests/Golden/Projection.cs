using System.Collections.Immutable;
using System.Globalization;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>Projects our trees to the form of the golden data.</summary>
/// <param name="text">The expression's text.</param>
/// <param name="check">What the checker found, for a checked tree.</param>
internal sealed partial class Projection(string text, CheckedExpression? check)
{
    public GoldenNode Project(Expr node)
    {
        var projected = Plain(node);
        return check is null || projected.Type is not null
            ? projected
            : projected with { Type = TypeOf(node), Reference = projected.Reference ?? ReferenceOf(node) };
    }

    private CelType TypeOf(Expr node) => check!.Types.TryGetValue(node.Id, out var type) ? type : CelType.Dyn;

    private string? ReferenceOf(Expr node) => node switch
    {
        IdentExpr ident => ident.Name,
        BlockIndexExpr index => IndexName(index),
        BlockExpr => "cel_block_list",
        StructExpr message => message.TypeName,
        CallExpr or UnaryExpr or BinaryExpr or LogicExpr or ConditionalExpr or IndexExpr
            when check!.Overloads.TryGetValue(node.Id, out var found) => string.Join('|', found.Ids.Order(StringComparer.Ordinal)),
        _ => null,
    };

    private GoldenNode Plain(Expr node)
    {
        switch (node)
        {
            case LiteralExpr literal:
                return new GoldenConstant(literal.Value);
            case IdentExpr ident:
                return new GoldenIdent(ident.Rooted && check is null ? "." + ident.Name : ident.Name);
            case SelectExpr select:
                return new GoldenSelect(Project(select.Operand), select.Field, false);
            case HasExpr has:
                return new GoldenSelect(Project(has.Operand), has.Field, true);
            case IndexExpr index:
                return Call("_[_]", index.Operand, index.Index);
            case CallExpr call:
                return new GoldenCall(FunctionOf(call), call.Target is null ? null : Project(call.Target), Arguments(call));
            case UnaryExpr unary:
                return Unary(unary);
            case BinaryExpr binary:
                return Call(FunctionOf(binary.Operator), binary.Left, binary.Right);
            case LogicExpr logic:
                return Balanced(logic, [.. logic.Operands.Select(Project)], 0, logic.Operands.Length - 2);
            case ConditionalExpr conditional:
                return Call("_?_:_", conditional.Condition, conditional.Then, conditional.Otherwise);
            case ListExpr list:
                return new GoldenList([.. list.Elements.Select(element => Project(element.Value))]);
            case MapExpr map:
                return new GoldenStruct(
                    "", [.. map.Entries.Select(entry => new GoldenEntry(null, Project(entry.Key), Project(entry.Value)))]);
            case StructExpr message:
                return new GoldenStruct(
                    message.TypeName, [.. message.Fields.Select(field => new GoldenEntry(field.Name, null, Project(field.Value)))]);
            case MacroExpr macro:
                return Macro(macro);
            case BlockExpr block:
                return new GoldenCall("cel.@block", null, [ListOf(block.Bindings), Project(block.Body)]);
            case BlockIndexExpr index:
                return new GoldenIdent(IndexName(index));
            default:
                return new GoldenIdent("?");
        }
    }

    private GoldenCall Call(string function, params ReadOnlySpan<Expr> operands)
    {
        var arguments = ImmutableArray.CreateBuilder<GoldenNode>();
        foreach (var operand in operands) arguments.Add(Project(operand));
        return new GoldenCall(function, null, arguments.ToImmutable());
    }

    private static string IndexName(BlockIndexExpr index) => string.Create(CultureInfo.InvariantCulture, $"@index{index.First}");

    /// <summary>cel-go's macro makes a list of three and more arguments of an extreme.</summary>
    private ImmutableArray<GoldenNode> Arguments(CallExpr call) =>
        check is not null && call is { Function: "math.greatest" or "math.least", Arguments.Length: > 2 }
            ? [ListOf(call.Arguments)]
            : [.. call.Arguments.Select(Project)];

    /// <summary>A list of nodes that we keep without one, of the type that the checker gives to a list of such elements.</summary>
    private GoldenNode ListOf(ImmutableArray<Expr> elements)
    {
        var list = new GoldenList([.. elements.Select(Project)]);
        var names = elements.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"x{i}")).ToImmutableArray();
        var environment = new TypeEnvironment
        {
            Functions = StandardLibrary.Core,
            Variables = names.Zip(elements).ToImmutableDictionary(pair => pair.First, pair => TypeOf(pair.Second), StringComparer.Ordinal),
        };
        var literal = Parser.Parse($"[{string.Join(", ", names)}]");
        return list with { Type = Checker.Check(literal, environment).Expression!.Type };
    }

    /// <summary>cel-go drops pairs of equal operators that stand side by side without parentheses.</summary>
    private GoldenNode Unary(UnaryExpr unary)
    {
        var count = 1;
        var last = unary;
        while (last.Operand is UnaryExpr inner && inner.Operator == unary.Operator && IsAdjacent(last))
        {
            last = inner;
            count++;
        }

        if (last is { Operator: UnaryOperator.Negate, Operand: LiteralExpr { Value.IsInt: true } number } && text[number.Span.Start] == '-' && IsAdjacent(last))
            return count % 2 == 1 ? Constant(Value.From(-number.Value.AsInt), CelType.Int) : Project(number);
        if (count % 2 == 0) return Project(last.Operand);
        var call = Call(unary.Operator == UnaryOperator.Not ? "!_" : "-_", last.Operand);
        return check is null ? call : call with { Type = TypeOf(last), Reference = ReferenceOf(last) };
    }

    private bool IsAdjacent(UnaryExpr outer) =>
        !text[(outer.Span.Start + 1)..outer.Operand.Span.Start].Contains('(', StringComparison.Ordinal);

    /// <summary>The balanced tree of a chain, from the operator at one index to that at another.</summary>
    private GoldenCall Balanced(LogicExpr logic, ImmutableArray<GoldenNode> operands, int from, int to)
    {
        var middle = (from + to + 1) / 2;
        var left = middle == from ? operands[middle] : Balanced(logic, operands, from, middle - 1);
        var right = middle == to ? operands[middle + 1] : Balanced(logic, operands, middle + 1, to);
        var call = new GoldenCall(logic.IsAnd ? "_&&_" : "_||_", null, [left, right]);
        return Typed(call, CelType.Bool, logic.IsAnd ? "logical_and" : "logical_or");
    }

    private T Typed<T>(T node, CelType type, string? reference)
        where T : GoldenNode => check is null ? node : node with { Type = type, Reference = reference };

    /// <summary>cel-go's macros call internal functions for these.</summary>
    private string FunctionOf(CallExpr call) => (check, call.Function) switch
    {
        (not null, "math.greatest") => "math.@max",
        (not null, "math.least") => "math.@min",
        _ => call.Function,
    };

    private static string FunctionOf(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Equal => "_==_",
        BinaryOperator.NotEqual => "_!=_",
        BinaryOperator.Less => "_<_",
        BinaryOperator.LessOrEqual => "_<=_",
        BinaryOperator.Greater => "_>_",
        BinaryOperator.GreaterOrEqual => "_>=_",
        BinaryOperator.In => "@in",
        BinaryOperator.Add => "_+_",
        BinaryOperator.Subtract => "_-_",
        BinaryOperator.Multiply => "_*_",
        BinaryOperator.Divide => "_/_",
        _ => "_%_",
    };
}

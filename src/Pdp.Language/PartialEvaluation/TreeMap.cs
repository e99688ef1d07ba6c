using Pdp.Language.Syntax;

namespace Pdp.Language.PartialEvaluation;

/// <summary>Changes the parts of a node.</summary>
internal static class TreeMap
{
    /// <summary>The node with each of its sub-expressions replaced, from left to right.</summary>
    public static Expr WithParts(Expr node, Func<Expr, Expr> change) => node switch
    {
        SelectExpr select => select with { Operand = change(select.Operand) },
        HasExpr has => has with { Operand = change(has.Operand) },
        IndexExpr index => index with { Operand = change(index.Operand), Index = change(index.Index) },
        CallExpr call => call with
        {
            Target = call.Target is { } target ? change(target) : null,
            Arguments = [.. call.Arguments.Select(change)],
        },
        UnaryExpr unary => unary with { Operand = change(unary.Operand) },
        BinaryExpr binary => binary with { Left = change(binary.Left), Right = change(binary.Right) },
        LogicExpr logic => logic with { Operands = [.. logic.Operands.Select(change)] },
        ConditionalExpr conditional => conditional with
        {
            Condition = change(conditional.Condition),
            Then = change(conditional.Then),
            Otherwise = change(conditional.Otherwise),
        },
        ListExpr list => list with { Elements = [.. list.Elements.Select(element => element with { Value = change(element.Value) })] },
        MapExpr map => map with
        {
            Entries = [.. map.Entries.Select(entry => entry with { Key = change(entry.Key), Value = change(entry.Value) })],
        },
        StructExpr message => message with
        {
            Fields = [.. message.Fields.Select(field => field with { Value = change(field.Value) })],
        },
        MacroExpr macro => macro with
        {
            Range = change(macro.Range),
            Filter = macro.Filter is { } filter ? change(filter) : null,
            Body = change(macro.Body),
        },
        BlockExpr block => block with { Bindings = [.. block.Bindings.Select(change)], Body = change(block.Body) },
        _ => node,
    };
}

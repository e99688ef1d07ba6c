namespace Pdp.Language.Syntax;

/// <summary>The direct parts of a node.</summary>
public static class Children
{
    /// <summary>The sub-expressions of a node, as written from left to right.</summary>
    public static IEnumerable<Expr> Of(Expr node) => node switch
    {
        SelectExpr select => [select.Operand],
        HasExpr has => [has.Operand],
        IndexExpr index => [index.Operand, index.Index],
        CallExpr { Target: { } target } call => call.Arguments.Insert(0, target),
        CallExpr call => call.Arguments,
        UnaryExpr unary => [unary.Operand],
        BinaryExpr binary => [binary.Left, binary.Right],
        LogicExpr logic => logic.Operands,
        ConditionalExpr conditional => [conditional.Condition, conditional.Then, conditional.Otherwise],
        ListExpr list => list.Elements.Select(element => element.Value),
        MapExpr map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        StructExpr message => message.Fields.Select(field => field.Value),
        MacroExpr { Filter: { } filter } macro => [macro.Range, filter, macro.Body],
        MacroExpr macro => [macro.Range, macro.Body],
        BlockExpr block => block.Bindings.Add(block.Body),
        _ => [],
    };
}

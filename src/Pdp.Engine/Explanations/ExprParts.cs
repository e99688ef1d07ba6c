using Pdp.Language.Syntax;

namespace Pdp.Engine.Explanations;

/// <summary>The direct sub-expressions of a tree's node.</summary>
internal static class ExprParts
{
    /// <summary>The sub-expressions in the order of the text.</summary>
    public static IEnumerable<Expr> Of(Expr expression) => expression switch
    {
        SelectExpr select => [select.Operand],
        HasExpr has => [has.Operand],
        IndexExpr index => [index.Operand, index.Index],
        CallExpr call => call.Target is { } target ? call.Arguments.Prepend(target) : call.Arguments,
        UnaryExpr unary => [unary.Operand],
        BinaryExpr binary => [binary.Left, binary.Right],
        LogicExpr logic => logic.Operands,
        ConditionalExpr conditional => [conditional.Condition, conditional.Then, conditional.Otherwise],
        ListExpr list => list.Elements.Select(element => element.Value),
        MapExpr map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        StructExpr message => message.Fields.Select(field => field.Value),
        MacroExpr macro => macro.Filter is { } filter ? [macro.Range, filter, macro.Body] : [macro.Range, macro.Body],
        BlockExpr block => block.Bindings.Append(block.Body),
        _ => [],
    };
}

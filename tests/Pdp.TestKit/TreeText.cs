using System.Globalization;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.TestKit;

/// <summary>A tree as text with everything that matters, ids and spans left out: two trees are the same when these are.</summary>
public static class TreeText
{
    /// <summary>The text of a tree.</summary>
    public static string Of(Expr? node) => node switch
    {
        null => "-",
        LiteralExpr literal => Literal(literal.Value),
        IdentExpr ident => (ident.Rooted ? "." : "") + ident.Name,
        SelectExpr select => $"({(select.Optional ? "select?" : "select")} {Of(select.Operand)} {select.Field})",
        HasExpr has => $"(has {Of(has.Operand)} {has.Field})",
        IndexExpr index => $"({(index.Optional ? "index?" : "index")} {Of(index.Operand)} {Of(index.Index)})",
        CallExpr call => $"(call {call.Function} {Of(call.Target)}{Many(call.Arguments)})",
        UnaryExpr unary => $"({unary.Operator} {Of(unary.Operand)})",
        BinaryExpr binary => $"({binary.Operator} {Of(binary.Left)} {Of(binary.Right)})",
        LogicExpr logic => $"({(logic.IsAnd ? "and" : "or")}{Many(logic.Operands)})",
        ConditionalExpr conditional => $"(if {Of(conditional.Condition)} {Of(conditional.Then)} {Of(conditional.Otherwise)})",
        ListExpr list => $"[{string.Join(' ', list.Elements.Select(element => Mark(element.Optional) + Of(element.Value)))}]",
        MapExpr map => $"{{{string.Join(' ', map.Entries.Select(entry => $"{Mark(entry.Optional)}{Of(entry.Key)}:{Of(entry.Value)}"))}}}",
        StructExpr message =>
            $"({message.TypeName}{{{string.Join(' ', message.Fields.Select(field => $"{Mark(field.Optional)}{field.Name}:{Of(field.Value)}"))}}})",
        MacroExpr macro =>
            $"({macro.Kind}/{macro.Name} {Of(macro.Range)} {macro.Variable} {macro.SecondVariable ?? "-"} {Of(macro.Filter)} {Of(macro.Body)})",
        BlockExpr block => $"(block{Many(block.Bindings)} {Of(block.Body)})",
        BlockIndexExpr index => $"({index.Function} {index.First} {index.Second})",
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private static string Mark(bool isOptional) => isOptional ? "?" : "";

    private static string Many(IEnumerable<Expr> nodes) => string.Concat(nodes.Select(node => " " + Of(node)));

    private static string Literal(in Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => value.AsBool ? "true" : "false",
        ValueKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        ValueKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture) + "u",
        ValueKind.Double => "d" + BitConverter.DoubleToInt64Bits(value.AsDouble).ToString("x", CultureInfo.InvariantCulture),
        ValueKind.String => $"'{value.AsString}'",
        ValueKind.Bytes => "b" + Convert.ToHexString(value.AsBytes!.Span),
        _ => $"<{value.Kind}>",
    };
}

using System.Collections.Immutable;
using Pdp.Engine.Compilation;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Linting.Model;

/// <summary>Paths of attributes in expressions, and which of them a condition says to be there.</summary>
internal static class Presence
{
    private const int MostVariables = 32;

    /// <summary>The path of a plain selection from a root of the request, <c>context.device.id</c>; null when it is none.</summary>
    public static ImmutableArray<string>? PathOf(Expr node)
    {
        var names = new Stack<string>();
        for (; node is SelectExpr { Optional: false } select; node = select.Operand) names.Push(select.Field);
        if (node is not IdentExpr root || names.Count == 0 || !Roots.Request.Contains(root.Name, StringComparer.Ordinal)) return null;
        names.Push(root.Name);
        return [.. names];
    }

    /// <summary>The attribute that an optional selection begins with, <c>context.?device.?id</c>; null when it is none.</summary>
    public static (string Root, string Member)? OptionalOf(Expr node)
    {
        var hasMark = false;
        for (; ; )
        {
            switch (node)
            {
                case SelectExpr { Operand: IdentExpr root } select when Roots.Request.Contains(root.Name, StringComparer.Ordinal):
                    return hasMark || select.Optional ? (root.Name, select.Field) : null;
                case SelectExpr select:
                    hasMark |= select.Optional;
                    node = select.Operand;
                    break;
                case IndexExpr index:
                    hasMark |= index.Optional;
                    node = index.Operand;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>The paths that are there when a condition comes out in a way.</summary>
    /// <param name="node">The condition.</param>
    /// <param name="outcome">The way: true or false.</param>
    /// <param name="scope">What names mean.</param>
    public static IEnumerable<string> Of(Expr? node, bool outcome, Scope scope) => Of(node, outcome, scope, 0);

    private static IEnumerable<string> Of(Expr? node, bool outcome, Scope scope, int depth) => node switch
    {
        UnaryExpr { Operator: UnaryOperator.Not } not => Of(not.Operand, !outcome, scope, depth),
        LogicExpr logic when logic.IsAnd == outcome => logic.Operands.SelectMany(operand => Of(operand, outcome, scope, depth)),
        HasExpr { Optional: false } has when outcome && PathOf(new SelectExpr(0, has.Span, has.Operand, has.Field, has.FieldSpan, false)) is { } path =>
            Enumerable.Range(2, path.Length - 1).Select(length => string.Join('.', path[..length])),
        SelectExpr { Operand: IdentExpr root } select when depth < MostVariables && scope.Find(root.Name, select.Field)?.Body is { } body =>
            Of(body.Parsed.Root, outcome, body.Scope, depth + 1),
        _ => [],
    };
}

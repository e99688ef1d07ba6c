using Pdp.Language.Syntax;
using Pdp.Language.Text;

namespace Pdp.Engine.Compilation;

/// <summary>What an expression reads by itself: attributes, variables and definitions.</summary>
internal sealed class ExpressionReads
{
    public static ExpressionReads None { get; } = new();

    /// <summary>The attributes: root and member.</summary>
    public HashSet<AttributeName> Attributes { get; } = [];

    /// <summary>The variables by name, each with the place where it is first read.</summary>
    public Dictionary<string, TextSpan> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The definitions by name, each with the place where it is first read.</summary>
    public Dictionary<string, TextSpan> Definitions { get; } = new(StringComparer.Ordinal);

    public static ExpressionReads Of(Expr expression)
    {
        var reads = new ExpressionReads();
        reads.Visit(expression, []);
        return reads;
    }

    private void Visit(Expr expression, HashSet<string> locals)
    {
        switch (expression)
        {
            case SelectExpr { Operand: IdentExpr root } select when IsRoot(root, locals):
                Note(root.Name, select.Field, select.FieldSpan);
                break;
            case HasExpr { Operand: IdentExpr root } has when IsRoot(root, locals):
                Note(root.Name, has.Field, has.FieldSpan);
                break;
            case MacroExpr macro:
                Visit(macro.Range, locals);
                var inner = new HashSet<string>(locals, StringComparer.Ordinal) { macro.Variable };
                if (macro.SecondVariable is { } second) inner.Add(second);
                if (macro.Filter is { } filter) Visit(filter, inner);
                Visit(macro.Body, inner);
                break;
            default:
                foreach (var part in Children.Of(expression)) Visit(part, locals);
                break;
        }
    }

    private static bool IsRoot(IdentExpr name, HashSet<string> locals) => name.Rooted || !locals.Contains(name.Name);

    private void Note(string root, string member, TextSpan span)
    {
        switch (root)
        {
            case Roots.Variables:
                Variables.TryAdd(member, span);
                break;
            case Roots.Definitions:
                Definitions.TryAdd(member, span);
                break;
            default:
                if (Roots.IsRequestRoot(root)) Attributes.Add(new AttributeName(root, member));
                break;
        }
    }
}

/// <summary>An attribute: a root of the request and a member of it.</summary>
internal readonly record struct AttributeName(string Root, string Member)
{
    public override string ToString() => $"{Root}.{Member}";
}

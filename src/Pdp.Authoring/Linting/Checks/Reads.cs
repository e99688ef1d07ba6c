using System.Runtime.CompilerServices;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>The definitions and attributes that the expressions of a bundle read, those of versions not in force included.</summary>
internal sealed class Reads
{
    private readonly HashSet<(string Root, string Member)> _members = [];
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);

    public static Reads Of(PolicySetSource source)
    {
        var reads = new Reads();
        foreach (var expression in Expressions.Of(source))
        {
            if (Parser.Parse(expression.Text).Root is { } root) reads.Visit(root);
        }

        return reads;
    }

    /// <summary>Whether an expression reads it, or all members of its root.</summary>
    public bool Has(string root, string member) => _whole.Contains(root) || _members.Contains((root, member));

    private void Visit(Expr node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        (Expr? operand, string? member) = node switch
        {
            SelectExpr select => (select.Operand, select.Field),
            HasExpr has => (has.Operand, has.Field),
            IndexExpr { Index: LiteralExpr { Value.AsString: { } key } } index => (index.Operand, key),
            _ => (null, null),
        };
        if (operand is IdentExpr root)
        {
            _members.Add((root.Name, member!));

            // all of them, unless one is named
            if (member == Roots.Properties) _whole.Add(root.Name);
            return;
        }

        if (operand is SelectExpr { Operand: IdentExpr owner, Field: Roots.Properties })
        {
            _members.Add((owner.Name, member!));
            return;
        }

        if (node is IdentExpr alone) _whole.Add(alone.Name);
        foreach (var child in Children.Of(node)) Visit(child);
    }
}

using Pdp.Language.Syntax;
using Pdp.Language.Text;

namespace Pdp.Engine.Compilation;

/// <summary>What an expression reads by itself: attributes, variables and definitions.</summary>
internal sealed class ExpressionReads
{
    private static readonly Dictionary<string, TextSpan> Nothing = new(StringComparer.Ordinal);

    private readonly List<AttributeName> _attributes = [];

    private ExpressionReads()
    {
    }

    public static ExpressionReads None { get; } = new();

    /// <summary>The attributes: root and member.</summary>
    public AttributeSet Attributes { get; private set; } = AttributeSet.Empty;

    /// <summary>The variables by name, each with the place where it is first read.</summary>
    public Dictionary<string, TextSpan> Variables { get; private set; } = Nothing;

    /// <summary>The definitions by name, each with the place where it is first read.</summary>
    public Dictionary<string, TextSpan> Definitions { get; private set; } = Nothing;

    /// <summary>Whether it reads neither variables nor definitions: all that it means is then in its own text.</summary>
    public bool IsAlone => Variables.Count == 0 && Definitions.Count == 0;

    public static ExpressionReads Of(Expr expression, AttributeSet.Table sets)
    {
        var reads = new ExpressionReads();
        reads.Visit(expression, null);
        reads.Attributes = sets.Of(reads._attributes);
        reads._attributes.Clear();
        reads._attributes.Capacity = 0;
        return reads;
    }

    private void Visit(Expr expression, HashSet<string>? locals)
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
                var inner = new HashSet<string>(locals ?? [], StringComparer.Ordinal) { macro.Variable };
                if (macro.SecondVariable is { } second) inner.Add(second);
                if (macro.Filter is { } filter) Visit(filter, inner);
                Visit(macro.Body, inner);
                break;
            default:
                foreach (var part in Children.Of(expression)) Visit(part, locals);
                break;
        }
    }

    private static bool IsRoot(IdentExpr name, HashSet<string>? locals) => name.Rooted || locals is null || !locals.Contains(name.Name);

    private void Note(string root, string member, TextSpan span)
    {
        switch (root)
        {
            case Roots.Variables:
                if (ReferenceEquals(Variables, Nothing)) Variables = new(StringComparer.Ordinal);
                Variables.TryAdd(member, span);
                break;
            case Roots.Definitions:
                if (ReferenceEquals(Definitions, Nothing)) Definitions = new(StringComparer.Ordinal);
                Definitions.TryAdd(member, span);
                break;
            default:
                if (!Roots.IsRequestRoot(root)) break;
                var name = new AttributeName(root, member);
                if (!_attributes.Contains(name)) _attributes.Add(name);
                break;
        }
    }
}

/// <summary>An attribute: a root of the request and a member of it.</summary>
internal readonly record struct AttributeName(string Root, string Member)
{
    public override string ToString() => $"{Root}.{Member}";
}

using System.Text;
using Pdp.Bundles.Documents;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Editor.Text;

/// <summary>A document as an editor shows it: its text, and what can be made out in it. Immutable.</summary>
internal sealed class DocumentView
{
    private LineIndex? _lines;
    private List<ExpressionView>? _expressions;

    public DocumentView(string text)
    {
        Text = text;
        Root = LooseReader.Read(text);
        Kind = Root?.TextOf("kind") is { } kind && DocumentKinds.All.Contains(kind, StringComparer.Ordinal) ? kind : null;
    }

    public string Text { get; }

    public LooseNode? Root { get; }

    /// <summary>The document's kind; null when it says none that there is.</summary>
    public string? Kind { get; }

    public LineIndex Lines => _lines ??= new LineIndex(Text);

    /// <summary>All expressions, in order.</summary>
    public IReadOnlyList<ExpressionView> Expressions => _expressions ??= Find();

    /// <summary>The expression at a place.</summary>
    public ExpressionView? ExpressionAt(int offset) => Expressions.FirstOrDefault(expression => expression.Contains(offset));

    /// <summary>The innermost value around a place, a member from its name on.</summary>
    public LooseNode? NodeAt(int offset)
    {
        var node = Root;
        if (node is null || offset < node.Start) return node;
        while (true)
        {
            var inner = node.Items.FindLast(item => Math.Min(item.NameStart, item.Start) <= offset && offset <= item.End);
            if (inner is null) return node;
            node = inner;
        }
    }

    /// <summary>Whether a value is where its kind has an expression.</summary>
    public bool IsExpression(LooseNode node) => Kind switch
    {
        DocumentKinds.Policy => node switch
        {
            { Name: "target" or "when", Parent: { } parent } => !IsNamed(parent),
            { Name: not null, Parent: { Name: "variables", Parent: { } policy } } => IsPolicy(policy),
            { Name: not null, Parent: { Name: "properties", Parent.Parent.Name: "obligations" or "advice" } } => true,
            _ => false,
        },
        DocumentKinds.Definitions => node is { Name: not null, Parent: { Name: "conditions", Parent: { Parent: null } } },
        _ => false,
    };

    /// <summary>Whether a value is a policy: the document, or one within another.</summary>
    public static bool IsPolicy(LooseNode node) => node.IsObject && (node.Parent is null || (node.Parent.Name == "rules" && node["effect"] is null && node["policy"] is null));

    /// <summary>The policies around a node, from the inside out.</summary>
    public static IEnumerable<LooseNode> PoliciesAround(LooseNode node) => node.Around.Where(static one => IsPolicy(one));

    // the names in there are the author's
    private static bool IsNamed(LooseNode node) => node.Name is "variables" or "properties";

    private List<ExpressionView> Find()
    {
        var found = new List<ExpressionView>();
        if (Root is null || Kind is null) return found;
        var pending = new Stack<LooseNode>([Root]);
        while (pending.TryPop(out var node))
        {
            if (IsExpression(node) && MappedText.Of(node, Text) is { } text)
            {
                found.Add(new ExpressionView(node, text));
                continue;
            }

            for (var i = node.Items.Count - 1; i >= 0; i--) pending.Push(node.Items[i]);
        }

        return found;
    }
}

/// <summary>An expression at its place in a document.</summary>
internal sealed class ExpressionView(LooseNode node, MappedText mapped)
{
    private ExpressionTokens? _tokens;

    public LooseNode Node => node;

    public MappedText Mapped => mapped;

    public string Text => mapped.Text;

    public ExpressionTokens Tokens => _tokens ??= new ExpressionTokens(mapped.Text);

    /// <summary>Whether a place is within its quotes.</summary>
    public bool Contains(int offset)
    {
        foreach (var line in node.IsString ? [node] : node.Items)
        {
            if (offset > line.Start && offset <= (line.IsClosed ? line.End - 1 : line.End)) return true;
        }

        return false;
    }
}

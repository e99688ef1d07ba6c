using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Schemas;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Mapping;

/// <summary>
/// Parts of documents that several kinds have. All mappers take what has the right form and pass over what has not: the
/// schema check has told that already, and the rest of the document is still worth checking.
/// </summary>
internal static class Nodes
{
    /// <summary>A member's text, or null.</summary>
    public static string? Text(JsonNode node, string name) => node[name] is { IsString: true } member ? member.Text : null;

    /// <summary>A member's integer, or null.</summary>
    public static int? Integer(JsonNode node, string name) =>
        node[name] is { IsIntegral: true, Number: >= int.MinValue and <= int.MaxValue } member ? (int)member.Number : null;

    /// <summary>A member's id, or null.</summary>
    public static string? Id(JsonNode node, string name = "id") => Text(node, name) is { } text && IsId(text) ? text : null;

    /// <summary>Whether a text is an id.</summary>
    public static bool IsId(string text) => PatternTests.IsId(text);

    /// <summary>A member's elements, or none.</summary>
    public static IReadOnlyList<JsonNode> Elements(JsonNode node, string name) => node[name] is { IsArray: true } member ? member.Items : [];

    /// <summary>A member's members, or none.</summary>
    public static IReadOnlyList<JsonNode> Members(JsonNode node, string name) => node[name] is { IsObject: true } member ? member.Items : [];

    /// <summary>A member's list of texts, or null.</summary>
    public static ImmutableArray<string>? Texts(JsonNode node, string name) => node[name] is { IsArray: true } member
        ? [.. member.Items.Where(item => item.IsString).Select(item => item.Text)]
        : null;

    /// <summary>A member's list of texts, or null; a list that is none is passed over.</summary>
    public static ImmutableArray<string>? Texts(JsonNode node, string name, DocumentText document)
    {
        if (node[name] is { } member && (!member.IsArray || member.Items.Any(item => !item.IsString))) document.PassOver(member);
        return Texts(node, name) is { } texts ? ShortTexts.OfThread.Get(texts) : null;
    }

    /// <summary>A member's expression, or null.</summary>
    public static ExpressionSource? Expression(JsonNode node, string name, SourceLocation location, DocumentText document)
    {
        if (node[name] is not { } member) return null;
        var expression = Expression(member, location.Child(name), document);
        if (expression is null) document.PassOver(member);
        return expression;
    }

    /// <summary>An expression: a text, or lines joined by newlines.</summary>
    public static ExpressionSource? Expression(JsonNode node, SourceLocation location, DocumentText document) => node.Kind switch
    {
        // of a text with errors only what was read of it can be told
        JsonKind.String when document.Findings.Count > 0 => new ExpressionSource(node.Text, location),
        JsonKind.String => new ExpressionSource(document.Content, node.Offset, node.Length, location),
        JsonKind.Array when node.Items.All(line => line.IsString) =>
            new ExpressionSource(string.Join('\n', node.Items.Select(line => line.Text)), location),
        _ => null,
    };

    /// <summary>A member's named expressions, in document order.</summary>
    public static ImmutableArray<VariableSource> Named(JsonNode node, string name, SourceLocation location, DocumentText document)
    {
        var named = ImmutableArray.CreateBuilder<VariableSource>();
        foreach (var member in Members(node, name))
        {
            if (Expression(member, location.Child(name).Child(member.Name!), document) is { } expression)
                named.Add(new VariableSource(member.Name!, expression));
            else
                document.PassOver(member);
        }

        return named.DrainToImmutable();
    }
}

using Pdp.Bundles.Mapping;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Schemas;
using Pdp.Bundles.Text;
using Pdp.Engine;

namespace Pdp.Bundles.Documents;

/// <summary>A document's text, and what could be read of it.</summary>
/// <param name="Text">The text, with what is wrong with it.</param>
/// <param name="Kind">Its kind; null when that cannot be told.</param>
/// <param name="Document">The document as far as it could be read; whole only when nothing is wrong.</param>
internal sealed record ReadDocument(DocumentText Text, string? Kind, Document? Document)
{
    /// <summary>The file as it was read earlier, when it has not changed since: nothing was wrong with it.</summary>
    public BundleFile? Known { get; private init; }

    /// <summary>A document that has not changed since it was read.</summary>
    public static ReadDocument Of(BundleFile known) =>
        new(new DocumentText(known.Path, known.Content), known.Kind, known.Document) { Known = known };
}

/// <summary>Reads one document: JSON, then structure, then meaning, and tells everything that is wrong.</summary>
internal static class DocumentReader
{
    public static ReadDocument Read(string file, byte[] utf8, int maxDepth, LoadTimes? times = null)
    {
        var text = new DocumentText(file, utf8);
        var problems = new List<JsonProblem>();
        JsonNode? root;
        using (LoadTimes.Measure(times, LoadPhase.Json)) root = JsonTreeReader.Read(utf8, maxDepth, problems);
        foreach (var problem in problems) text.Error(problem);
        if (root is null || Kind(root, text) is not { } kind)
        {
            text.Close();
            return new ReadDocument(text, null, null);
        }

        using (LoadTimes.Measure(times, LoadPhase.Schema)) SchemaCheck.Check(kind, root, text);
        Document? document;
        using (LoadTimes.Measure(times, LoadPhase.Map)) document = Map(kind, root, text);
        if (document is null) text.PassOver(root);
        text.Close();
        return new ReadDocument(text, kind, document);
    }

    /// <summary>
    /// What can be made of a document at a first look, while its author is still at it: what is wrong with it is not told, and nothing may be
    /// decided by it. Null when it is no JSON, or says no kind.
    /// </summary>
    public static Document? Sketch(string file, byte[] utf8)
    {
        var text = new DocumentText(file, utf8);
        return JsonTreeReader.Read(utf8, LoadOptions.DeepestJson, []) is { IsObject: true } root
            && root["kind"] is { IsString: true } kind && Array.IndexOf(DocumentKinds.All, kind.Text) >= 0
                ? Map(kind.Text, root, text)
                : null;
    }

    private static Document? Map(string kind, JsonNode root, DocumentText text) => kind switch
    {
        DocumentKinds.Policy => PolicyMapper.Map(root, text),
        DocumentKinds.Schema => SchemaMapper.Map(root, text),
        DocumentKinds.Definitions => DefinitionsMapper.Map(root, text),
        DocumentKinds.Entities => EntitiesMapper.Map(root, text),
        DocumentKinds.Tests => TestsMapper.Map(root, text),
        DocumentKinds.Gateway => GatewayMapper.Map(root, text),
        _ => BundleMapper.Map(root, text),
    };

    private static string? Kind(JsonNode root, DocumentText text)
    {
        if (!root.IsObject)
        {
            text.Error(DocumentDiagnosticCodes.WrongType, root, $"expected object, got {root.Kind.Text()}");
            return null;
        }

        if (root["kind"] is not { } node)
        {
            text.Error(
                DocumentDiagnosticCodes.UnknownKind, root, "member `kind` is missing",
                "every *.json file of a policy folder is a policy document; a name that starts with a dot keeps a file out");
            return null;
        }

        if (!node.IsString)
        {
            text.Error(DocumentDiagnosticCodes.WrongType, node, $"expected string, got {node.Kind.Text()}");
            return null;
        }

        if (Array.IndexOf(DocumentKinds.All, node.Text) >= 0) return node.Text;
        text.Error(
            DocumentDiagnosticCodes.UnknownKind, node, $"expected {Words.OneOf(DocumentKinds.All)}, got {Words.Quote(node.Text)}",
            Suggestions.DidYouMean(node.Text, DocumentKinds.All));
        return null;
    }
}

using System.Runtime.CompilerServices;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;

namespace Pdp.Authoring.Formatting;

/// <summary>Where expressions stand in a document: the values that the schemas of its kind mark as <c>cel</c>.</summary>
internal static class ExpressionPlaces
{
    /// <summary>The values: a text each, or an array of its lines.</summary>
    public static HashSet<JsonNode> Of(JsonNode root)
    {
        var found = new HashSet<JsonNode>(ReferenceEqualityComparer.Instance);
        switch (root["kind"])
        {
            case { Text: DocumentKinds.Policy }:
                Policy(root, found);
                break;
            case { Text: DocumentKinds.Definitions }:
                Members(root["conditions"], found);
                break;
        }

        return found;
    }

    private static void Policy(JsonNode node, HashSet<JsonNode> found)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Add(node["target"], found);
        Add(node["when"], found);
        Members(node["variables"], found);
        Notices(node["obligations"], found);
        Notices(node["advice"], found);
        foreach (var item in Items(node["rules"])) Policy(item, found);
    }

    private static void Notices(JsonNode? notices, HashSet<JsonNode> found)
    {
        foreach (var notice in Items(notices))
        {
            Add(notice["when"], found);
            Members(notice["properties"], found);
        }
    }

    private static void Members(JsonNode? node, HashSet<JsonNode> found)
    {
        if (node is not { IsObject: true }) return;
        foreach (var member in node.Items) Add(member, found);
    }

    private static IEnumerable<JsonNode> Items(JsonNode? node) => node is { IsArray: true } ? node.Items.Where(item => item.IsObject) : [];

    private static void Add(JsonNode? node, HashSet<JsonNode> found)
    {
        if (node is null) return;
        if (node.IsString || (node.IsArray && node.Items.Count > 0 && node.Items.All(line => line.IsString))) found.Add(node);
    }
}

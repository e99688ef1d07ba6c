using System.Runtime.CompilerServices;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Linting.Waiving;

/// <summary>What a document says of a warning: that it is meant to be so, and why.</summary>
/// <param name="Place">The object to which it applies, with all below; of a <c>Bundle</c> document, to all documents.</param>
/// <param name="IsOfBundle">Whether it stands in the <c>Bundle</c> document.</param>
/// <param name="Code">The code.</param>
/// <param name="Reason">Why.</param>
internal sealed record Waiver(SourceLocation Place, bool IsOfBundle, string Code, string Reason)
{
    /// <summary>Where it stands itself.</summary>
    public SourceLocation Location => Place.Child("waive").Child(Code);

    public bool Covers(SourceDiagnostic finding)
    {
        if (!string.Equals(Code, finding.Code, StringComparison.Ordinal)) return false;
        if (IsOfBundle) return true;
        if (!string.Equals(Place.File, finding.Location.File, StringComparison.Ordinal)) return false;
        var (outer, inner) = (Place.Pointer, finding.Location.Pointer);
        return inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] == '/');
    }

    /// <summary>The waivers of a document.</summary>
    public static IEnumerable<Waiver> Of(string file, JsonNode root)
    {
        var found = new List<Waiver>();
        switch (root["kind"]?.Text)
        {
            case DocumentKinds.Policy:
                Policy(file, root, found);
                break;
            case DocumentKinds.Schema:
                Add(file, root, found);
                foreach (var group in new[] { "subjects", "resources", "actions" })
                {
                    foreach (var entity in root[group]?.Items ?? []) Attributes(file, entity, found);
                }

                if (root["context"] is { } context) Attributes(file, context, found);
                break;
            case DocumentKinds.Definitions or DocumentKinds.Bundle:
                Add(file, root, found);
                break;
        }

        return found;
    }

    private static void Policy(string file, JsonNode node, List<Waiver> found)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Add(file, node, found);
        foreach (var item in node["rules"]?.Items ?? []) Policy(file, item, found);
    }

    private static void Attributes(string file, JsonNode node, List<Waiver> found)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Add(file, node, found);
        foreach (var attribute in node["properties"]?.Items ?? []) Attributes(file, attribute, found);
        if (node["items"] is { IsObject: true } items) Attributes(file, items, found);
    }

    private static void Add(string file, JsonNode node, List<Waiver> found)
    {
        if (node["waive"] is not { IsObject: true } waive) return;
        var isOfBundle = node is { Parent: null } && node["kind"]?.Text == DocumentKinds.Bundle;
        found.AddRange(waive.Items.Select(one => new Waiver(new SourceLocation(file, node.Pointer), isOfBundle, one.Name!, one.Text)));
    }
}

using Pdp.Authoring.Editor.Text;
using Pdp.Bundles.Documents;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Editor.Files;

/// <summary>Writes waivers: what a document says of a warning that is meant to be so.</summary>
internal static class Waivers
{
    /// <summary>What stands where the author is to say why.</summary>
    public const string Reason = "say here why this is meant to be so";

    /// <summary>The change that waives a warning where it is found; null where it cannot be waived.</summary>
    public static EditorFix? Of(DocumentView view, SourceDiagnostic warning)
    {
        if (!IsWaivable(warning.Code) || view.Root?.Nearest(warning.Location.Pointer, out _) is not { } node) return null;
        if (node.Around.FirstOrDefault(one => MayWaive(view, one)) is not { } holder) return null;
        var entry = $"\"{warning.Code}\": \"{Reason}\"";
        if (holder["waive"] is { } waive)
        {
            if (!waive.IsObject || waive[warning.Code] is not null) return null;
            return waive.Items.Count > 0 ? Insert(view, warning, waive.Items[^1], $", {entry}") : Replace(view, warning, waive, $"{{ {entry} }}");
        }

        if (holder.Items.Count == 0) return null;
        var before = holder["description"] ?? holder["version"] ?? holder["id"] ?? holder["kind"] ?? holder.Items[0];
        var line = view.Lines.PositionOf(before.NameStart).Line;
        var start = view.Lines.StartOf(line);
        var indent = view.Text.AsSpan(start, before.NameStart - start);
        var isAlone = indent.Trim().IsEmpty;
        return Insert(view, warning, before, isAlone ? $",\n{indent}\"waive\": {{ {entry} }}" : $", \"waive\": {{ {entry} }}");
    }

    /// <summary>Whether the document says of a warning that it is meant to be so.</summary>
    public static bool Has(DocumentView view, SourceDiagnostic warning) =>
        view.Root?.Nearest(warning.Location.Pointer, out _).Around.Any(node => node["waive"]?[warning.Code] is not null) == true;

    private static bool IsWaivable(string code) => code.StartsWith("PDP03", StringComparison.Ordinal) || code.StartsWith("CEL01", StringComparison.Ordinal);

    private static bool MayWaive(DocumentView view, LooseNode node) => node.IsObject && view.Kind switch
    {
        DocumentKinds.Policy => DocumentView.IsPolicy(node) || node is { Parent.Name: "rules" } && node["effect"] is not null,
        DocumentKinds.Schema => node.Parent is null || node.Parent is { Name: "subjects" or "resources" or "actions" or "properties", IsObject: true } || node is { Name: "context", Parent.Parent: null },
        DocumentKinds.Definitions or DocumentKinds.Bundle => node.Parent is null,
        _ => false,
    };

    private static EditorFix Insert(DocumentView view, SourceDiagnostic warning, LooseNode behind, string text) => Make(view, warning, behind.End, behind.End, text);

    private static EditorFix Replace(DocumentView view, SourceDiagnostic warning, LooseNode node, string text) => Make(view, warning, node.Start, node.End, text);

    private static EditorFix Make(DocumentView view, SourceDiagnostic warning, int start, int end, string text) =>
        new($"waive {warning.Code} here, with a reason", [new EditorEdit(view.Lines.RangeOf(start, end), text)], IsSafe: true, IsWaiver: true);
}

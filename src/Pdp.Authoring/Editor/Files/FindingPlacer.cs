using System.Collections.Immutable;
using Pdp.Authoring.Editor.Text;
using Pdp.Authoring.Linting;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Authoring.Editor.Files;

/// <summary>Brings findings to their places in the text of a document, with what can be done about each.</summary>
internal static class FindingPlacer
{
    /// <summary>A finding at its place; null of one about an expression that reads otherwise now.</summary>
    public static EditorFinding? Place(EditorFile file, SourceDiagnostic diagnostic, ImmutableArray<LintFix> fixes)
    {
        var view = file.View;
        if (Find(view, diagnostic) is not var (start, end)) return null;
        var made = fixes.Select(fix =>
        {
            var (from, to) = file.Units(fix.Edit.Range);
            return new EditorFix(fix.Title, [new EditorEdit(view.Lines.RangeOf(from, to), fix.Edit.Text)], fix.IsSafe);
        }).ToList();
        if (Suggested(view, diagnostic, start, end) is { } suggested) made.Add(suggested);
        if (diagnostic.Severity == Severity.Warning && Waivers.Of(view, diagnostic) is { } waiver) made.Add(waiver);
        return new EditorFinding(diagnostic, view.Lines.RangeOf(start, end), [.. made])
        {
            IsUnnecessary = diagnostic.Code is EngineDiagnosticCodes.UnreadVariable or LintCodes.UnreadDefinition or LintCodes.NeverTrue or LintCodes.Shadowed or LintCodes.IdleWaiver,
        };
    }

    private static (int Start, int End)? Find(DocumentView view, SourceDiagnostic diagnostic)
    {
        if (diagnostic is { Text: { } text, Span: { } span })
        {
            if (view.Root?.Nearest(diagnostic.Location.Pointer, out var isExact) is not { } node || !isExact || MappedText.Of(node, view.Text) is not { } mapped) return null;
            if (!string.Equals(mapped.Text, text, StringComparison.Ordinal)) return null;
            var (start, end) = mapped.RangeOf(span.Start, span.End);
            return start < end ? (start, end) : Widened(view, start);
        }

        if (view.Root?.Nearest(diagnostic.Location.Pointer, out var isThere) is { } found && isThere && (diagnostic.Position is null || found.IsObject || found.IsArray) && !IsAboutText(diagnostic))
        {
            // a bracket is no place to look at: what names the object is
            var shown = found.IsObject ? found["id"] ?? found["name"] ?? found : found;
            if (shown is { IsObject: false, IsArray: false, IsMissing: false }) return (shown.Start, shown.End);
            if (found.Name is not null && found.NameEnd > found.NameStart) return (found.NameStart, found.NameEnd);
            if (found.Parent is null && diagnostic.Position is null && found["kind"] is { } kind) return (kind.Start, kind.End);
        }

        if (diagnostic.Position is not { } position) return Widened(view, 0);
        var line = Math.Min(position.Line - 1, view.Lines.Count - 1);
        var offset = view.Lines.StartOf(line);
        for (var column = 1; column < position.Column && offset < view.Lines.EndOf(line); column++) offset += char.IsHighSurrogate(view.Text[offset]) ? 2 : 1;
        var until = Math.Min(offset + position.CaretLength, view.Lines.EndOf(line));
        return offset < until ? (offset, until) : Widened(view, offset);
    }

    // the reader of JSON knows exactly where
    private static bool IsAboutText(SourceDiagnostic diagnostic) =>
        diagnostic.Code is Bundles.DocumentDiagnosticCodes.Syntax or Bundles.DocumentDiagnosticCodes.DuplicateMember or Bundles.DocumentDiagnosticCodes.Encoding
            or Bundles.DocumentDiagnosticCodes.NumberOverflow or Bundles.DocumentDiagnosticCodes.UnknownMember or Bundles.DocumentDiagnosticCodes.TooLarge;

    // what covers nothing is not to be seen
    private static (int Start, int End) Widened(DocumentView view, int offset)
    {
        if (offset < view.Text.Length && view.Text[offset] is not ('\r' or '\n')) return (offset, offset + (char.IsHighSurrogate(view.Text[offset]) && offset + 1 < view.Text.Length ? 2 : 1));
        return offset > 0 && view.Text[offset - 1] is not ('\r' or '\n') ? (offset - 1, offset) : (offset, offset);
    }

    private static EditorFix? Suggested(DocumentView view, SourceDiagnostic diagnostic, int start, int end)
    {
        if (diagnostic.Rewriting is { } rewriting)
        {
            if (view.Root?.Nearest(diagnostic.Location.Pointer, out _) is not { } node || MappedText.Of(node, view.Text) is not { } mapped) return null;
            var (from, to) = mapped.RangeOf(rewriting.Span.Start, rewriting.Span.End);
            // lines of an array part it: it would take their quotes with it
            if (view.Text.AsSpan(from, to - from).ContainsAny('\r', '\n')) return null;
            var quoted = Formatting.JsonQuote.Of(rewriting.Text);
            return new EditorFix(rewriting.Text.Length == 0 ? "remove it" : $"write `{rewriting.Text}`", [new EditorEdit(view.Lines.RangeOf(from, to), quoted[1..^1])], IsSafe: false);
        }

        if (diagnostic.Span is not null || Meant(diagnostic) is not var (meant, wrong)) return null;
        if (view.Root?.Nearest(diagnostic.Location.Pointer, out _) is not { } around) return null;
        foreach (var (text, from, to) in Strings(around))
        {
            if (text != wrong) continue;
            return new EditorFix($"write `{meant}`", [new EditorEdit(view.Lines.RangeOf(from, to), Formatting.JsonQuote.Of(meant))], IsSafe: false);
        }

        return null;
    }

    // "did you mean `x`?" of what the message tells last ("expected … or …, got `y`"), or "did you mean `x` instead of `y`?"
    private static (string Meant, string Wrong)? Meant(SourceDiagnostic diagnostic)
    {
        if (diagnostic.Help?.Split('`') is not { } help || help[0] != "did you mean ") return null;
        if (help is [_, var meant, " instead of ", var wrong, "?"]) return (meant, wrong);
        return help is [_, var near, "?"] && diagnostic.Message.Split('`') is { Length: >= 3 } message ? (near, message[^2]) : null;
    }

    private static IEnumerable<(string Text, int Start, int End)> Strings(LooseNode node)
    {
        if (node.Name is not null) yield return (node.Name, node.NameStart, node.NameEnd);
        foreach (var one in node.Items.Prepend(node))
        {
            if (one.Name is not null && !ReferenceEquals(one, node)) yield return (one.Name, one.NameStart, one.NameEnd);
            if (one.IsString) yield return (one.Text, one.Start, one.End);
        }
    }
}

using System.Collections.Immutable;
using Pdp.Authoring.Editor.Answers;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Text;
using Pdp.Authoring.Formatting;

namespace Pdp.Authoring.Editor;

/// <summary>What an editor asks of a bundle. Every answer depends on the bundle and the arguments alone.</summary>
public static class EditorQueries
{
    /// <summary>Makes ready what is made once and takes its time: the checks of documents, the functions of the language.</summary>
    public static void WarmUp()
    {
        // one that is wrong in its form, and in an expression
        const string Text = """{"apiVersion": "pdp/v1", "kind": "Policy", "id": "a", "version": "1", "rules": [{"id": "a", "effect": "permit", "when": "subject.a == nam"}]}""";
        var bundle = EditorBundle.Empty("").With("a.json", Text, 1);
        EditorCheck.Run(bundle);
        EditorCheck.Run(bundle.With("a.json", Text.Replace("\"1\"", "1", StringComparison.Ordinal), 2)).Linted();
        var position = new EditorPosition(0, Text.IndexOf("nam", StringComparison.Ordinal) + 2);
        Hover(bundle, "a.json", position);
        Complete(bundle, "a.json", position);
    }

    /// <summary>What stands at a place; null when nothing is to be said of it.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The document's path.</param>
    /// <param name="position">The place.</param>
    public static EditorHover? Hover(EditorBundle bundle, string path, EditorPosition position) =>
        File(bundle, path) is { } file ? Hovers.At(bundle, file, position) : null;

    /// <summary>What an author may want to write at a place.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The document's path.</param>
    /// <param name="position">The place.</param>
    public static ImmutableArray<EditorCompletion> Complete(EditorBundle bundle, string path, EditorPosition position) =>
        File(bundle, path) is { } file ? Completions.At(bundle, file, position) : [];

    /// <summary>Where the name at a place is given its meaning: several places where several versions or types have it.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The document's path.</param>
    /// <param name="position">The place.</param>
    public static ImmutableArray<EditorLocation> Definition(EditorBundle bundle, string path, EditorPosition position) =>
        File(bundle, path) is { } file ? Places.Definition(bundle, file, position) : [];

    /// <summary>Where the name at a place stands in all documents.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The document's path.</param>
    /// <param name="position">The place.</param>
    /// <param name="withDeclaration">Whether the places at which it is given its meaning are among them.</param>
    public static ImmutableArray<EditorLocation> References(EditorBundle bundle, string path, EditorPosition position, bool withDeclaration) =>
        File(bundle, path) is { } file ? Places.References(bundle, file, position, withDeclaration) : [];

    /// <summary>The name at a place that can be given anew; null when there is none.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The document's path.</param>
    /// <param name="position">The place.</param>
    public static (EditorRange Range, string Name)? PrepareRename(EditorBundle bundle, string path, EditorPosition position) =>
        File(bundle, path) is { } file ? Renames.Prepare(bundle, file, position) : null;

    /// <summary>What giving the name at a place anew changes, or why it cannot be.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The document's path.</param>
    /// <param name="position">The place.</param>
    /// <param name="name">The new name.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static EditorRename Rename(EditorBundle bundle, string path, EditorPosition position, string name, CancellationToken cancellation = default) =>
        File(bundle, path) is { } file ? Renames.Make(bundle, file, position, name, cancellation) : EditorRename.Refused("the document belongs to no policies");

    /// <summary>What a document is made of.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The document's path.</param>
    public static ImmutableArray<EditorSymbol> Symbols(EditorBundle bundle, string path) => File(bundle, path) is { } file ? Outlines.Of(file) : [];

    /// <summary>The change that formats a document; null when it is formatted, or cannot be read.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The document's path.</param>
    public static EditorEdit? Format(EditorBundle bundle, string path)
    {
        if (File(bundle, path) is not { } file || DocumentFormatter.Format(path, file.Source.Content).Text is not { } text) return null;
        return EditorEdits.Difference(file.View, text);
    }

    /// <summary>A text with one stretch of it replaced.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">The stretch.</param>
    /// <param name="replacement">What stands there then.</param>
    public static string Replace(string text, EditorRange range, string replacement)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new LineIndex(text);
        var start = lines.OffsetOf(range.Start);
        var end = Math.Max(start, lines.OffsetOf(range.End));
        return string.Concat(text.AsSpan(0, start), replacement, text.AsSpan(end));
    }

    private static EditorFile? File(EditorBundle bundle, string path)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(path);
        return bundle.Files.GetValueOrDefault(path);
    }
}

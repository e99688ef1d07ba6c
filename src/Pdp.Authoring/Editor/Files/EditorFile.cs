using System.Text;
using Pdp.Authoring.Editing;
using Pdp.Authoring.Editor.Meaning;
using Pdp.Authoring.Editor.Text;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Folders;

namespace Pdp.Authoring.Editor.Files;

/// <summary>A document of a bundle in one state: as it is on the disk, or as it stands in an editor. Immutable.</summary>
internal sealed class EditorFile
{
    private readonly Lazy<DocumentView> _view;
    private readonly Lazy<Document?> _sketch;
    private readonly Lazy<IReadOnlyList<Occurrence>> _occurrences;

    /// <param name="file">Its path and octets.</param>
    /// <param name="version">The editor's number of the state; null: it is not open.</param>
    /// <param name="text">Its text, where that is known; null: that of the octets.</param>
    /// <param name="earlier">The state before, of which the names are taken while this one cannot be read; null: there was none.</param>
    public EditorFile(FolderFile file, int? version = null, string? text = null, EditorFile? earlier = null)
    {
        Source = file;
        Version = version;
        _view = new(() => new DocumentView(text ?? Encoding.UTF8.GetString(file.Content)));
        // the chain of states ends here: only what was made out of the last one is kept
        var last = earlier is { _sketch.IsValueCreated: true } ? earlier._sketch.Value : null;
        _sketch = new(() => DocumentReader.Sketch(file.Path, file.Content) ?? last);
        _occurrences = new(() => Occurrences.Of(View, file.Path));
    }

    /// <summary>Its path and octets, as loading takes them.</summary>
    public FolderFile Source { get; }

    public string Path => Source.Path;

    /// <summary>The editor's number of the state; null: it is not open.</summary>
    public int? Version { get; }

    public DocumentView View => _view.Value;

    /// <summary>What can be made of it; null of what was never a document.</summary>
    public Document? Sketch => _sketch.Value;

    /// <summary>The names in it, each with what it stands for.</summary>
    public IReadOnlyList<Occurrence> Names => _occurrences.Value;

    /// <summary>Where a stretch of its octets stands in its text.</summary>
    public (int Start, int End) Units(DocumentRange range)
    {
        var octets = Source.Content.AsSpan();
        var (from, to) = (Math.Clamp(range.Offset, 0, octets.Length), Math.Clamp(range.End, 0, octets.Length));
        var start = Encoding.UTF8.GetCharCount(octets[..from]);
        return (start, start + Encoding.UTF8.GetCharCount(octets[from..to]));
    }
}

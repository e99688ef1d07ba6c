using System.Text;
using System.Text.Json;
using Pdp.Bundles;
using Pdp.Bundles.Reading;
using Pdp.Language.Text;

namespace Pdp.Authoring.Editing;

/// <summary>Where the members of a document, and the parts of the expressions in it, stand in its text.</summary>
public sealed class DocumentMap
{
    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly JsonNode _root;
    private List<int>? _lineEnds;

    private DocumentMap(ReadOnlyMemory<byte> utf8, JsonNode root)
    {
        _utf8 = utf8;
        _root = root;
    }

    /// <summary>The document's text.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    internal JsonNode Root => _root;

    /// <summary>The map of a document; null when it is no JSON.</summary>
    /// <param name="utf8">Its text.</param>
    public static DocumentMap? Of(ReadOnlyMemory<byte> utf8) =>
        JsonTreeReader.Read(utf8.Span, LoadOptions.DeepestJson, []) is { } root ? new DocumentMap(utf8, root) : null;

    /// <summary>The stretch of a member's value; null when there is no such member.</summary>
    /// <param name="pointer">JSON pointer (RFC 6901) to it.</param>
    public DocumentRange? RangeOf(string pointer) => Find(pointer) is { } node ? RangeOf(node) : null;

    /// <summary>The stretch of a part of an expression; from its first character to its last where lines of an array part them.</summary>
    /// <param name="pointer">JSON pointer to the expression: a text, or an array of its lines.</param>
    /// <param name="span">The part, in UTF-16 units of the expression's text, the lines of an array joined by line feeds.</param>
    public DocumentRange? RangeOf(string pointer, TextSpan span)
    {
        if (Find(pointer) is not { } node) return null;
        if (node.IsString) return RangeWithin(node, span.Start, span.End);
        if (!node.IsArray || node.Items.Count == 0) return RangeOf(node);
        var start = 0;
        int? first = null;
        var last = 0;
        foreach (var line in node.Items)
        {
            var end = start + line.Text.Length;
            if (first is null && span.Start <= end) first = RangeWithin(line, span.Start - start, span.Start - start).Offset;
            if (span.End >= start) last = RangeWithin(line, 0, Math.Min(span.End, end) - start).End;
            start = end + 1;
        }

        return first is { } from ? new DocumentRange(from, Math.Max(0, last - from)) : RangeOf(node);
    }

    /// <summary>The line, from 1 on, of an offset in octets.</summary>
    /// <param name="offset">The offset.</param>
    public int LineOf(int offset)
    {
        var found = (_lineEnds ??= LineEnds()).BinarySearch(offset);
        return (found < 0 ? ~found : found) + 1;
    }

    /// <summary>The edit that takes a member away, with its comma; an object that would be empty then goes as well.</summary>
    /// <param name="pointer">JSON pointer to it.</param>
    public DocumentEdit? Removing(string pointer)
    {
        if (Find(pointer) is not { Parent: not null } node) return null;
        while (node.Parent is { IsObject: true, Parent: not null, Items.Count: 1 } parent) node = parent;
        var siblings = node.Parent!.Items;
        var (from, to) = node.Index > 0 ? (End(siblings[node.Index - 1]), End(node))
            : siblings.Count > 1 ? (node.NameOffset, siblings[1].NameOffset)
            : (node.NameOffset, End(node));
        return new DocumentEdit(new DocumentRange(from, to - from), "");
    }

    private List<int> LineEnds()
    {
        var ends = new List<int>();
        var text = _utf8.Span;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') ends.Add(i);
        }

        return ends;
    }

    internal JsonNode? Find(string pointer)
    {
        var node = JsonPointer.Nearest(_root, pointer);
        return string.Equals(node.Pointer, pointer, StringComparison.Ordinal) ? node : null;
    }

    internal DocumentRange RangeOf(JsonNode node) => new(node.Offset, End(node) - node.Offset);

    private int End(JsonNode node)
    {
        if (!node.IsObject && !node.IsArray) return node.Offset + node.Length;
        var reader = new Utf8JsonReader(_utf8.Span[node.Offset..], new JsonReaderOptions { MaxDepth = LoadOptions.DeepestJson + 2 });
        reader.Read();
        reader.Skip();
        return node.Offset + (int)reader.BytesConsumed;
    }

    // units of the text, each of which is written as itself or as an escape
    private DocumentRange RangeWithin(JsonNode text, int start, int end)
    {
        var octets = _utf8.Span.Slice(text.Offset + 1, text.Length - 2);
        var (unit, offset, from) = (0, 0, -1);
        while (true)
        {
            if (unit >= start && from < 0) from = offset;
            if (unit >= end || offset >= octets.Length) break;
            if (octets[offset] == '\\')
            {
                offset += octets[offset + 1] == 'u' ? 6 : 2;
                unit++;
            }
            else
            {
                Rune.DecodeFromUtf8(octets[offset..], out var rune, out var length);
                offset += length;
                unit += rune.Utf16SequenceLength;
            }
        }

        if (from < 0) from = offset;
        return new DocumentRange(text.Offset + 1 + from, offset - from);
    }
}

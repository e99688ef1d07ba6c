using System.Text;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Text;

/// <summary>Finds lines and columns in UTF-8 octets; makes nothing before it is asked.</summary>
internal sealed class TextIndex(ReadOnlyMemory<byte> utf8)
{
    // so many octets of a line are kept on either side of a place
    private const int Reach = 400;

    private int[]? _lineStarts;

    // where the last column was counted: places are mostly asked for in order, and a file may be one long line
    private int _lastOffset;
    private int _lastCount;

    /// <summary>Line and column, from 1 on, the column in octets.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        var starts = _lineStarts ??= LineStarts(utf8.Span);
        var found = Array.BinarySearch(starts, offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, offset - starts[line] + 1);
    }

    /// <summary>The place for people.</summary>
    public FilePosition Position(int offset, int length)
    {
        var text = utf8.Span;
        offset = Math.Clamp(offset, 0, text.Length);
        var (line, column) = Locate(offset);
        var start = offset - column + 1;
        var rest = text[start..].IndexOf((byte)'\n');
        var end = rest < 0 ? text.Length : start + rest;
        if (end > start && text[end - 1] == '\r') end--;
        offset = Math.Min(offset, end);
        length = Math.Clamp(length, 0, end - offset);
        var from = CharacterStart(text, Math.Max(start, offset - Reach), start);
        var to = CharacterStart(text, Math.Min(end, offset + Reach), start);
        length = Math.Max(0, Math.Min(length, to - offset));
        return new FilePosition(
            line,
            Count(text, start, offset) + 1,
            Encoding.UTF8.GetString(text[from..to]),
            Encoding.UTF8.GetCharCount(text[from..offset]),
            Encoding.UTF8.GetCharCount(text[offset..(offset + length)]));
    }

    private int Count(ReadOnlySpan<byte> text, int start, int offset)
    {
        _lastCount = _lastOffset >= start && _lastOffset <= offset
            ? _lastCount + CodePoints(text[_lastOffset..offset])
            : CodePoints(text[start..offset]);
        _lastOffset = offset;
        return _lastCount;
    }

    private static int CharacterStart(ReadOnlySpan<byte> text, int offset, int floor)
    {
        while (offset > floor && offset < text.Length && (text[offset] & 0xC0) == 0x80) offset--;
        return offset;
    }

    private static int CodePoints(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var octet in text)
        {
            if ((octet & 0xC0) != 0x80) count++;
        }

        return count;
    }

    private static int[] LineStarts(ReadOnlySpan<byte> text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') starts.Add(i + 1);
        }

        return [.. starts];
    }
}

namespace Pdp.Authoring.Editor.Text;

/// <summary>A place in a document as editors count: lines and UTF-16 units from 0 on.</summary>
/// <param name="Line">The line.</param>
/// <param name="Character">The unit within the line.</param>
public readonly record struct EditorPosition(int Line, int Character);

/// <summary>A stretch of a document.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">The place behind it.</param>
public readonly record struct EditorRange(EditorPosition Start, EditorPosition End);

/// <summary>Where the lines of a text begin. Lines end with a line feed, a carriage return, or both.</summary>
internal sealed class LineIndex
{
    private readonly string _text;
    private readonly List<int> _starts = [0];

    public LineIndex(string text)
    {
        _text = text;
        for (var i = text.AsSpan().IndexOfAny('\r', '\n'); i >= 0;)
        {
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
            _starts.Add(++i);
            var next = text.AsSpan(i).IndexOfAny('\r', '\n');
            i = next < 0 ? -1 : i + next;
        }
    }

    /// <summary>How many lines there are; the last may be empty.</summary>
    public int Count => _starts.Count;

    /// <summary>The offset of a place; what lies behind the end of a line or of the text is at that end.</summary>
    public int OffsetOf(EditorPosition position)
    {
        if (position.Line < 0) return 0;
        if (position.Line >= _starts.Count) return _text.Length;
        return Math.Min(_starts[position.Line] + Math.Max(0, position.Character), EndOf(position.Line));
    }

    /// <summary>The place of an offset.</summary>
    public EditorPosition PositionOf(int offset)
    {
        offset = Math.Clamp(offset, 0, _text.Length);
        var found = _starts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return new EditorPosition(line, Math.Min(offset, EndOf(line)) - _starts[line]);
    }

    public EditorRange RangeOf(int start, int end) => new(PositionOf(start), PositionOf(Math.Max(start, end)));

    /// <summary>Where the text of a line begins.</summary>
    public int StartOf(int line) => _starts[line];

    /// <summary>Where the text of a line ends, before its line end.</summary>
    public int EndOf(int line)
    {
        var end = line + 1 < _starts.Count ? _starts[line + 1] : _text.Length;
        while (end > _starts[line] && _text[end - 1] is '\r' or '\n') end--;
        return end;
    }
}

using System.Globalization;
using System.Text;
using Pdp.Bundles;
using Pdp.Bundles.Reading;

namespace Pdp.Authoring.Editor.Text;

/// <summary>
/// Reads as much of a text as JSON as can be: what is half typed ends where the line ends or where something else must begin. It is for
/// an author's convenience only; what a document means, the strict reader says.
/// </summary>
internal sealed class LooseReader
{
    private readonly string _text;
    private LooseNode? _root;
    private LooseNode? _container;
    private (string Text, int Start, int End)? _name;
    private int _position;
    private int _depth;

    private LooseReader(string text) => _text = text;

    /// <summary>The root; null when there is nothing.</summary>
    public static LooseNode? Read(string text) => new LooseReader(text).Run();

    private LooseNode? Run()
    {
        while (_position < _text.Length)
        {
            switch (_text[_position])
            {
                case ' ' or '\t' or '\r' or '\n' or ':':
                    _position++;
                    break;
                case ',':
                    EndName();
                    _position++;
                    break;
                case '{' or '[':
                    if (_depth == LoadOptions.DeepestJson || (_root is not null && _container is null)) return Finish();
                    Open(_text[_position] == '{' ? JsonKind.Object : JsonKind.Array);
                    break;
                case '}' or ']':
                    Close(_text[_position] == '}' ? JsonKind.Object : JsonKind.Array);
                    break;
                case '"':
                    String();
                    break;
                default:
                    Word();
                    break;
            }
        }

        return Finish();
    }

    private LooseNode? Finish()
    {
        EndName();
        for (; _container is not null; _container = _container.Parent)
        {
            _container.End = _text.Length;
            _container.IsClosed = false;
        }

        return _root;
    }

    private void Open(JsonKind kind)
    {
        if (_container is { IsObject: true } && _name is null)
        {
            // a value without a name: it is read for its brackets
            _name = ("", _position, _position);
        }

        var node = Attach(kind, _position, _position + 1, "");
        _container = node;
        _depth++;
        _position++;
    }

    private void Close(JsonKind kind)
    {
        _position++;
        var match = _container;
        while (match is not null && match.Kind != kind) match = match.Parent;
        if (match is null) return;
        EndName();
        for (; !ReferenceEquals(_container, match); _container = _container!.Parent)
        {
            _container!.End = _position - 1;
            _container.IsClosed = false;
            _depth--;
        }

        match.End = _position;
        _container = match.Parent;
        _depth--;
    }

    private void String()
    {
        var start = _position++;
        var isClosed = false;
        while (_position < _text.Length && _text[_position] is not ('\r' or '\n'))
        {
            var c = _text[_position++];
            if (c == '"')
            {
                isClosed = true;
                break;
            }

            if (c == '\\' && _position < _text.Length && _text[_position] is not ('\r' or '\n')) _position++;
        }

        Take(start, _position, MappedText.Decode(_text, start + 1, isClosed ? _position - 1 : _position), JsonKind.String, isClosed);
    }

    private void Word()
    {
        var start = _position;
        while (_position < _text.Length && !(_text[_position] is ' ' or '\t' or '\r' or '\n' or ',' or ':' or '{' or '}' or '[' or ']' or '"')) _position++;
        var word = _text[start.._position];
        Take(start, _position, word, word switch
        {
            "true" => JsonKind.True,
            "false" => JsonKind.False,
            _ when word[0] == '-' || char.IsAsciiDigit(word[0]) => JsonKind.Number,
            _ => JsonKind.Null,
        }, isClosed: true);
    }

    private void Take(int start, int end, string text, JsonKind kind, bool isClosed)
    {
        if (_container is { IsObject: true } && (_name is null || IsBeforeColon(end)))
        {
            EndName();
            _name = (text, start, end);
            if (!IsBeforeColon(end)) EndName();
            return;
        }

        Attach(kind, start, end, text).IsClosed = isClosed;
    }

    private bool IsBeforeColon(int end)
    {
        while (end < _text.Length && _text[end] is ' ' or '\t' or '\r' or '\n') end++;
        return end < _text.Length && _text[end] == ':';
    }

    // a member of which there is a name only
    private void EndName()
    {
        if (_name is not { } name || _container is not { IsObject: true }) return;
        _name = null;
        _container.Items.Add(new LooseNode
        {
            Kind = JsonKind.Null, Start = name.End, End = name.End, Parent = _container, Name = name.Text, NameStart = name.Start, NameEnd = name.End,
            Index = _container.Items.Count, IsMissing = true,
        });
    }

    private LooseNode Attach(JsonKind kind, int start, int end, string text)
    {
        var name = _container is { IsObject: true } ? _name : null;
        _name = null;
        var node = new LooseNode
        {
            Kind = kind, Start = start, End = end, Parent = _container, Text = text, Name = name?.Text,
            NameStart = name?.Start ?? start, NameEnd = name?.End ?? start, Index = _container?.Items.Count ?? 0,
        };
        if (_container is not null) _container.Items.Add(node);
        else _root ??= node;
        return node;
    }
}

/// <summary>A text that is written with escapes, or in several strings, and where each of its units stands.</summary>
internal sealed class MappedText
{
    private readonly List<int> _offsets = [];

    private MappedText(string text) => Text = text;

    public string Text { get; private set; }

    /// <summary>The text of a string, or of an array of lines; null of anything else.</summary>
    public static MappedText? Of(LooseNode node, string document)
    {
        if (node.IsString) return OfLines([node], document);
        return node is { IsArray: true, Items.Count: > 0 } && node.Items.TrueForAll(static item => item.IsString) ? OfLines(node.Items, document) : null;
    }

    /// <summary>Where a stretch of the text stands.</summary>
    public (int Start, int End) RangeOf(int start, int end)
    {
        start = Math.Clamp(start, 0, Text.Length);
        return (_offsets[start], _offsets[Math.Clamp(end, start, Text.Length)]);
    }

    /// <summary>The unit that stands at a place of the document, or behind which it is.</summary>
    public int IndexOf(int offset)
    {
        var found = _offsets.BinarySearch(offset);
        return found >= 0 ? found : Math.Max(0, ~found - 1);
    }

    /// <summary>What a string says between its quotes.</summary>
    public static string Decode(string document, int start, int end)
    {
        var raw = document.AsSpan(start, end - start);
        if (!raw.Contains('\\')) return raw.ToString();
        var text = new StringBuilder(raw.Length);
        for (var i = start; i < end;) i += Unit(document, i, end, text);
        return text.ToString();
    }

    private static MappedText OfLines(List<LooseNode> lines, string document)
    {
        var text = new StringBuilder();
        var mapped = new MappedText("");
        foreach (var line in lines)
        {
            if (mapped._offsets.Count > 0) text.Append('\n');
            var end = line.IsClosed ? line.End - 1 : line.End;
            for (var i = line.Start + 1; i < end;)
            {
                mapped._offsets.Add(i);
                i += Unit(document, i, end, text);
            }

            mapped._offsets.Add(Math.Max(line.Start + 1, end));
        }

        mapped.Text = text.ToString();
        return mapped;
    }

    // one unit of the text, and how long it is in the document
    private static int Unit(string document, int at, int end, StringBuilder into)
    {
        if (document[at] != '\\' || at + 1 >= end)
        {
            into.Append(document[at]);
            return 1;
        }

        if (document[at + 1] == 'u' && at + 6 <= end
            && ushort.TryParse(document.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            into.Append((char)code);
            return 6;
        }

        into.Append(document[at + 1] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var c => c });
        return 2;
    }
}

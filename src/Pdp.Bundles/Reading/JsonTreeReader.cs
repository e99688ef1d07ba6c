using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Reading;

/// <summary>
/// Reads JSON strictly into a tree that knows its places. Not one byte is let through that another reader might understand
/// otherwise: no byte order mark, no invalid UTF-8, no lone surrogates, no duplicate members, no number that is infinite.
/// It keeps its own stack, so that no depth of nesting can exhaust the thread's.
/// </summary>
internal ref struct JsonTreeReader
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly int _maxDepth;
    private readonly List<JsonProblem> _problems;
    private readonly ShortTexts _texts = ShortTexts.OfThread;
    private JsonNode? _container;
    private int _depth;
    private string? _name;
    private int _nameOffset;
    private int _nameLength;
    private bool _drop;
    private JsonNode? _root;

    private JsonTreeReader(ReadOnlySpan<byte> utf8, int maxDepth, List<JsonProblem> problems)
    {
        _utf8 = utf8;
        _maxDepth = maxDepth;
        _problems = problems;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="maxDepth">Most objects and arrays within one another.</param>
    /// <param name="problems">Gets everything that is wrong.</param>
    /// <returns>The root; null when the text is no JSON at all. With problems besides, it has what could be read.</returns>
    public static JsonNode? Read(ReadOnlySpan<byte> utf8, int maxDepth, List<JsonProblem> problems)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            problems.Add(new JsonProblem(
                DocumentDiagnosticCodes.Encoding, "", 0, 3, "the text begins with a byte order mark", "save it as UTF-8 without one"));
            return null;
        }

        if (!Utf8.IsValid(utf8))
        {
            problems.Add(new JsonProblem(
                DocumentDiagnosticCodes.Encoding, "", FirstInvalid(utf8), 1, "the text is not UTF-8", "save it as UTF-8"));
            return null;
        }

        return new JsonTreeReader(utf8, maxDepth, problems).Run();
    }

    private JsonNode? Run()
    {
        // the reader's own limit is never met: Open is stricter
        var reader = new Utf8JsonReader(_utf8, new JsonReaderOptions { MaxDepth = _maxDepth + 2 });
        var consumed = 0;
        var last = JsonTokenType.None;
        try
        {
            while (reader.Read())
            {
                if (!Take(ref reader)) return null;
                consumed = (int)reader.BytesConsumed;
                last = reader.TokenType;
            }
        }
        catch (JsonException exception)
        {
            var offset = Offset(exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0);
            var place = _name is null || last != JsonTokenType.PropertyName || _container is null
                ? _container?.Pointer ?? ""
                : $"{_container.Pointer}/{JsonPointer.Escape(_name)}";
            _problems.Add(JsonSyntax.Explain(_utf8, consumed, offset, last, _container?.Kind, place));
            return null;
        }

        return _root;
    }

    private bool Take(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _nameOffset = start;
                _nameLength = reader.ValueSpan.Length + 2;
                _name = Text(ref reader, start);
                _drop = _name is null;
                if (_name is not null && _container![_name] is { } first) Duplicate(first);
                return true;
            case JsonTokenType.StartObject:
                return Open(JsonKind.Object, start);
            case JsonTokenType.StartArray:
                return Open(JsonKind.Array, start);
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _container = _container!.Parent;
                _depth--;
                return true;
            case JsonTokenType.String:
                Attach(Node(JsonKind.String, start, reader.ValueSpan.Length + 2, Text(ref reader, start) ?? ""));
                return true;
            case JsonTokenType.Number:
                Attach(Node(JsonKind.Number, start, reader.ValueSpan.Length, "", Number(ref reader, start)));
                return true;
            default:
                var kind = reader.TokenType switch
                {
                    JsonTokenType.True => JsonKind.True,
                    JsonTokenType.False => JsonKind.False,
                    _ => JsonKind.Null,
                };
                Attach(Node(kind, start, reader.ValueSpan.Length));
                return true;
        }
    }

    private bool Open(JsonKind kind, int start)
    {
        var node = Node(kind, start, 1);
        if (++_depth > _maxDepth)
        {
            _problems.Add(new JsonProblem(
                DocumentDiagnosticCodes.TooLarge, node.Pointer, start, 1, $"nested deeper than {_maxDepth} levels"));
            return false;
        }

        Attach(node);
        _container = node;
        return true;
    }

    private readonly JsonNode Node(JsonKind kind, int start, int length, string text = "", double number = 0)
    {
        var name = _container is { IsObject: true } ? _name : null;
        return new JsonNode
        {
            Kind = kind,
            Offset = start,
            Length = length,
            Parent = _container,
            Name = name,
            NameOffset = name is null ? start : _nameOffset,
            NameLength = name is null ? length : _nameLength,
            Index = _container?.Items.Count ?? 0,
            Text = text,
            Number = number,
        };
    }

    private void Attach(JsonNode node)
    {
        // a second member of the same name is read, for the errors within it, and belongs to nothing
        if (_container is null) _root = node;
        else if (!_drop || !_container.IsObject) _container.Add(node);
        if (_container is { IsObject: true }) _drop = false;
    }

    private void Duplicate(JsonNode first)
    {
        _drop = true;
        if (_problems.Count > Documents.DocumentText.MostFindings)
        {
            // no more are told one by one: the rest is counted, and its first place is not looked up
            _problems.Add(new JsonProblem(
                DocumentDiagnosticCodes.DuplicateMember, "", _nameOffset, _nameLength, $"member {Words.Quote(_name!)} occurs twice"));
            return;
        }

        var (line, column) = Place(first.NameOffset);
        _problems.Add(new JsonProblem(
            DocumentDiagnosticCodes.DuplicateMember, first.Pointer, _nameOffset, _nameLength,
            $"member {Words.Quote(_name!)} occurs twice: first at {line}:{column}"));
    }

    private readonly double Number(ref Utf8JsonReader reader, int start)
    {
        if (reader.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        _problems.Add(new JsonProblem(
            DocumentDiagnosticCodes.NumberOverflow, Here(), start, reader.ValueSpan.Length,
            $"number {Words.Quote(Encoding.UTF8.GetString(reader.ValueSpan))} is too large"));
        return 0;
    }

    private readonly string? Text(ref Utf8JsonReader reader, int start)
    {
        var lone = reader.ValueIsEscaped ? JsonSyntax.LoneSurrogate(reader.ValueSpan) : -1;
        if (lone < 0) return reader.ValueIsEscaped ? reader.GetString() : _texts.Get(reader.ValueSpan);
        _problems.Add(new JsonProblem(
            DocumentDiagnosticCodes.Encoding, Here(), start + 1 + lone, 6,
            $"{Words.Quote(Encoding.UTF8.GetString(reader.ValueSpan.Slice(lone, 6)))} is half of a surrogate pair, not a character"));
        return null;
    }

    private readonly string Here() => _container is null ? "" : Node(JsonKind.Null, 0, 0).Pointer;

    private readonly (int Line, int Column) Place(int offset)
    {
        var before = _utf8[..offset];
        return (before.Count((byte)'\n') + 1, offset - before.LastIndexOf((byte)'\n'));
    }

    private readonly int Offset(long line, long column)
    {
        var start = 0;
        for (; line > 0; line--) start += _utf8[start..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(_utf8.Length, start + column);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var offset = 0;
        while (offset < utf8.Length && Rune.DecodeFromUtf8(utf8[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
            offset += length;
        return offset;
    }
}

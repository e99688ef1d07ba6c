using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Pdp.Wire.Json;

/// <summary>
/// Finds the parts of a JSON text (I-JSON, RFC 7493) by name, without making anything of the rest. Members that nobody asks for are
/// checked for their syntax alone.
/// </summary>
public static class JsonText
{
    private const int UnitDigits = 4;

    /// <summary>Checks a whole text and finds the members of the object that it is.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="maxDepth">Most objects and arrays within one another, the outermost counted.</param>
    /// <param name="names">The members that are looked for.</param>
    /// <param name="parts">Gets them, in the order of the names.</param>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public static string? Check(ReadOnlySpan<byte> utf8, int maxDepth, ReadOnlySpan<string> names, Span<JsonPart> parts)
    {
        if (utf8.IsEmpty) return "expected a JSON object, got an empty body";
        if (utf8.StartsWith("\uFEFF"u8)) return "expected JSON without a byte order mark";
        if (!Utf8.IsValid(utf8)) return "expected UTF-8";
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                var kind = new JsonPart(0, 0, reader.TokenType).KindText;
                reader.Skip();
                while (reader.Read())
                {
                    // what comes after the value is an error of its own
                }

                return $"expected a JSON object, got {kind}";
            }

            var twice = Find(ref reader, 0, names, parts);
            while (reader.Read())
            {
                // nothing may follow
            }

            return twice is null ? null : $"member `{twice}` occurs twice";
        }
        catch (JsonException exception)
        {
            return exception.Message.Contains("maximum configured depth", StringComparison.Ordinal)
                ? $"nested deeper than {maxDepth} levels"
                : FormattableString.Invariant($"expected JSON: it is damaged at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        }
    }

    /// <summary>Finds members of an object within a text that was checked.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="part">The object.</param>
    /// <param name="names">The members that are looked for.</param>
    /// <param name="parts">Gets them, in the order of the names.</param>
    /// <returns>One of the names, if two members have it; else null.</returns>
    public static string? Find(ReadOnlySpan<byte> utf8, JsonPart part, ReadOnlySpan<string> names, Span<JsonPart> parts)
    {
        var reader = Begin(utf8, part);
        reader.Read();
        return Find(ref reader, part.Start, names, parts);
    }

    /// <summary>The elements of an array within a text that was checked.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="part">The array.</param>
    /// <param name="most">Most that are wanted: no more than one beyond them is looked for.</param>
    public static List<JsonPart> Elements(ReadOnlySpan<byte> utf8, JsonPart part, int most)
    {
        var reader = Begin(utf8, part);
        reader.Read();
        var elements = new List<JsonPart>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(Take(ref reader, part.Start));
            if (elements.Count > most) break;
        }

        return elements;
    }

    internal static Utf8JsonReader Begin(ReadOnlySpan<byte> utf8, JsonPart part) =>
        new(part.Of(utf8), new JsonReaderOptions { MaxDepth = int.MaxValue });

    /// <summary>
    /// Whether a string or name is text: halves of surrogate pairs are escaped in none. The reader throws at them, which takes many times as
    /// long as all the rest, and a body can have a hundred thousand.
    /// </summary>
    internal static bool IsWellFormed(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return true;
        var isHalf = false;
        var rest = reader.ValueSpan;
        for (int at; (at = rest.IndexOf((byte)'\\')) >= 0;)
        {
            ushort unit = 0;
            var isUnit = rest[at + 1] == 'u' && Utf8Parser.TryParse(rest.Slice(at + 2, UnitDigits), out unit, out _, 'x');
            if ((isHalf && at > 0) || char.IsLowSurrogate((char)unit) != isHalf) return false;
            isHalf = char.IsHighSurrogate((char)unit);
            rest = rest[(at + 2 + (isUnit ? UnitDigits : 0))..];
        }

        return !isHalf;
    }

    private static string? Find(ref Utf8JsonReader reader, int offset, ReadOnlySpan<string> names, Span<JsonPart> parts)
    {
        parts.Clear();
        string? twice = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var position = -1;
            for (var i = 0; i < names.Length && position < 0 && IsWellFormed(reader); i++)
            {
                if (reader.ValueTextEquals(names[i])) position = i;
            }

            reader.Read();
            var part = Take(ref reader, offset);
            if (position < 0) continue;
            if (!parts[position].IsAbsent) twice ??= names[position];
            parts[position] = part;
        }

        return twice;
    }

    private static JsonPart Take(ref Utf8JsonReader reader, int offset)
    {
        var (start, kind) = ((int)reader.TokenStartIndex, reader.TokenType);
        reader.Skip();
        return new JsonPart(offset + start, (int)reader.BytesConsumed - start, kind);
    }
}

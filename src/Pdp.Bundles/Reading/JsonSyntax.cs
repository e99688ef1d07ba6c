using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Reading;

/// <summary>Says in the house's words why a text is no JSON.</summary>
internal static class JsonSyntax
{
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create(" \t\r\n,:{}[]\"'"u8);

    /// <summary>What is wrong at an offset.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="consumed">How much of it was read without error.</param>
    /// <param name="offset">Where reading failed.</param>
    /// <param name="last">The last token read.</param>
    /// <param name="container">Whether that was within an object or an array; null: outside.</param>
    /// <param name="pointer">The member that was being read.</param>
    public static JsonProblem Explain(
        ReadOnlySpan<byte> utf8, int consumed, int offset, JsonTokenType last, JsonKind? container, string pointer)
    {
        JsonProblem Problem(int at, int length, string message, string? help = null) =>
            new(DocumentDiagnosticCodes.Syntax, pointer, at, length, message, help);

        var start = Skip(utf8, consumed, " \t\r\n,:"u8);
        if (start < utf8.Length && utf8[start] == '"' && offset > start)
        {
            var end = StringEnd(utf8, start);
            if (end < 0 || offset < end) return InString(utf8, start, offset, Problem);

            // the name of a member is complete, what follows it is not its colon
            start = Skip(utf8, end, " \t\r\n"u8);
            last = JsonTokenType.PropertyName;
        }
        else if (offset >= utf8.Length && start < utf8.Length && IsNumber(utf8[start..]))
        {
            start = utf8.Length;
            last = JsonTokenType.Number;
        }

        var expected = Expected(utf8, Math.Min(start, offset), last, container);
        if (offset >= utf8.Length && start >= utf8.Length)
        {
            return Problem(utf8.Length, 0, last == JsonTokenType.None
                ? "expected a JSON document, got an empty text"
                : $"expected {expected}, got the end of the text");
        }

        var at = Math.Min(start, offset);
        switch (utf8[at])
        {
            case (byte)'/' or (byte)'#':
                return Problem(at, 1, "JSON has no comments", "say it in `description`");
            case (byte)'\'':
                return Problem(at, 1, $"expected {expected}, got a single quote", "strings stand in double quotes");
            case (byte)'}' or (byte)']' when Before(utf8, at) is { } comma && utf8[comma] == ',':
                return Problem(comma, 1, "JSON has no trailing commas", "remove the comma");
        }

        var length = WordLength(utf8, at);
        var word = Words.Quote(Encoding.UTF8.GetString(utf8.Slice(at, length)));
        return Problem(at, length, container is null && last != JsonTokenType.None
            ? $"expected the end of the text, got {word}"
            : $"expected {expected}, got {word}");
    }

    /// <summary>The place of the first escape in a string's raw text that is half of a surrogate pair, or −1.</summary>
    public static int LoneSurrogate(ReadOnlySpan<byte> raw)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\') continue;
            if (raw[i + 1] != 'u')
            {
                i++;
                continue;
            }

            var unit = Unit(raw, i);
            if (char.IsLowSurrogate(unit)) return i;
            if (char.IsHighSurrogate(unit))
            {
                var paired = i + 11 < raw.Length && raw[i + 6] == '\\' && raw[i + 7] == 'u' && char.IsLowSurrogate(Unit(raw, i + 6));
                if (!paired) return i;
                i += 6;
            }

            i += 5;
        }

        return -1;
    }

    private static char Unit(ReadOnlySpan<byte> raw, int at) =>
        ushort.TryParse(raw.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : '\0';

    private static JsonProblem InString(ReadOnlySpan<byte> utf8, int start, int offset, Func<int, int, string, string?, JsonProblem> problem)
    {
        if (offset >= utf8.Length) return problem(start, 1, "the string has no end", null);
        if (utf8[offset] is (byte)'\n' or (byte)'\r')
            return problem(offset, 0, "a string cannot go on in the next line", "write `\\n`, or an array of lines");
        if (utf8[offset] < 0x20)
        {
            var code = utf8[offset].ToString("x4", CultureInfo.InvariantCulture);
            return problem(offset, 1, $"control character U+{code.ToUpperInvariant()} within a string", $"write `\\u{code}`");
        }

        var escape = offset;
        while (escape > start && utf8[escape] != '\\') escape--;
        var length = Math.Min(utf8[Math.Min(escape + 1, utf8.Length - 1)] == 'u' ? 6 : 2, utf8.Length - escape);
        while (escape + length < utf8.Length && (utf8[escape + length] & 0xC0) == 0x80) length++;
        var word = Words.Quote(Encoding.UTF8.GetString(utf8.Slice(escape, length)));
        return problem(escape, length, $"unknown escape {word}", "a backslash itself is written `\\\\`");
    }

    private static int Skip(ReadOnlySpan<byte> utf8, int from, ReadOnlySpan<byte> what)
    {
        var length = utf8[from..].IndexOfAnyExcept(what);
        return length < 0 ? utf8.Length : from + length;
    }

    // behind the closing quote; −1 when there is none on the same line
    private static int StringEnd(ReadOnlySpan<byte> utf8, int start)
    {
        for (var i = start + 1; i < utf8.Length && utf8[i] >= 0x20; i++)
        {
            if (utf8[i] == '"') return i + 1;
            if (utf8[i] == '\\') i++;
        }

        return -1;
    }

    private static bool IsNumber(ReadOnlySpan<byte> word) =>
        char.IsAsciiDigit((char)word[^1]) && Utf8Parser.TryParse(word, out double _, out var length) && length == word.Length;

    private static string Expected(ReadOnlySpan<byte> utf8, int at, JsonTokenType last, JsonKind? container)
    {
        if (last == JsonTokenType.None) return "a JSON document";
        return (Before(utf8, at) is { } before ? (char)utf8[before] : '\0', container) switch
        {
            ('{', _) => "a member or `}`",
            (',', JsonKind.Object) => "a member",
            (',', _) or (':', _) => "a value",
            ('[', _) => "a value or `]`",
            _ when last == JsonTokenType.PropertyName => "`:`",
            (_, JsonKind.Object) => "`,` or `}`",
            (_, JsonKind.Array) => "`,` or `]`",
            _ => "the end of the text",
        };
    }

    private static int? Before(ReadOnlySpan<byte> utf8, int at)
    {
        var before = utf8[..at].LastIndexOfAnyExcept(" \t\r\n"u8);
        return before < 0 ? null : before;
    }

    private static int WordLength(ReadOnlySpan<byte> utf8, int at)
    {
        var length = utf8[at..].IndexOfAny(Delimiters);
        return length < 0 ? utf8.Length - at : Math.Max(1, length);
    }
}

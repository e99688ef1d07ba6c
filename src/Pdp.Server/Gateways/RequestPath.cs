using System.Text;

namespace Pdp.Server.Gateways;

/// <summary>
/// A request's path, taken apart once. Whatever a gateway and the application behind it may read differently is refused: dot segments,
/// empty segments, encoded slashes, backslashes, what decodes to something encoded, path parameters. A slash at the end is a last
/// segment that is empty.
/// </summary>
internal sealed class RequestPath
{
    private RequestPath(string query, string[] segments) => (Text, Query, Segments) = ("/" + string.Join('/', segments), query, segments);

    /// <summary>The path, decoded: each has one text, however it was sent.</summary>
    public string Text { get; }

    /// <summary>The query without its question mark; empty: there is none.</summary>
    public string Query { get; }

    /// <summary>The segments, decoded.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>Reads the target of a request: path and query.</summary>
    /// <param name="target">The target, as it was sent.</param>
    /// <returns>The path; null: it is ambiguous, or none.</returns>
    public static RequestPath? Parse(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var raw = question < 0 ? target : target[..question];
        if (raw.Length == 0 || raw[0] != '/' || !IsPlain(target)) return null;
        var segments = raw[1..].Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Length == 0 && i < segments.Length - 1) return null;
            if (Decode(segments[i]) is not { } segment || segment is "." or "..") return null;
            segments[i] = segment;
        }

        return new RequestPath(question < 0 ? "" : target[(question + 1)..], segments);
    }

    // printable ASCII without what begins a fragment or looks like a separator elsewhere
    private static bool IsPlain(string target)
    {
        foreach (var c in target)
        {
            if (c is <= ' ' or > '~' or '#' or '\\') return false;
        }

        return true;
    }

    private static string? Decode(string segment)
    {
        if (segment.Contains(';', StringComparison.Ordinal)) return null;
        if (!segment.Contains('%', StringComparison.Ordinal)) return segment;
        var octets = new byte[segment.Length];
        var count = 0;
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                octets[count++] = (byte)segment[i];
                continue;
            }

            if (i + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[i + 1]) || !char.IsAsciiHexDigit(segment[i + 2])) return null;
            octets[count++] = (byte)((Hex(segment[i + 1]) << 4) | Hex(segment[i + 2]));
            i += 2;
        }

        if (!System.Text.Unicode.Utf8.IsValid(octets.AsSpan(0, count))) return null;
        var text = Encoding.UTF8.GetString(octets, 0, count);
        foreach (var c in text)
        {
            if (c is '/' or '\\' or '%' or ';' || char.IsControl(c)) return null;
        }

        return text;
    }

    private static int Hex(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

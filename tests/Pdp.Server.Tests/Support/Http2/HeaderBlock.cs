using System.Text;

namespace Pdp.Server.Tests.Support.Http2;

/// <summary>
/// Headers as HPACK (RFC 7541) writes them: without Huffman's code and without a table of one's own, which Kestrel does as
/// well when it is told to keep none. Texts are taken as Latin-1, so that they can hold any bytes.
/// </summary>
internal static class HeaderBlock
{
    // RFC 7541, appendix A: names without values count as one with an empty value
    private static readonly (string Name, string Value)[] Static =
    [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"), (":scheme", "http"),
        (":scheme", "https"), (":status", "200"), (":status", "204"), (":status", "206"), (":status", "304"), (":status", "400"),
        (":status", "404"), (":status", "500"), ("accept-charset", ""), ("accept-encoding", "gzip, deflate"), ("accept-language", ""),
        ("accept-ranges", ""), ("accept", ""), ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""),
        ("cache-control", ""), ("content-disposition", ""), ("content-encoding", ""), ("content-language", ""), ("content-length", ""),
        ("content-location", ""), ("content-range", ""), ("content-type", ""), ("cookie", ""), ("date", ""), ("etag", ""), ("expect", ""),
        ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""), ("if-modified-since", ""), ("if-none-match", ""), ("if-range", ""),
        ("if-unmodified-since", ""), ("last-modified", ""), ("link", ""), ("location", ""), ("max-forwards", ""), ("proxy-authenticate", ""),
        ("proxy-authorization", ""), ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""), ("set-cookie", ""),
        ("strict-transport-security", ""), ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
    ];

    public static byte[] Write(IEnumerable<(string Name, string Value)> fields)
    {
        var block = new List<byte>();
        foreach (var (name, value) in fields)
        {
            block.Add(0);
            Text(name);
            Text(value);
        }

        return [.. block];

        void Text(string text)
        {
            const int Mask = 0x7f;
            var rest = text.Length;
            block.Add((byte)Math.Min(rest, Mask));
            if (rest >= Mask)
            {
                for (rest -= Mask; rest >= 0x80; rest >>= 7) block.Add((byte)(rest | 0x80));
                block.Add((byte)rest);
            }

            block.AddRange(Encoding.Latin1.GetBytes(text));
        }
    }

    public static List<(string Name, string Value)> Read(ReadOnlySpan<byte> block)
    {
        var fields = new List<(string, string)>();
        while (!block.IsEmpty)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
            {
                fields.Add(Static[Number(ref block, 0x7f) - 1]);
            }
            else if ((first & 0xe0) == 0x20)
            {
                Number(ref block, 0x1f);
            }
            else
            {
                var index = Number(ref block, (first & 0x40) != 0 ? 0x3f : 0x0f);
                var name = index == 0 ? Text(ref block) : Static[index - 1].Name;
                fields.Add((name, Text(ref block)));
            }
        }

        return fields;
    }

    private static int Number(ref ReadOnlySpan<byte> block, int mask)
    {
        var number = block[0] & mask;
        block = block[1..];
        if (number < mask) return number;
        for (var shift = 0; ; shift += 7)
        {
            var part = block[0];
            block = block[1..];
            number += (part & 0x7f) << shift;
            if (part < 0x80) return number;
        }
    }

    private static string Text(ref ReadOnlySpan<byte> block)
    {
        if ((block[0] & 0x80) != 0) throw new NotSupportedException("a text in Huffman's code is not read here");
        var length = Number(ref block, 0x7f);
        var text = Encoding.Latin1.GetString(block[..length]);
        block = block[length..];
        return text;
    }
}

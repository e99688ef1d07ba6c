using System.Security.Cryptography;
using System.Text;

namespace Pdp.Server.Transport;

/// <summary>What stands between the lines of PEM (RFC 7468).</summary>
internal static class PemBlocks
{
    /// <summary>The blocks of a text, in its order.</summary>
    /// <returns>Null when one of them is broken, as in a file that is not written to its end.</returns>
    public static IReadOnlyList<(string Label, byte[] Bytes)>? Read(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<char> rest = Encoding.Latin1.GetString(text);
        var begun = rest.Count("-----BEGIN ");
        var blocks = new List<(string, byte[])>();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var bytes = new byte[fields.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(rest[fields.Base64Data], bytes, out var written) || written != bytes.Length) return null;
            blocks.Add((rest[fields.Label].ToString(), bytes));
            rest = rest[fields.Location.End..];
        }

        return blocks.Count == begun ? blocks : null;
    }
}

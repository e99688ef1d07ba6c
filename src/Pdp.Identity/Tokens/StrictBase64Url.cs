using System.Buffers;
using System.Buffers.Text;

namespace Pdp.Identity.Tokens;

/// <summary>Base64url as RFC 7515 has it: no padding, no white space, and one spelling only for each content.</summary>
internal static class StrictBase64Url
{
    /// <summary>The content, or null when the text is not its one spelling.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not (byte)'-' and not (byte)'_') return null;
        }

        if (text.Length % 4 == 1) return null;
        var content = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromUtf8(text, content, out _, out var written) != OperationStatus.Done) return null;

        // Bits of the last character that carry nothing could otherwise be anything: one token would have many spellings.
        Span<byte> again = text.Length <= 512 ? stackalloc byte[512] : new byte[text.Length + 4];
        return Base64Url.TryEncodeToUtf8(content.AsSpan(0, written), again, out var length) && text.SequenceEqual(again[..length])
            ? content.AsSpan(0, written).ToArray()
            : null;
    }
}

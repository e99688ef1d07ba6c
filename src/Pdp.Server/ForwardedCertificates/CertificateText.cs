using System.Buffers;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.ForwardedCertificates;

/// <summary>Reads certificates that stand in headers, each in its one spelling.</summary>
internal static class CertificateText
{
    private const string Begin = "-----BEGIN CERTIFICATE-----";
    private const string End = "-----END CERTIFICATE-----";

    private static readonly SearchValues<char> _base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>The longest text, in characters.</summary>
    public const int Longest = 16 * 1024;

    /// <summary>The most certificates of a chain.</summary>
    public const int Most = 8;

    /// <summary>Certificates as PEM, percent-encoded or with spaces for its line ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many there may be.</param>
    /// <returns>They, each as DER; null: the text is not well-formed.</returns>
    public static IReadOnlyList<byte[]>? Pem(string text, int most)
    {
        if (text.Length > Longest) return null;

        // a plus sign is itself here, and no space
        ReadOnlySpan<char> rest = Uri.UnescapeDataString(text).AsSpan().Trim(" \t\r\n");
        var certificates = new List<byte[]>();
        while (rest.Length > 0)
        {
            if (certificates.Count == most || !rest.StartsWith(Begin, StringComparison.Ordinal)) return null;
            rest = rest[Begin.Length..];
            var end = rest.IndexOf(End, StringComparison.Ordinal);
            if (end < 0) return null;
            var body = new char[end];
            var length = 0;
            foreach (var c in rest[..end])
            {
                if (c is not (' ' or '\t' or '\r' or '\n')) body[length++] = c;
            }

            if (Base64(body.AsSpan(0, length)) is not { } der) return null;
            certificates.Add(der);
            rest = rest[(end + End.Length)..].TrimStart(" \t\r\n");
        }

        return certificates.Count == 0 ? null : certificates;
    }

    /// <summary>Octets as base64, without white space, with its padding.</summary>
    /// <returns>They; null: it is not well-formed, or empty.</returns>
    public static byte[]? Base64(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > Longest || text.ContainsAnyExcept(_base64)) return null;
        var octets = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64Chars(text, octets, out var count) && Convert.ToBase64String(octets, 0, count).AsSpan().SequenceEqual(text) ? octets[..count] : null;
    }

    /// <summary>Octets as a field of structured headers holds them (RFC 8941, section 3.3.5).</summary>
    /// <param name="text">One item, or several with commas between them.</param>
    /// <param name="most">How many there may be.</param>
    /// <returns>They; null: it is not well-formed.</returns>
    public static IReadOnlyList<byte[]>? Items(string text, int most)
    {
        var parts = text.Split(',', most + 1);
        if (parts.Length > most || text.Length > Longest) return null;
        var items = new List<byte[]>(parts.Length);
        foreach (var part in parts)
        {
            if (part.Trim(' ', '\t') is not [':', .. var body, ':'] || Base64(body) is not { } item) return null;
            items.Add(item);
        }

        return items;
    }

    /// <summary>A certificate of its DER, and of nothing else.</summary>
    /// <returns>The certificate; null: it is none.</returns>
    public static X509Certificate2? Load(byte[] der)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(der);
            if (certificate.RawData.AsSpan().SequenceEqual(der)) return certificate;
            certificate.Dispose();
            return null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}

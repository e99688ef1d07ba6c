namespace Pdp.Server.Identities;

/// <summary>SPIFFE IDs (SPIFFE-ID, section 2).</summary>
internal static class SpiffeId
{
    private const string Scheme = "spiffe://";
    private const int Longest = 2048;

    /// <summary>Whether a text is a SPIFFE ID with a path, of one of some trust domains.</summary>
    public static bool IsOf(string? text, IReadOnlyList<string> trustDomains)
    {
        if (text is null || text.Length > Longest || !text.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        var slash = text.IndexOf('/', Scheme.Length);
        if (slash < 0 || !trustDomains.Contains(text[Scheme.Length..slash], StringComparer.Ordinal)) return false;
        foreach (var segment in text[(slash + 1)..].Split('/'))
        {
            if (segment is "" or "." or ".." || !segment.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) return false;
        }

        return true;
    }
}

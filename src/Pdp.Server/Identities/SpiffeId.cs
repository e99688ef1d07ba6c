namespace Pdp.Server.Identities;

/// <summary>SPIFFE IDs (SPIFFE-ID, section 2).</summary>
internal static class SpiffeId
{
    private const string Scheme = "spiffe://";
    private const int Longest = 2048;
    private const int LongestTrustDomain = 255;

    /// <summary>Whether a text is a SPIFFE ID with a path, of one of some trust domains.</summary>
    public static bool IsOf(string? text, IReadOnlyList<string> trustDomains) =>
        TrustDomainOf(text, out var hasPath) is { } domain && hasPath && trustDomains.Contains(domain, StringComparer.Ordinal);

    /// <summary>Whether a text is the name of a trust domain.</summary>
    public static bool IsTrustDomain(string text) =>
        text.Length is > 0 and <= LongestTrustDomain && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_');

    /// <summary>The trust domain of a SPIFFE ID; null: the text is none.</summary>
    /// <param name="text">The text, exactly as it stands: nothing of it is normalised.</param>
    /// <param name="hasPath">Whether it names more than the trust domain.</param>
    public static string? TrustDomainOf(string? text, out bool hasPath)
    {
        hasPath = false;
        if (text is null || text.Length > Longest || !text.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var slash = text.IndexOf('/', Scheme.Length);
        hasPath = slash >= 0;
        var domain = hasPath ? text[Scheme.Length..slash] : text[Scheme.Length..];
        if (!IsTrustDomain(domain)) return null;
        return !hasPath || text[(slash + 1)..].Split('/').All(IsSegment) ? domain : null;
    }

    private static bool IsSegment(string segment) =>
        segment is not ("" or "." or "..") && segment.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}

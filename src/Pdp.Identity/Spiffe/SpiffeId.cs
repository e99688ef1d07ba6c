namespace Pdp.Identity.Spiffe;

/// <summary>
/// A SPIFFE ID, by the letter of its specification. It is read by hand: <see cref="Uri"/> makes equal what is not. Upper case in the
/// scheme or the trust domain is refused, as the common implementations do.
/// </summary>
public sealed record SpiffeId
{
    /// <summary>The longest id, in characters.</summary>
    public const int Longest = 2048;

    private const string Scheme = "spiffe://";
    private const int LongestTrustDomain = 255;

    private SpiffeId(string text, string trustDomain, string path) => (Text, TrustDomain, Path) = (text, trustDomain, path);

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>The trust domain, such as <c>example.org</c>.</summary>
    public string TrustDomain { get; }

    /// <summary>The path with its leading slash, or nothing.</summary>
    public string Path { get; }

    /// <summary>Reads an id; null when the text is none.</summary>
    public static SpiffeId? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest || !text.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var slash = text.IndexOf('/', Scheme.Length);
        var trustDomain = slash < 0 ? text[Scheme.Length..] : text[Scheme.Length..slash];
        var path = slash < 0 ? "" : text[slash..];
        return IsTrustDomain(trustDomain) && IsPath(path) ? new SpiffeId(text, trustDomain, path) : null;
    }

    /// <summary>Whether a text is the name of a trust domain.</summary>
    public static bool IsTrustDomain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= LongestTrustDomain
            && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_');
    }

    /// <summary>Whether a text is the id of a workload, with a path, of one of some trust domains.</summary>
    public static bool IsWorkloadOf(string? text, IReadOnlyList<string> trustDomains) =>
        text is not null && Parse(text) is { Path.Length: > 0 } id && trustDomains.Contains(id.TrustDomain, StringComparer.Ordinal);

    private static bool IsPath(string path) => path.Length == 0 || path[1..].Split('/').All(static segment =>
        segment.Length > 0 && segment is not "." and not ".."
        && segment.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'));

    /// <inheritdoc/>
    public override string ToString() => Text;
}

namespace Pdp.Identity.Settings;

/// <summary>Whose tokens are taken.</summary>
public sealed record IdentitySettings
{
    /// <summary>Tells the document apart from others: the SHA-256 of its bytes, in hexadecimal; empty: there was none.</summary>
    public string Digest { get; init; } = "";

    /// <summary>The issuers, each once.</summary>
    public required IReadOnlyList<IssuerSettings> Issuers { get; init; }

    /// <summary>Whether keys may be fetched from this machine without encryption.</summary>
    public bool AllowLoopbackHttp { get; init; }

    /// <summary>The most verified tokens that are kept.</summary>
    public int CachedTokens { get; init; } = 10_000;
}

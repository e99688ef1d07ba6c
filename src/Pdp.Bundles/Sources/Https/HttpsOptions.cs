using System.Security.Cryptography.X509Certificates;
using Pdp.Bundles.Archives;
using Pdp.Bundles.Archives.Signing;

namespace Pdp.Bundles.Sources.Https;

/// <summary>Which bundle is fetched, and how.</summary>
public sealed record HttpsOptions
{
    /// <summary>Where it is.</summary>
    public required BundleLocation Location { get; init; }

    /// <summary>The keys that may sign it; null: it need not be signed.</summary>
    public required BundleKeys? Keys { get; init; }

    /// <summary>The authorities that may vouch for the server, instead of those of the system; null: those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The file of the token that the server asks for, read anew each time; null: none is sent.</summary>
    public string? TokenFile { get; init; }

    /// <summary>How long one exchange may take from its start to the last octet, besides <see cref="Wait"/>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server is asked to wait for news.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a server is asked that does not wait, and the longest pause after a failure.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bounds on the archive.</summary>
    public ArchiveLimits Limits { get; init; } = new();
}

using Pdp.Identity.WorkloadApi;

namespace Pdp.Identity.Settings;

/// <summary>Where the keys of an issuer are; exactly one of the first four is given.</summary>
public sealed record KeyPlace
{
    /// <summary>The URL of the discovery document.</summary>
    public Uri? Discovery { get; init; }

    /// <summary>The URL of the JWKS.</summary>
    public Uri? Jwks { get; init; }

    /// <summary>The file of the JWKS.</summary>
    public string? File { get; init; }

    /// <summary>The Workload API that pushes it.</summary>
    public WorkloadAddress? WorkloadApi { get; init; }

    /// <summary>Hosts beside its own that the discovery document's <c>jwks_uri</c> may name.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The file of the authorities, as PEM, that may vouch for the server; null: those of the system.</summary>
    public string? Ca { get; init; }
}

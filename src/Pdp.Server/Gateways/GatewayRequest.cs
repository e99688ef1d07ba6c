using Pdp.Language.Values;

namespace Pdp.Server.Gateways;

/// <summary>
/// A request that a gateway asks about, however it tells of it. What the gateway does not tell is null or missing, and never empty: an
/// attribute that is taken from there does not exist then.
/// </summary>
internal abstract class GatewayRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query as they were sent.</summary>
    public required string Target { get; init; }

    /// <summary>The host.</summary>
    public string? Host { get; init; }

    /// <summary>The scheme.</summary>
    public string? Scheme { get; init; }

    /// <summary>The version of HTTP.</summary>
    public string? Protocol { get; init; }

    /// <summary>The client's address.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>Who the client's certificate is for.</summary>
    public string? Principal { get; init; }

    /// <summary>The name that the client asked for when it connected.</summary>
    public string? Sni { get; init; }

    /// <summary>The client's certificate as PEM, percent-encoded, where the gateway tells it beside the headers.</summary>
    public string? PeerCertificate { get; init; }

    /// <summary>A header.</summary>
    /// <param name="name">Its name in lower case.</param>
    public abstract HeaderValue Header(string name);

    /// <summary>A context extension of the gateway's configuration; null: there is none.</summary>
    public virtual string? Extension(string name) => null;

    /// <summary>Metadata that the gateway's own filters made; missing: there are none.</summary>
    public virtual Value Metadata(string space) => default;

    /// <summary>The body, if it is JSON and whole; missing: it is not known.</summary>
    public virtual Value JsonBody() => default;
}

/// <summary>The value of a header.</summary>
/// <param name="Text">The value; null: there is none.</param>
/// <param name="IsAmbiguous">Whether there are several, or it is no text.</param>
internal readonly record struct HeaderValue(string? Text, bool IsAmbiguous)
{
    /// <summary>There is none.</summary>
    public static readonly HeaderValue None;

    /// <summary>There are several, or it is no text.</summary>
    public static readonly HeaderValue Ambiguous = new(null, true);

    /// <summary>There is one.</summary>
    public static HeaderValue Of(string text) => new(text, false);
}

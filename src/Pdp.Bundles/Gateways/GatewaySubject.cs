using System.Collections.Immutable;

namespace Pdp.Bundles.Gateways;

/// <summary>Where a request's subject comes from.</summary>
/// <param name="From">From what.</param>
/// <param name="Type">The subject's type; empty of a token, whose issuer says it.</param>
public sealed record GatewaySubject(SubjectOrigin From, string Type)
{
    /// <summary>Where Envoy's filter for tokens puts their claims.</summary>
    public const string TokenNamespace = "envoy.filters.http.jwt_authn";

    /// <summary>The header that holds the id, in lower case.</summary>
    public string Header { get; init; } = "";

    /// <summary>The metadata's namespace.</summary>
    public string Namespace { get; init; } = TokenNamespace;

    /// <summary>The key below it that holds the claims; null: the only one.</summary>
    public string? Payload { get; init; }

    /// <summary>The claim that holds the id.</summary>
    public string Claim { get; init; } = "sub";

    /// <summary>The trust domains whose SPIFFE IDs count.</summary>
    public ImmutableArray<string> TrustDomains { get; init; } = [];

    /// <summary>What of a certificate is the id.</summary>
    public CertificateId Id { get; init; }

    /// <summary>Its attributes.</summary>
    public ImmutableArray<AttributeMapping> Properties { get; init; } = [];
}

/// <summary>What a subject is taken from.</summary>
public enum SubjectOrigin
{
    /// <summary>A header that the gateway sets, and overwrites what clients send.</summary>
    Header,

    /// <summary>The SPIFFE ID of the client's certificate, as Envoy verified it.</summary>
    Principal,

    /// <summary>The claims of a token that Envoy verified.</summary>
    Metadata,

    /// <summary>The token of the header <c>Authorization</c>, which the server verifies.</summary>
    Token,

    /// <summary>The certificate of the client, which the gateway hands on and the server verifies.</summary>
    Certificate,
}

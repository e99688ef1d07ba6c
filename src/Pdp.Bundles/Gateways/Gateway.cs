using System.Collections.Immutable;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Gateways;

/// <summary>How a gateway's requests become questions: a <c>Gateway</c> document.</summary>
public sealed record Gateway
{
    /// <summary>Its id, unique in the bundle.</summary>
    public required string Id { get; init; }

    /// <summary>The hosts it is for, in lower case, some with <c>*.</c> before; empty: all that no other is for.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Which headers of forward-auth tell the original request.</summary>
    public ForwardedHeaders Forwarded { get; init; }

    /// <summary>Who asks.</summary>
    public required GatewaySubject Subject { get; init; }

    /// <summary>How it hands on the certificates of its clients; null: it does not.</summary>
    public GatewayCertificate? Certificate { get; init; }

    /// <summary>The requests that may be asked about.</summary>
    public required ImmutableArray<GatewayRoute> Routes { get; init; }

    /// <summary>The attributes of the context.</summary>
    public ImmutableArray<AttributeMapping> Context { get; init; } = [];

    /// <summary>Whether letters of a path match in either case.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>Whether a slash at the end of a path does not matter.</summary>
    public bool IgnoresTrailingSlash { get; init; }

    /// <summary>Headers that the application behind gets on every permit: names in lower case, and what they tell.</summary>
    public ImmutableArray<KeyValuePair<string, IdentityPart>> IdentityHeaders { get; init; } = [];

    /// <summary>Headers that the application behind does not get, in lower case.</summary>
    public ImmutableArray<string> RemovedHeaders { get; init; } = [];

    /// <summary>Ids of obligations that the gateway carries out by itself.</summary>
    public ImmutableHashSet<string> HandledObligations { get; init; } = [];

    /// <summary>Ids of obligations that are handed on as dynamic metadata.</summary>
    public ImmutableHashSet<string> MetadataObligations { get; init; } = [];

    /// <summary>What users read who are denied; null: a text of the server's.</summary>
    public string? Denied { get; init; }

    /// <summary>Where it stands.</summary>
    public required SourceLocation Location { get; init; }
}

/// <summary>Which headers of forward-auth tell the original request.</summary>
public enum ForwardedHeaders
{
    /// <summary><c>X-Forwarded-Method</c>, <c>-Uri</c>, <c>-Host</c>, <c>-Proto</c>, <c>-For</c>.</summary>
    XForwarded,

    /// <summary><c>X-Original-Method</c>, <c>-URI</c>, <c>-Host</c>.</summary>
    XOriginal,
}

/// <summary>What an identity header tells.</summary>
public enum IdentityPart
{
    /// <summary>The subject's id.</summary>
    SubjectId,

    /// <summary>The subject's type.</summary>
    SubjectType,

    /// <summary>The action's name.</summary>
    ActionName,

    /// <summary>The resource's type.</summary>
    ResourceType,

    /// <summary>The resource's id.</summary>
    ResourceId,
}

using Pdp.Engine.Requests;
using Pdp.Identity.Tokens;
using Pdp.Language.Values;
using Pdp.Server.Transport;

namespace Pdp.Server.Access;

/// <summary>Who calls, and over what: the subject and the context of access policies.</summary>
/// <param name="subject">Who.</param>
/// <param name="context">Over what.</param>
internal sealed class Caller(Entity subject, StringMap context)
{
    /// <summary>The types of callers.</summary>
    public static class Types
    {
        /// <summary>A workload with an X.509-SVID; its id is its SPIFFE ID.</summary>
        public const string Workload = "workload";

        /// <summary>Who has another certificate; its id is the certificate's subject.</summary>
        public const string Certificate = "certificate";

        /// <summary>A process at a socket in the file system; its id is its user's number.</summary>
        public const string Process = "process";

        /// <summary>Who has shown an API key; its id is the key's name.</summary>
        public const string Key = "key";

        /// <summary>Who has shown a token of an issuer; its id is that of the token's subject.</summary>
        public const string Token = "token";

        /// <summary>Who has shown nothing.</summary>
        public const string Anonymous = "anonymous";
    }

    /// <summary>Who calls.</summary>
    public Entity Subject { get; } = subject;

    /// <summary>Over what.</summary>
    public StringMap Context { get; } = context;

    /// <summary>The key that it has shown; null: none.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>The token that it has shown; null: none.</summary>
    public VerifiedToken? Token { get; init; }

    /// <summary>Whether it has shown a credential besides what its connection shows.</summary>
    public bool HasCredential => Key is not null || Token is not null;

    /// <summary>What its certificate says; null: it has shown none.</summary>
    public PeerIdentity? Peer { get; init; }

    /// <summary>Whether its address is one that the configuration names as a gateway's.</summary>
    public bool IsOfGatewayNetwork { get; init; }

    /// <summary>What it may, as far as it was asked lately.</summary>
    public AccessGrants Grants { get; } = new();

    /// <summary>How it is named to people.</summary>
    public override string ToString() => Subject.Type == Types.Anonymous ? Types.Anonymous : $"{Subject.Type} {Subject.Id}";
}

using Pdp.Bundles.Gateways;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.Server.Tokens;

namespace Pdp.Server.Gateways;

/// <summary>What becomes of a request, and what the gateway is told besides.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Why">Why it does not pass: for the log, and not for the client; null: a decision says so.</param>
internal sealed record GatewayVerdict(GatewayOutcome Outcome, string? Why)
{
    /// <summary>The gateway's document; null: there is none for the request.</summary>
    public Gateway? Gateway { get; init; }

    /// <summary>What a client is told that has to say who it is.</summary>
    public string Challenge { get; init; } = BearerToken.Challenge;

    /// <summary>
    /// Whether clients can bring it about that the PDP cannot say: then it is a denial, also where the gateway would be told of an error that its
    /// configuration lets pass.
    /// </summary>
    public bool IsClients { get; init; }

    /// <summary>The question; null: none was asked.</summary>
    public Request? Request { get; init; }

    /// <summary>The decision's id; null: there is no decision.</summary>
    public string? DecisionId { get; init; }

    /// <summary>The revision that decided.</summary>
    public string? Revision { get; init; }

    /// <summary>The obligations that the gateway is told of, by id.</summary>
    public IReadOnlyList<KeyValuePair<string, StringMap>> Obligations { get; init; } = [];

    /// <summary>Headers that the application behind gets, with values that are printable ASCII; none unless it passes.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> IdentityHeaders { get; init; } = [];
}

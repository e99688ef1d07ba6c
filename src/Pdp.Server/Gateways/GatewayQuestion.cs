using Pdp.Bundles.Gateways;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.Server.Tokens;

namespace Pdp.Server.Gateways;

/// <summary>What a request of a gateway asks, or why nothing is asked.</summary>
internal sealed record GatewayQuestion
{
    /// <summary>The question; null: there is none, and nothing is permitted.</summary>
    public Request? Request { get; private init; }

    /// <summary>What the gateway tells of the subject's token, which it verified; null: it has verified none.</summary>
    public StringMap? Claims { get; private init; }

    /// <summary>Whether the subject's credentials are missing or wrong.</summary>
    public bool IsUnauthenticated { get; private init; }

    /// <summary>Why nothing is asked: for the log, and not for the client.</summary>
    public string? Why { get; private init; }

    /// <summary>The subject's token, which has to be verified before anything is asked; null: none has to.</summary>
    public BearerToken? Token { get; private init; }

    /// <summary>A question that is asked with its token verified.</summary>
    public static GatewayQuestion Verify(BearerToken token) => new() { Token = token, Why = "its token has not been verified" };

    /// <summary>A question.</summary>
    /// <param name="request">The question.</param>
    /// <param name="claims">What the gateway tells of the subject's token; null: there is none.</param>
    public static GatewayQuestion Ask(Request request, StringMap? claims) => new() { Request = request, Claims = claims };

    /// <summary>Nothing is asked.</summary>
    public static GatewayQuestion Refuse(string why) => new() { Why = why };

    /// <summary>Nothing is asked, as it is not known for whom.</summary>
    public static GatewayQuestion Unauthenticated(string why) => new() { Why = why, IsUnauthenticated = true };
}

/// <summary>What becomes of a request.</summary>
internal enum GatewayOutcome
{
    /// <summary>It passes.</summary>
    Permit,

    /// <summary>It does not pass.</summary>
    Deny,

    /// <summary>It does not pass before the client has said who it is.</summary>
    Unauthenticated,

    /// <summary>It does not pass, since the PDP cannot say.</summary>
    Unavailable,
}

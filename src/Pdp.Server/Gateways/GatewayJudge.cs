using Pdp.Bundles.Gateways;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Identity.Binding;
using Pdp.Identity.Tokens;
using Pdp.Language.Values;
using Pdp.Server.Access;
using Pdp.Server.ForwardedCertificates;
using Pdp.Server.Revoking;
using Pdp.Server.Serving;
using Pdp.Server.Telemetry;
using Pdp.Server.Tokens;

namespace Pdp.Server.Gateways;

/// <summary>
/// Says what becomes of requests that gateways ask about: one mapping and one way to decide for all their protocols. Whatever goes wrong
/// is no permit.
/// </summary>
internal sealed partial class GatewayJudge(
    BundleHolder bundles, TimeProvider clock, Decider decider, SubjectTokens tokens, ForwardedPeers forwarded, Revocations revocations,
    ILogger<GatewayJudge> logger)
{
    private static readonly TimeSpan _proofWindow = TimeSpan.FromMinutes(1);

    private readonly DpopVerifier _proofs = new(clock, _proofWindow);

    /// <summary>The gateways of the policies in force.</summary>
    public GatewayMaps Gateways => bundles.Current.Gateways;

    /// <summary>Says what becomes of a request.</summary>
    /// <param name="find">Finds the gateway's document among those in force; null: there is none for the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="handsOnObligations">Whether the protocol can tell the gateway of obligations.</param>
    /// <param name="caller">The gateway.</param>
    /// <param name="channel">How the question came.</param>
    /// <param name="cancellation">Ends a long evaluation.</param>
    public async ValueTask<GatewayVerdict> JudgeAsync(
        Func<GatewayMaps, GatewayMap?> find, GatewayRequest request, bool handsOnObligations, Caller? caller, Channel channel, CancellationToken cancellation)
    {
        try
        {
            var bundle = bundles.Current;
            if (find(bundle.Gateways) is not { } map) return Told(new GatewayVerdict(GatewayOutcome.Deny, "no gateway document is for it"));
            var peer = map.Gateway.Certificate is { } told ? forwarded.Find(told, request, caller) : ForwardedPeer.None;
            if (peer.Refusal is { } wrong) return Told(new GatewayVerdict(GatewayOutcome.Deny, wrong) { Gateway = map.Gateway });
            var question = Counting(map.Question(request, certificate: peer.Identity));
            if (question.Token is { } token)
            {
                var verdict = await token.VerifyAsync(tokens, _proofs, request, peer.Identity, cancellation);
                if (verdict.Subject is not { } subject) return Told(Refused(token, verdict.Problem) with { Gateway = map.Gateway });
                question = map.Question(request, subject);
            }

            if (question.Request is not { } asked)
            {
                return Told(new GatewayVerdict(question.IsUnauthenticated ? GatewayOutcome.Unauthenticated : GatewayOutcome.Deny, question.Why) { Gateway = map.Gateway });
            }

            return Told(await decider.AnswerAsync(
                (decider, bundle, asked, caller, channel, now: clock.GetUtcNow(), map.Gateway, handsOnObligations, cancellation),
                static call => call.decider.Decide(
                    call.bundle, call.asked, call.caller, call.channel, call.now, (call.Gateway, call.asked, call.handsOnObligations), static (decision, id, call) =>
                        Verdict(decision, call.Gateway, call.asked, call.handsOnObligations) with { DecisionId = id, Revision = decision.Revision }, call.cancellation)));
        }
#pragma warning disable CA1031 // a fault of ours is logged, and permits nothing
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception);
            return new GatewayVerdict(GatewayOutcome.Unavailable, "the server failed to decide");
        }
    }

    // what is wrong with an issuer's keys is no fault of the client's, and no reason to have it sign in again
    private static GatewayVerdict Refused(BearerToken token, TokenProblem problem) => problem == TokenProblem.KeysUnavailable
        ? new GatewayVerdict(GatewayOutcome.Unavailable, problem.Code()) { IsClients = true }
        : new GatewayVerdict(GatewayOutcome.Unauthenticated, problem.Code()) { Challenge = token.Refusal(problem) };

    // who verified the token knows of no revocation
    private GatewayQuestion Counting(GatewayQuestion question) =>
        question is { Request: { } asked, Claims: { } claims } && revocations.AreOf(asked.Subject, claims, clock.GetUtcNow())
            ? GatewayQuestion.Unauthenticated("the token has been revoked")
            : question;

    private static GatewayVerdict Verdict(Decision decision, Gateway gateway, Request request, bool handsOnObligations)
    {
        var denied = new GatewayVerdict(GatewayOutcome.Deny, null) { Gateway = gateway, Request = request };
        if (!decision.Allowed) return denied;
        var told = new List<KeyValuePair<string, StringMap>>();
        foreach (var obligation in decision.Obligations)
        {
            if (handsOnObligations && gateway.MetadataObligations.Contains(obligation.Id)) told.Add(new(obligation.Id, obligation.Properties));
            else if (!gateway.HandledObligations.Contains(obligation.Id)) return denied with { Why = $"nobody carries out the obligation `{obligation.Id}`" };
        }

        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (name, part) in gateway.IdentityHeaders)
        {
            var value = Part(request, part);
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~')) return denied with { Why = $"the header `{name}` cannot hold what it is to tell" };
            headers.Add(new(name, value));
        }

        return denied with { Outcome = GatewayOutcome.Permit, Obligations = told, IdentityHeaders = headers };
    }

    private static string Part(Request request, IdentityPart part) => part switch
    {
        IdentityPart.SubjectType => request.Subject.Type,
        IdentityPart.ActionName => request.Action.Name,
        IdentityPart.ResourceType => request.Resource.Type,
        IdentityPart.ResourceId => request.Resource.Id,
        _ => request.Subject.Id,
    };

    private GatewayVerdict Told(GatewayVerdict verdict)
    {
        if (verdict.Why is { } why) LogNotAsked(logger, verdict.Gateway?.Id ?? "", why);
        return verdict;
    }

    [LoggerMessage(Logging.EventIds.GatewayFailed, LogLevel.Error, "a gateway's request was not decided because of a fault of the server", EventName = nameof(Logging.EventIds.GatewayFailed))]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(Logging.EventIds.GatewayRefused, LogLevel.Debug, "a request of the gateway `{Gateway}` does not pass: {Why}", EventName = nameof(Logging.EventIds.GatewayRefused))]
    private static partial void LogNotAsked(ILogger logger, string gateway, string why);
}

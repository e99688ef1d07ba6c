using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Server.Revoking;
using Pdp.Server.ShadowReports;
using Timestamp = Pdp.Language.Values.Timestamp;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Serving;

/// <summary>
/// Decides requests that were read, and has the answers written: the one place for all that come as messages, as JSON or from gateways. What comes
/// as bytes and is answered as bytes is <see cref="LeanDecider"/>'s.
/// </summary>
/// <param name="trial">Says whether shadow versions are evaluated, and is told what they say.</param>
/// <param name="revocations">What does not count any more.</param>
internal sealed class Decider(ShadowTrial trial, Revocations revocations)
{
    // Deciding and writing the answer happen on one thread without waiting in between: the answer is free again after it.
    [ThreadStatic]
    private static EngineDecision? _decision;

    /// <summary>Decides a request.</summary>
    /// <param name="bundle">The policies.</param>
    /// <param name="request">The question.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="cancellation">Ends a long evaluation.</param>
    public CheckResponse Decide(ServedBundle bundle, Request request, DateTimeOffset now, CancellationToken cancellation) =>
        Decide(bundle, request, now, bundle.Answers, static (decision, id, answers) => answers.ToMessage(decision, id), cancellation);

    /// <summary>Decides a request, and has the answer written in some form.</summary>
    /// <param name="bundle">The policies.</param>
    /// <param name="request">The question.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="state">Is handed on to <paramref name="write"/>.</param>
    /// <param name="write">Writes the answer, of which nothing is kept; gets the decision and its id.</param>
    /// <param name="cancellation">Ends a long evaluation.</param>
    public TAnswer Decide<TState, TAnswer>(
        ServedBundle bundle, Request request, DateTimeOffset now, TState state,
        Func<EngineDecision, string, TState, TAnswer> write, CancellationToken cancellation)
    {
        var decision = _decision ??= new EngineDecision();
        var id = DecisionIds.Next(now);
        if (revocations.OfSubject(request.Subject, now) is { } revoked)
        {
            bundle.Set.Deny(decision, revoked);
            return write(decision, id, state);
        }

        trial.Prepare(bundle, decision);
        bundle.Set.Decide(request, Timestamp.From(now), decision, cancellation);
        if (trial.Count(bundle, decision, now)) trial.Keep(bundle, decision, request, id, now);
        return write(decision, id, state);
    }

    /// <summary>Whether a request would be permitted: a question that a search asks itself, and nobody's decision.</summary>
    public bool WouldPermit(ServedBundle bundle, Request request, DateTimeOffset now, CancellationToken cancellation)
    {
        if (revocations.OfSubject(request.Subject, now) is not null) return false;
        var decision = _decision ??= new EngineDecision();
        decision.WithShadows = false;
        bundle.Set.Decide(request, Timestamp.From(now), decision, cancellation);
        return decision.Allowed;
    }

    /// <summary>
    /// Decides a request and tells how the answer came about. Shadow versions are always evaluated for it, and never counted: authors
    /// ask for it, and what they try is no traffic.
    /// </summary>
    public ExplainResponse Explain(ServedBundle bundle, Request request, DateTimeOffset now, CancellationToken cancellation)
    {
        var explanation = bundle.Set.Explain(request, Timestamp.From(now), cancellation);
        var message = bundle.Explanations.ToMessage(explanation, DecisionIds.Next(now));
        if (revocations.OfSubject(request.Subject, now) is not { } revoked) return message;

        // what the policies say is still worth telling; the answer is what a check would get
        var decision = new EngineDecision();
        bundle.Set.Deny(decision, revoked);
        message.Response = bundle.Answers.ToMessage(decision, message.Response.DecisionId);
        return message;
    }
}

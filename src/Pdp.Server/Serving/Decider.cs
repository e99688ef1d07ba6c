using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Server.ShadowReports;
using Timestamp = Pdp.Language.Values.Timestamp;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Serving;

/// <summary>Decides requests that were read, and writes the answers.</summary>
internal static class Decider
{
    // Deciding and writing the answer happen on one thread without waiting in between: the answer is free again after it.
    [ThreadStatic]
    private static EngineDecision? _decision;

    /// <summary>Decides a request.</summary>
    /// <param name="bundle">The policies.</param>
    /// <param name="request">The question.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="trial">Says whether shadow versions are evaluated, and is told what they say.</param>
    /// <param name="cancellation">Ends a long evaluation.</param>
    public static CheckResponse Decide(
        ServedBundle bundle, Request request, DateTimeOffset now, ShadowTrial trial, CancellationToken cancellation)
    {
        var decision = _decision ??= new EngineDecision();
        trial.Prepare(bundle, decision);
        bundle.Set.Decide(request, Timestamp.From(now), decision, cancellation);
        var id = DecisionIds.Next(now);
        if (trial.Count(bundle, decision, now)) trial.Keep(bundle, decision, request, id, now);
        return bundle.Answers.ToMessage(decision, id);
    }

    /// <summary>
    /// Decides a request and tells how the answer came about. Shadow versions are always evaluated for it, and never counted: authors
    /// ask for it, and what they try is no traffic.
    /// </summary>
    public static ExplainResponse Explain(
        ServedBundle bundle, Request request, DateTimeOffset now, CancellationToken cancellation)
    {
        var explanation = bundle.Set.Explain(request, Timestamp.From(now), cancellation);
        return bundle.Explanations.ToMessage(explanation, DecisionIds.Next(now));
    }
}

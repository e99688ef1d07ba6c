using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Server.Access;
using Pdp.Server.Auditing;
using Pdp.Server.Revoking;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Telemetry.Tracing;
using Timestamp = Pdp.Language.Values.Timestamp;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Serving;

/// <summary>
/// Decides requests that were read, and has the answers written: the one place for all that come as messages, as JSON or from gateways. What comes
/// as bytes and is answered as bytes is <see cref="LeanDecider"/>'s.
/// </summary>
/// <param name="trial">Says whether shadow versions are evaluated, and is told what they say.</param>
/// <param name="revocations">What does not count any more.</param>
/// <param name="trail">Records decisions.</param>
/// <param name="meter">Counts decisions.</param>
internal sealed class Decider(ShadowTrial trial, Revocations revocations, DecisionTrail trail, DecisionMeter meter)
{
    // Deciding and writing the answer happen on one thread without waiting in between: the answer is free again after it.
    [ThreadStatic]
    private static EngineDecision? _decision;

    /// <summary>
    /// Makes an answer, and where records are required waits for those of all its PERMITs together without holding a thread up. Without it
    /// each decision waits for its own.
    /// </summary>
    /// <param name="state">Is handed on to <paramref name="answer"/>.</param>
    /// <param name="answer">Decides and makes the answer, on one thread; may be called twice.</param>
    public ValueTask<TAnswer> AnswerAsync<TState, TAnswer>(TState state, Func<TState, TAnswer> answer) =>
        trail.IsRequired && trail.IsOn ? CountedAsync(state, answer) : trail.AnswerAsync(state, answer);

    /// <summary>Decides a request.</summary>
    /// <param name="bundle">The policies.</param>
    /// <param name="request">The question.</param>
    /// <param name="caller">Who asks; null: it is not known.</param>
    /// <param name="channel">How the question came.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="cancellation">Ends a long evaluation.</param>
    public CheckResponse Decide(ServedBundle bundle, Request request, Caller? caller, Channel channel, DateTimeOffset now, CancellationToken cancellation) =>
        Decide(bundle, request, caller, channel, now, bundle.Answers, static (decision, id, answers) => answers.ToMessage(decision, id), cancellation);

    /// <summary>Decides a request, and has the answer written in some form.</summary>
    /// <param name="bundle">The policies.</param>
    /// <param name="request">The question.</param>
    /// <param name="caller">Who asks; null: it is not known.</param>
    /// <param name="channel">How the question came.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="state">Is handed on to <paramref name="write"/>.</param>
    /// <param name="write">Writes the answer, of which nothing is kept; gets the decision and its id.</param>
    /// <param name="cancellation">Ends a long evaluation.</param>
    public TAnswer Decide<TState, TAnswer>(
        ServedBundle bundle, Request request, Caller? caller, Channel channel, DateTimeOffset now, TState state,
        Func<EngineDecision, string, TState, TAnswer> write, CancellationToken cancellation)
    {
        var decision = _decision ??= new EngineDecision();
        var id = DecisionIds.Next(now);
        using var span = Spans.Decision();
        var begun = DecisionMeter.Begin();
        if (revocations.OfSubject(request.Subject, now) is { } revoked)
        {
            bundle.Set.Deny(decision, revoked);
        }
        else
        {
            trial.Prepare(bundle, decision);
            bundle.Set.Decide(request, Timestamp.From(now), decision, cancellation);
            if (trial.Count(bundle, decision, now)) trial.Keep(bundle, decision, request, id, now);
        }

        var took = DecisionMeter.Begin() - begun;
        if (trail.Keep(bundle, request, decision, id, caller, now, begun) is { } why) bundle.Set.Refuse(decision, why);
        meter.Count(bundle, decision, channel, took);
        if (span is not null) Spans.Tell(span, decision, channel);
        return write(decision, id, state);
    }

    /// <summary>Records a search, whose questions to itself are nobody's decisions.</summary>
    public void Searched(ServedBundle bundle, Request question, string kind, IReadOnlyList<string> results, Caller? caller, DateTimeOffset now) =>
        trail.KeepSearch(bundle, question, new SearchedRecord(kind, results), caller, now, trail.Begin());

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
    public ExplainResponse Explain(ServedBundle bundle, Request request, Caller? caller, DateTimeOffset now, CancellationToken cancellation)
    {
        var begun = trail.Begin();
        var explanation = bundle.Set.Explain(request, Timestamp.From(now), cancellation);
        var message = bundle.Explanations.ToMessage(explanation, DecisionIds.Next(now));
        if (revocations.OfSubject(request.Subject, now) is not { } revoked)
        {
            trail.KeepExplanation(bundle, request, explanation.Decision, message.Response.DecisionId, caller, now, begun);
            return message;
        }

        // what the policies say is still worth telling; the answer is what a check would get
        var decision = new EngineDecision();
        bundle.Set.Deny(decision, revoked);
        trail.KeepExplanation(bundle, request, decision, message.Response.DecisionId, caller, now, begun);
        message.Response = bundle.Answers.ToMessage(decision, message.Response.DecisionId);
        return message;
    }

    private async ValueTask<TAnswer> CountedAsync<TState, TAnswer>(TState state, Func<TState, TAnswer> answer)
    {
        var pending = new PendingCounts();
        var given = await trail.AnswerAsync((pending, state, answer), static call => DecisionMeter.Keep(call.pending, call.state, call.answer));
        pending.Give(meter);
        return given;
    }
}

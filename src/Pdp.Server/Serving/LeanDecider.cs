using System.Diagnostics;
using System.Text;
using Pdp.Engine.Requests;
using Pdp.Server.Access;
using Pdp.Server.Auditing;
using Pdp.Server.Revoking;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Telemetry.Tracing;
using Pdp.Wire;
using Pdp.Wire.Lean;
using Timestamp = Pdp.Language.Values.Timestamp;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Serving;

/// <summary>
/// Decides requests from bytes to bytes. Where a method says no, nothing is decided, and the request is to be read as a
/// message and given to <see cref="Decider"/>.
/// </summary>
/// <param name="limits">Bounds on what a request may hold.</param>
/// <param name="trial">Says whether shadow versions are evaluated, and is told what they say.</param>
/// <param name="access">Says what callers may ask: who may not is told so on the long way.</param>
/// <param name="revocations">What does not count any more: whom it may concern is looked up on the long way.</param>
/// <param name="trail">Records decisions.</param>
/// <param name="meter">Counts decisions.</param>
internal sealed class LeanDecider(WireLimits limits, ShadowTrial trial, AccessControl access, Revocations revocations, DecisionTrail trail, DecisionMeter meter)
{
    // Deciding and writing the answer happen on one thread without waiting in between: the answer is free again after it.
    [ThreadStatic]
    private static EngineDecision? _decision;

    [ThreadStatic]
    private static PendingCounts? _pending;

    private readonly LeanRequestReader _reader = new(limits);

    /// <summary>Decides a <c>CheckRequest</c>.</summary>
    /// <param name="bundle">The policies.</param>
    /// <param name="message">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="longest">The longest it may take.</param>
    /// <param name="writer">Gets a <c>CheckResponse</c>.</param>
    /// <param name="channel">How the question came.</param>
    /// <param name="span">Is told of the decision; null: nobody wants to know.</param>
    public bool TryCheck(
        ServedBundle bundle, ReadOnlySpan<byte> message, Caller caller, DateTimeOffset now, TimeSpan longest, ReverseWriter writer, Channel channel = Channel.Check, Activity? span = null)
    {
        var stated = bundle.Set.Rent();
        var isRead = !revocations.MayConcernSubjectOf(message) && _reader.TryRead(message, stated) && MayAsk(caller, stated);
        if (isRead)
        {
            Span<byte> id = stackalloc byte[DecisionIds.Length];
            var (begun, took, isWanted) = Decide(bundle, stated, now, longest, id);
            if (isWanted) trial.Keep(bundle, _decision!, trial.Read(message), Encoding.ASCII.GetString(id), now);
            if (trail.IsOn && trail.Keep(bundle, message, _decision!, id, caller, now, begun) is { } why) bundle.Set.Refuse(_decision!, why);
            meter.Count(bundle, _decision!, channel, took);
            if (span is not null) Spans.Tell(span, _decision!, channel);
            bundle.Answers.Write(_decision!, id, writer);
        }

        bundle.Set.Return(stated);
        return isRead;
    }

    /// <summary>Decides a <c>CheckBatchRequest</c>, all items at one time.</summary>
    /// <param name="bundle">The policies.</param>
    /// <param name="batch">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="now">The decisions' time.</param>
    /// <param name="longest">Tells before each item how long its decision may take; nothing when the batch is given up.</param>
    /// <param name="results">Gets the items of a <c>CheckBatchResponse</c>.</param>
    /// <param name="writer">To write with.</param>
    public bool TryBatch(
        ServedBundle bundle, in LeanBatch batch, Caller caller, DateTimeOffset now, Func<TimeSpan?> longest, ByteQueue results, ReverseWriter writer)
    {
        var stated = bundle.Set.Rent();
        var isRead = !revocations.MayConcern(batch.SubjectId) && _reader.TryReadShared(batch, stated);

        // what is recorded has been answered: a batch that goes the long way because of its last item must have no records of the others
        if (trail.IsOn) isRead = isRead && MayAskAll(batch, caller, stated);
        Span<byte> id = stackalloc byte[DecisionIds.Length];

        // the same is true of their counts
        var pending = _pending ??= new PendingCounts();
        pending.Clear();
        foreach (var item in batch)
        {
            if (!isRead || longest() is not { } time) break;
            isRead = _reader.TryReadItem(item, stated) && MayAsk(caller, stated);
            if (!isRead) break;
            writer.Clear();
            var (begun, took, isWanted) = Decide(bundle, stated, now, time, id);
            if (isWanted) trial.Keep(bundle, _decision!, trial.Read(batch, item), Encoding.ASCII.GetString(id), now);
            if (trail.IsOn && trail.Keep(bundle, batch, item, _decision!, id, caller, now, begun) is { } why) bundle.Set.Refuse(_decision!, why);
            pending.Add(bundle, _decision!, Channel.Batch, took);
            bundle.Answers.Write(_decision!, id, writer);
            LeanEnvelopes.CloseItem(writer);
            results.Add(writer.Written);
        }

        if (isRead) pending.Give(meter);
        bundle.Set.Return(stated);
        return isRead;
    }

    private bool MayAskAll(in LeanBatch batch, Caller caller, StatedRequest stated)
    {
        foreach (var item in batch)
        {
            if (!_reader.TryReadItem(item, stated) || !MayAsk(caller, stated)) return false;
        }

        return true;
    }

    private bool MayAsk(Caller caller, StatedRequest stated) =>
        access.MayAsk(caller, AccessAction.Check, stated.Kind(RequestPart.Subject), stated.Kind(RequestPart.Resource));

    /// <returns>When it began, for its record; how long it took; and whether the request is to be kept for the trial of shadow versions.</returns>
    private (long Begun, long Took, bool IsWanted) Decide(ServedBundle bundle, StatedRequest stated, DateTimeOffset now, TimeSpan longest, Span<byte> id)
    {
        var decision = _decision ??= new EngineDecision();
        var begun = DecisionMeter.Begin();
        trial.Prepare(bundle, decision);
        bundle.Set.Decide(stated, Timestamp.From(now), decision, longest);
        var took = DecisionMeter.Begin() - begun;
        DecisionIds.Next(now, id);
        return (begun, took, trial.Count(bundle, decision, now));
    }
}

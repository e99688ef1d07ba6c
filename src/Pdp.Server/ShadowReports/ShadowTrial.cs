using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Server.Logging;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Wire.Lean;
using Pdp.Wire.Requests;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.ShadowReports;

/// <summary>
/// The trial of shadow versions on the calls that the server answers: chooses the requests they are evaluated on, counts what
/// they say, and takes samples of what differs. Nothing that goes wrong in it keeps an answer from its caller.
/// </summary>
internal sealed partial class ShadowTrial(PdpServerOptions options, ShadowLog log, ILogger<ShadowTrial> logger)
{
    // what a decision on this thread is to be kept of, between its counting and the making of the request
    [ThreadStatic]
    private static List<Wanted>? _wanted;

    private readonly ShadowShare _share = new(options.ShadowShare);

    /// <summary>The share of the requests, from 0 to 1.</summary>
    public double Share => _share.Share;

    /// <summary>Says, before a decision, whether shadow versions are evaluated for it.</summary>
    public void Prepare(ServedBundle bundle, EngineDecision decision) =>
        decision.WithShadows = !bundle.Shadows.All.IsEmpty && _share.Chooses();

    /// <summary>Counts what shadow versions said.</summary>
    /// <returns>Whether the request is to be given to <see cref="Keep"/>, with the same decision, before this thread makes another.</returns>
    public bool Count(ServedBundle bundle, EngineDecision decision, DateTimeOffset now) =>
        decision.Shadows.Count > 0 && CountAll(bundle.Shadows, decision, now);

    /// <summary>Keeps the request of the decision counted last: as an example of a row, as a sample, or as both.</summary>
    /// <param name="bundle">By what it was decided.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="request">The request; null: it cannot be read any more.</param>
    /// <param name="id">The decision's id.</param>
    /// <param name="now">Its time.</param>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "a sample is not worth an answer; what is lost is counted, and the log tells of it")]
    public void Keep(ServedBundle bundle, EngineDecision decision, Request? request, string id, DateTimeOffset now)
    {
        var wanted = _wanted!;
        try
        {
            var asked = request ?? throw new InvalidOperationException("the request cannot be read again");
            foreach (var (position, row, isSample) in wanted)
            {
                if (row is not null)
                {
                    row.Example = new ShadowExample(
                        now, id, asked.Subject.Type, asked.Subject.Id, asked.Action.Name, asked.Resource.Type, asked.Resource.Id);
                }

                if (!isSample) continue;
                log.Write(ShadowRecord.Of(bundle.Shadows.All[position].Versions, decision, position, asked, id, now, options.ShadowLogRequests, bundle.Sensitive));
            }
        }
        catch (Exception exception)
        {
            log.LeaveOut(LeftOutBecause.Failed, wanted.Count(static one => one.IsSample));
            LogKeepFailed(logger, exception);
        }
        finally
        {
            wanted.Clear();
        }
    }

    /// <summary>Reads the request of a call that was decided from its bytes.</summary>
    /// <param name="message">The bytes of a <c>CheckRequest</c>.</param>
    /// <returns>The request; null, against all expectation, when it cannot be read.</returns>
    public Request? Read(ReadOnlySpan<byte> message)
    {
        try
        {
            return Read(CheckRequest.Parser.ParseFrom(message));
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>The same of an item of a batch.</summary>
    public Request? Read(in LeanBatch batch, ReadOnlySpan<byte> item)
    {
        try
        {
            return Read(batch.ToMessage(item));
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private Request? Read(CheckRequest message) =>
        new RequestReader(options.Wire).Request(message.Subject, message.Action, message.Resource, message.Context);

    private bool CountAll(ShadowTallies tallies, EngineDecision decision, DateTimeOffset now)
    {
        var wanted = _wanted ??= [];
        wanted.Clear();
        for (var i = 0; i < decision.Shadows.Count; i++)
        {
            var shadow = decision.Shadows[i];
            var tally = tallies.All[i];
            var row = tally.Add(shadow, decision.ShadowCauses[i]);
            if (!shadow.Differs) continue;
            var isSample = log.IsOpen && tally.TakesSample(new DecisionPair(shadow.InForce, shadow.Outcome), now.ToUnixTimeSeconds(), options.ShadowLogRate);
            if (log.IsOpen && !isSample) log.LeaveOut(LeftOutBecause.Rate, 1);
            if (isSample || row is not null) wanted.Add(new Wanted(i, row, isSample));
        }

        return wanted.Count > 0;
    }

    [LoggerMessage(EventIds.ShadowSampleFailed, LogLevel.Error, "a difference of a shadow version is counted, and was not sampled because of a fault of the server", EventName = nameof(EventIds.ShadowSampleFailed))]
    private static partial void LogKeepFailed(ILogger logger, Exception exception);

    private readonly record struct Wanted(int Position, RuleCount? Row, bool IsSample);
}

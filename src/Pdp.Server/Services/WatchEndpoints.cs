using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Pdp.Bundles.Changes;
using Pdp.Contracts.V1;
using Pdp.Server.Access;
using Pdp.Server.Health;
using Pdp.Server.Revoking;
using Pdp.Server.Serving;
using Pdp.Wire.Requests;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace Pdp.Server.Services;

/// <summary>
/// The method of <c>pdp.v1.PolicyService</c> that tells of changes. Each watcher has one message under way at most, and is told
/// the newest state when that is sent: a slow one holds up neither a reload nor memory.
/// </summary>
/// <param name="bundles">The policies.</param>
/// <param name="readiness">Tells when the server stops.</param>
/// <param name="clock">The time between heartbeats.</param>
/// <param name="access">Says whether a watcher still may.</param>
/// <param name="revocations">What is revoked.</param>
internal sealed class WatchEndpoints(BundleHolder bundles, Readiness readiness, TimeProvider clock, AccessControl access, Revocations revocations)
{
    /// <summary>The most watchers at a time.</summary>
    public const int MostWatchers = 1000;

    private static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestHeartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHeartbeat = TimeSpan.FromMinutes(1);

    private int _watchers;

    /// <summary>Tells what is served, and of each change of that.</summary>
    public async Task Watch(Received<WatchRequest> received, IServerStreamWriter<WatchResponse> responses, ServerCallContext context)
    {
        var message = received.Message ?? throw Malformed.Call(received.Fault!);
        var heartbeat = Read(message);
        if (Interlocked.Increment(ref _watchers) > MostWatchers)
        {
            Interlocked.Decrement(ref _watchers);
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"the server has {MostWatchers} watchers, and takes no more"));
        }

        var gone = context.CancellationToken;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(gone, readiness.Stopping);
        try
        {
            await TellAsync(message.SinceEpoch, heartbeat, context.GetHttpContext().Features.GetRequiredFeature<Caller>(), responses, ending.Token);
        }
        catch (Exception exception) when (gone.IsCancellationRequested && exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // the watcher left: that is how every watch ends
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the server is stopping: watch another one"));
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private async Task TellAsync(long epoch, TimeSpan heartbeat, Caller caller, IServerStreamWriter<WatchResponse> responses, CancellationToken ending)
    {
        WatchResponse? told = null;
        while (true)
        {
            if (!access.May(caller, AccessAction.Watch)) throw new RpcException(new Status(StatusCode.PermissionDenied, access.Refuse(caller, AccessAction.Watch)));
            var state = bundles.State;
            var (revoked, revocationEpoch) = revocations.Now;
            var message = WatchMessages.Of(state, revocationEpoch, epoch);
            if (told is not null && IsSame(told, message))
            {
                message.IsHeartbeat = true;
            }
            else
            {
                // answers are others as well when they become indeterminate, or are not any more
                var isOther = bundles.RefusesWhenStale && (message.Staleness is null) != (told?.Staleness is null);
                WatchMessages.Add(message, isOther ? BundleChanges.Unknown : await state.History.SinceAsync(epoch));
                if (told?.RevocationEpoch != revocationEpoch) WatchMessages.Add(message, revoked, clock.GetUtcNow());
            }

            await responses.WriteAsync(message, ending);
            (told, epoch) = (message, message.Epoch);
            await state.Changed.WaitAsync(heartbeat, clock, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ending.ThrowIfCancellationRequested();
        }
    }

    private static bool IsSame(WatchResponse one, WatchResponse other) =>
        one.Epoch == other.Epoch && Equals(one.RefusedAt, other.RefusedAt) && one.RefusedErrors == other.RefusedErrors
        && Equals(one.Staleness, other.Staleness) && one.RevocationEpoch == other.RevocationEpoch;

    private static TimeSpan Read(WatchRequest message)
    {
        var violations = new List<Violation>();
        if (message.SinceEpoch < 0) violations.Add(new Violation("since_epoch", $"expected a number from 0 on, got {message.SinceEpoch}"));
        var heartbeat = message.Heartbeat is null ? DefaultHeartbeat : Time(message.Heartbeat);
        if (heartbeat < ShortestHeartbeat || heartbeat > LongestHeartbeat)
            violations.Add(new Violation("heartbeat", $"expected a time from 1 s to 1 min, got {message.Heartbeat}"));
        return violations.Count > 0 ? throw Malformed.Call(violations) : heartbeat;
    }

    // what is no time, or too long for one, is beyond the bounds in any case
    private static TimeSpan Time(Duration duration) =>
        duration is { Seconds: >= 0 and <= Duration.MaxSeconds, Nanos: >= 0 and < Duration.NanosecondsPerSecond } ? duration.ToTimeSpan() : TimeSpan.Zero;
}

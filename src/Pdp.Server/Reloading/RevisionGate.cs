using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.Reloading;

/// <summary>
/// Holds up calls that demand a revision until it is in force, or has been: those of callers that know of a change of which this
/// server may not have heard yet.
/// </summary>
/// <param name="bundles">What is in force, and what has been.</param>
/// <param name="reloader">Is asked to look at the source; null: nobody is.</param>
/// <param name="options">How long is waited.</param>
/// <param name="clock">The time.</param>
internal sealed class RevisionGate(BundleHolder bundles, Reloader? reloader, PdpServerOptions options, TimeProvider clock)
{
    /// <summary>So many calls wait at most.</summary>
    public const int MostWaiting = 1000;

    /// <summary>The longest name of a revision that is looked for.</summary>
    public const int LongestRevision = 256;

    // who waits asks again so often, since what it waits for may not have been there yet: the reloader does not read for each
    private static readonly TimeSpan BetweenDemands = DemandPace.First;

    private int _waiting;

    /// <summary>Finds out whether a demand is fulfilled now.</summary>
    /// <param name="revision">The revision; empty: none is demanded.</param>
    /// <param name="bundle">What fulfils it, by which the call has to be answered: what is in force may go back meanwhile.</param>
    /// <param name="refusal">Why nothing does.</param>
    public bool TryAdmit(string revision, [NotNullWhen(true)] out ServedBundle? bundle, out Status refusal)
    {
        refusal = default;
        bundle = Fulfilling(revision);
        if (bundle is not null) return true;
        reloader?.Demand();
        refusal = Behind(revision);
        return false;
    }

    /// <summary>Waits until a demand is fulfilled.</summary>
    /// <param name="revision">The revision; empty: none is demanded.</param>
    /// <param name="call">Ends the waiting when its caller leaves, or its deadline is over.</param>
    /// <returns>What fulfils it, by which the call has to be answered.</returns>
    /// <exception cref="RpcException">It was not fulfilled in time, or too many wait.</exception>
    public ValueTask<ServedBundle> RequireAsync(string revision, ServerCallContext call)
    {
        if (Fulfilling(revision) is { } bundle) return ValueTask.FromResult(bundle);
        if (revision.Length > LongestRevision)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"`min_revision`: expected at most {LongestRevision} characters, got {revision.Length}"));
        return new ValueTask<ServedBundle>(WaitAsync(revision, call.CancellationToken));
    }

    private async Task<ServedBundle> WaitAsync(string revision, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"{MostWaiting} calls wait for a revision already"));
        }

        try
        {
            var started = clock.GetTimestamp();
            while (true)
            {
                var changed = bundles.State.Changed;
                if (Fulfilling(revision) is { } bundle) return bundle;
                var left = options.RevisionWait - clock.GetElapsedTime(started);
                if (left <= TimeSpan.Zero) throw new RpcException(Behind(revision));
                reloader?.Demand();
                await changed.WaitAsync(left < BetweenDemands ? left : BetweenDemands, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private ServedBundle? Fulfilling(string revision) => revision.Length == 0 ? bundles.Current : bundles.Having(revision);

    private Status Behind(string revision)
    {
        var state = bundles.State;
        var why = state.Refusal is null ? "" : "; what is newer was refused, GetRevision tells why";
        return new Status(
            StatusCode.FailedPrecondition,
            $"revision `{(revision.Length > LongestRevision ? revision[..LongestRevision] + "…" : revision)}` is not in force here and has not been: it is `{state.Bundle!.Bundle.Revision}`{why}");
    }
}

using Grpc.Core;

namespace Pdp.Identity.WorkloadApi;

/// <summary>
/// A stream of the Workload API that is always there (SPIFFE Workload API, sections 4 and 5): it is begun again when it ends, after one
/// second for each time that nothing came, at most thirty.
/// </summary>
/// <typeparam name="T">What a message says.</typeparam>
/// <param name="open">Begins a stream of messages.</param>
/// <param name="read">Reads a message.</param>
/// <param name="watcher">Is told.</param>
/// <param name="clock">The time.</param>
internal sealed class WorkloadStream<T>(
    Func<CancellationToken, IAsyncEnumerable<byte[]>> open, WorkloadStream<T>.Reading read, IWorkloadWatcher<T> watcher, TimeProvider clock)
    where T : class
{
    /// <summary>How long the first message of a stream may take: it is what there is already.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private const int MostSteps = 30;

    private int _tries;
    private long? _begun;

    /// <summary>Reads a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="error">Why it does not count, or null.</param>
    /// <returns>Null when it does not count.</returns>
    public delegate T? Reading(byte[] message, out string? error);

    /// <summary>Goes on until it is cancelled, or until to go on is of no use.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var began = clock.GetTimestamp();
            var (status, came) = await FollowAsync(cancellation);
            if (status.StatusCode is StatusCode.InvalidArgument or StatusCode.Unimplemented)
            {
                watcher.Ended(Text(status));
                return;
            }

            if (status.StatusCode == StatusCode.PermissionDenied) watcher.Denied(Text(status));

            // a stream that ends is begun again at once; one that does so again and again is not asked more often than that
            var pause = TimeSpan.Zero;
            if (status.StatusCode != StatusCode.OK || !came || _begun is { } last && clock.GetElapsedTime(last, clock.GetTimestamp()) < Step)
                pause = Step * Math.Min(++_tries, MostSteps);
            _begun = began;
            watcher.Lost(Text(status), pause);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, cancellation);
        }
    }

    private async Task<(Status Status, bool Came)> FollowAsync(CancellationToken cancellation)
    {
        var came = false;
        using var silence = new CancellationTokenSource(LongestSilence, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        try
        {
            await foreach (var message in open(end.Token))
            {
                silence.CancelAfter(Timeout.InfiniteTimeSpan);
                came = true;
                _tries = 0;
                if (read(message, out var error) is { } state) watcher.Came(state);
                else watcher.Discarded(error!);
            }

            return (Status.DefaultSuccess, came);
        }
        catch (Exception exception) when (silence.IsCancellationRequested && exception is RpcException { StatusCode: StatusCode.Cancelled } or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return (new Status(StatusCode.DeadlineExceeded, $"it has said nothing for {LongestSilence.TotalSeconds:0} s"), came);
        }
        catch (RpcException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            return (exception.Status, came);
        }
    }

    private static string Text(Status status)
    {
        const int Longest = 300;
        if (status.StatusCode == StatusCode.OK) return "the stream has ended";
        var detail = new string([.. status.Detail.Where(static c => !char.IsControl(c)).Take(Longest)]);
        return $"{status.StatusCode}: {detail}";
    }
}

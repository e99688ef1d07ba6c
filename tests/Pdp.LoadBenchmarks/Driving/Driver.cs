using System.Diagnostics;
using System.Net;

namespace Pdp.LoadBenchmarks.Driving;

/// <summary>
/// Puts a load on a server: from as many threads as there are connections where one call follows another, and from one
/// thread, which never waits, where calls are due at their times.
/// </summary>
internal static class Driver
{
    /// <summary>Runs a load.</summary>
    /// <param name="server">Where the server listens, without encryption.</param>
    /// <param name="load">The load.</param>
    /// <param name="time">How long calls are begun; those under way then are waited for.</param>
    public static async Task<LoadResult> RunAsync(EndPoint server, Load load, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        var ends = started + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var links = new Link[load.Connections];
        try
        {
            for (var i = 0; i < links.Length; i++)
            {
                var ticket = new Ticket(load, i, started, ends);
                links[i] = load.IsStream ? new StreamLink(server, load, ticket) : new UnaryLink(server, load, ticket);
            }

            await Task.WhenAll(load.Rate is null ? links.Select(static link => OnThread(link.Run)) : [OnThread(() => InTurn(links))]);
            var elapsed = Stopwatch.GetElapsedTime(started);
            var latencies = new LatencyHistogram();
            foreach (var link in links) latencies.Add(link.Latencies);
            return new LoadResult(
                links.Sum(static l => l.Answered), links.Sum(static l => l.Failed), links.Sum(static l => l.Wrong), elapsed, latencies)
            {
                FirstWrong = links.Select(static l => l.FirstWrong).FirstOrDefault(static w => w is not null) is var (body, answer) ? (load.Bodies[body], answer) : null,
            };
        }
        finally
        {
            foreach (var link in links) link?.Dispose();
        }
    }

    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void InTurn(Link[] links)
    {
        List<Link> open = [.. links];
        while (open.Count > 0) open.RemoveAll(static link => !link.Step());
    }
}

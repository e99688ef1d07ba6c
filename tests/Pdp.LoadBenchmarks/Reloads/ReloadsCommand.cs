using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Pdp.Contracts.V1;
using Pdp.LoadBenchmarks.Driving;
using Pdp.LoadBenchmarks.Reports;
using Pdp.LoadBenchmarks.Peers;
using Pdp.LoadBenchmarks.Scenarios;
using Pdp.LoadBenchmarks.Servers;
using Pdp.LoadBenchmarks.Workloads;
using Action = System.Action;

namespace Pdp.LoadBenchmarks.Reloads;

/// <summary>
/// Measures what it takes until a change of the policies is in force, from the save to the first answer that names the new
/// revision, and what callers feel of it.
/// </summary>
internal static class ReloadsCommand
{
    private const int WholeSwaps = 5;

    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(ReloadsOptions options, TextWriter output)
    {
        var work = Path.Combine(Path.GetTempPath(), "pdp-load-benchmarks");
        var workload = Workload.Typed(options.Rules, Path.Combine(work, "reloads"));
        var folder = new EditedFolder(workload.Folder, Path.Combine(work, "reloads-edited"));
        var (process, http) = ServerStarts.Pdp(new Options { Processors = null, Server = options.Server }, folder.Current);
        await using var server = process;
        var start = await server.ServingAsync(http);
        await output.WriteLineAsync(Text($"{workload.Name} rules in {options.Files:N0} files, served after {start.TotalSeconds:F2} s; {Environment.ProcessorCount} processors for server and clients"));
        using var channel = GrpcChannel.ForAddress(Text($"http://{server.EndPoint}"));
        var policies = new PolicyService.PolicyServiceClient(channel);
        var load = workload.Check() with { Connections = options.Clients, InFlight = 1 };
        (await Driver.RunAsync(server.EndPoint, load, WarmUp)).Checked();

        // the first few compile what reloading needs
        for (var i = 0; i < 3; i++) await InForceAsync(server, policies, folder.Edit);
        var one = new List<InForce>();
        for (var i = 0; i < options.Edits; i++) one.Add(await InForceAsync(server, policies, folder.Edit));
        await TellAsync(output, "one file saved", one);
        var all = new List<InForce>();
        for (var i = 0; i < WholeSwaps; i++) all.Add(await InForceAsync(server, policies, folder.Release()));
        await TellAsync(output, "all files swapped", all);

        List<TimeSpan> still = [], edited = [];
        var edits = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            still.Add(await P99Async(server, load, options, meanwhile: null, output, "without edits"));
            edited.Add(await P99Async(server, load, options, () =>
            {
                edits++;
                folder.Edit();
            }, output, "with edits"));
        }

        await output.WriteLineAsync(Text($"{edits} edits under load, {server.WorkingSet / 1e6:F0} MB at the end (at most {server.PeakWorkingSet / 1e6:F0} MB)"));
        Bar[] bars =
        [
            new("one file: ms from the save until it is in force", false, 150, Spread.Of(one, static i => i.Time.TotalMilliseconds)),
            new("one file / all files: processor time", false, 0.1, Spread.OfRatios(one, all, static i => i.Processor.TotalMilliseconds)),
            new(Text($"{options.Clients} clients: p99 with an edit every {options.Every.TotalMilliseconds} ms / without"), false, 2, Spread.OfRatios(edited, still, static t => t.TotalMicroseconds)),
        ];
        foreach (var bar in bars) await output.WriteLineAsync(bar.ToString());
        return 0;
    }

    private static async Task<InForce> InForceAsync(ServerProcess server, PolicyService.PolicyServiceClient policies, Action change)
    {
        await Task.Delay(Calm);
        var before = (await policies.GetRevisionAsync(new GetRevisionRequest())).Revision;
        var processor = server.Processor;
        change();
        var saved = Stopwatch.GetTimestamp();
        while ((await policies.GetRevisionAsync(new GetRevisionRequest())).Revision == before)
        {
            if (Stopwatch.GetElapsedTime(saved) > TimeSpan.FromMinutes(1)) throw new InvalidOperationException("a change does not come into force");
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }

        return new InForce(Stopwatch.GetElapsedTime(saved), server.Processor - processor);
    }

    private static async Task<TimeSpan> P99Async(ServerProcess server, Load load, ReloadsOptions options, Action? meanwhile, TextWriter output, string what)
    {
        using var over = new CancellationTokenSource();
        var editing = meanwhile is null ? Task.CompletedTask : Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(options.Every);
            while (await timer.WaitForNextTickAsync(over.Token)) meanwhile();
        });
        var result = (await Driver.RunAsync(server.EndPoint, load, options.Time)).Checked();
        await over.CancelAsync();
        await editing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (editing.IsFaulted) await editing;
        var latencies = result.Latencies;
        await output.WriteLineAsync(Text(
            $"{what}: {result.Rate:N0}/s, p50 {latencies.Quantile(0.5).TotalMicroseconds:N0} µs, p99 {latencies.Quantile(0.99).TotalMicroseconds:N0} µs, p99.9 {latencies.Quantile(0.999).TotalMicroseconds:N0} µs, most {latencies.Largest.TotalMicroseconds:N0} µs, {result.Wrong} wrong, {result.Failed} failed"));
        return latencies.Quantile(0.99);
    }

    private static Task TellAsync(TextWriter output, string what, List<InForce> all)
    {
        var times = all.Select(static i => i.Time.TotalMilliseconds).Order().ToArray();
        return output.WriteLineAsync(Text(
            $"{what}, {all.Count} times: in force after {times[times.Length / 2]:F0} ms (least {times[0]:F0}, nine of ten within {times[times.Length * 9 / 10]:F0}, most {times[^1]:F0}), {all.Average(static i => i.Processor.TotalMilliseconds):F0} ms of processor"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a change took.</summary>
    /// <param name="Time">From the save to the first answer with the new revision.</param>
    /// <param name="Processor">Processor time of the server meanwhile, with that for the questions which revision it serves.</param>
    private sealed record InForce(TimeSpan Time, TimeSpan Processor);
}

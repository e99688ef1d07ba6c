using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pdp.LoadBenchmarks.Driving;
using Pdp.LoadBenchmarks.Reports;
using Pdp.LoadBenchmarks.Scenarios;
using Pdp.LoadBenchmarks.Servers;
using Pdp.LoadBenchmarks.Workloads;

namespace Pdp.LoadBenchmarks.Peers;

/// <summary>
/// Measures the PDP, a generated service that decides nothing, and Cerbos with the same policies: one after the other on one
/// processor, driven from another, in rounds, so that what else the machine does hits all of them.
/// </summary>
internal static class PeersCommand
{
    private const int NoopRules = 1000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly long Began = Stopwatch.GetTimestamp();

    public static async Task<int> RunAsync(PeersOptions options, TextWriter output)
    {
        Directory.CreateDirectory(options.Out);
        if (options.From is { } earlier)
        {
            await using var file = File.OpenRead(earlier);
            var figures = await JsonSerializer.DeserializeAsync<Figures>(file, Indented) ?? throw new InvalidDataException($"`{earlier}` holds no figures");
            await WriteAsync(options, figures, output);
            return 0;
        }

        if (CerbosProgram.Find(options) is null && options.Cerbos is { } named)
        {
            await Console.Error.WriteLineAsync($"error: there is no `{named}`");
            return 2;
        }

        await MeasureAsync(options, output);
        return 0;
    }

    private static async Task MeasureAsync(PeersOptions options, TextWriter output)
    {
        await Processors.BindAsync(options.DriverProcessor);
        var cerbos = CerbosProgram.Find(options);
        var missing = cerbos is null ? $"Cerbos is not installed: `{CerbosProgram.Install(options.Work)}`" : null;
        if (missing is not null) Tell(missing + "; going on without it");
        var environment = await Surroundings.OfAsync(options, cerbos);
        var servers = new List<ServerFigures>();
        foreach (var shape in options.Shapes)
        {
            var contestants = new List<Contestant>();
            try
            {
                await StartAsync(options, shape, cerbos, contestants);
                await SaturateAsync(options, contestants);
                await OpenAsync(options, contestants);
                servers.AddRange(contestants.Select(static c => c.Figures()));
            }
            finally
            {
                foreach (var contestant in contestants) await contestant.DisposeAsync();
            }

            // after each kind of policies: what goes wrong with the next one must not lose what was measured of this one
            await WriteAsync(options, new Figures(environment, options.CommandLine, options.IsQuick, missing, servers), shape == options.Shapes[^1] ? output : TextWriter.Null);
        }
    }

    private static async Task WriteAsync(PeersOptions options, Figures figures, TextWriter output)
    {
        await File.WriteAllTextAsync(Path.Combine(options.Out, "benchmarks.json"), JsonSerializer.Serialize(figures, Indented));
        await File.WriteAllTextAsync(Path.Combine(options.Out, "benchmarks.svg"), Picture.Draw(figures));
        await File.WriteAllTextAsync(Path.Combine(options.Out, "benchmarks.md"), Report.Write(figures));
        foreach (var bar in Bars.Of(figures)) await output.WriteLineAsync(bar.ToString());
        await output.WriteLineAsync($"report: {Path.Combine(options.Out, "benchmarks.md")}");
    }

    private static async Task StartAsync(PeersOptions options, string shape, string? cerbos, List<Contestant> contestants)
    {
        var start = new Options { Processors = options.ServerProcessor.ToString(CultureInfo.InvariantCulture), Server = options.Server };
        foreach (var rules in options.Sizes)
        {
            var folder = Path.Combine(options.Work, string.Create(CultureInfo.InvariantCulture, $"{shape}-{rules}"));
            var workload = shape == "typed" ? Workload.Typed(rules, folder) : Workload.Flat(rules, folder);
            if (rules == NoopRules || (rules == options.Sizes[^1] && !options.Sizes.Contains(NoopRules)))
            {
                var any = workload.Check() with { Accepts = static (_, answer) => answer.Length > 0 };
                await AddAsync(ServerStarts.Noop(start, "generated", ServerNames.Noop), any, options.WarmUp);
            }

            await AddAsync(ServerStarts.Pdp(start, folder, ServerNames.Pdp).Server, workload.Check(), options.WarmUp);
            if (cerbos is null || rules > options.CerbosLargest) continue;
            var policies = PolicyWriter.WriteCerbos(workload.Policies, folder + "-cerbos");
            await AddAsync(CerbosProgram.Start(cerbos, options.ServerProcessor, policies), workload.CerbosCheck(), options.CerbosWarmUp);

            async Task AddAsync(ServerProcess process, Load load, TimeSpan warmUp)
            {
                var contestant = new Contestant(process, shape, rules, load);
                contestants.Add(contestant);
                await contestant.StartAsync();
                Tell($"{contestant.Title}: {contestant.Figures().Start.TotalSeconds:F2} s to the first right answer, {contestant.Figures().Distinct:N0} different requests answered right; {warmUp.TotalSeconds} s of warm-up");
                await contestant.WarmUpAsync(warmUp);
            }
        }
    }

    private static async Task SaturateAsync(PeersOptions options, List<Contestant> contestants)
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var one in contestants)
            {
                await one.SaturateAsync(options);
                Tell($"saturation {round}/{options.Rounds} {one.Title}: {one.Last.Rate:N0}/s, {one.Last.Processor:F2} µs each, others {one.Last.Others:F2}");
            }
        }
    }

    // All at the rate that is half of what Cerbos can do with the same rules. Where it was not measured: with the fewest
    // rules, so that the PDP's latencies with few rules and with most are of one rate.
    private static async Task OpenAsync(PeersOptions options, List<Contestant> contestants)
    {
        var half = contestants.Where(static c => c.Server == ServerNames.Cerbos).ToDictionary(static c => c.Rules, static c => c.SaturatedRate / 2);
        var other = half.Count > 0 ? half[half.Keys.Min()] : options.Rate;
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var one in contestants)
            {
                await one.OpenAsync(options, half.GetValueOrDefault(one.Rules, other));
                Tell($"open loop {round}/{options.Rounds} {one.Title}: {one.Last.Rate:N0}/s, p50 {one.Last.P50:N0} µs, p99 {one.Last.P99:N0} µs, others {one.Last.Others:F2}");
            }
        }
    }

    private static void Tell(FormattableString what) => Tell(what.ToString(CultureInfo.InvariantCulture));

    private static void Tell(string what) => Console.Error.WriteLine($"[{Stopwatch.GetElapsedTime(Began):mm\\:ss}] {what}");
}

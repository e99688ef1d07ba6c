using System.Globalization;
using Pdp.LoadBenchmarks.Driving;
using Pdp.LoadBenchmarks.Servers;
using Pdp.LoadBenchmarks.Workloads;

namespace Pdp.LoadBenchmarks.Scenarios;

/// <summary>Measures the PDP and the servers that decide nothing under the same loads, in turns, and tells the ratios.</summary>
internal static class Comparison
{
    private const int BatchSize = 50;
    private const int StreamInFlight = 100;
    private const int First = 1000;

    public static async Task RunAsync(Options options, TextWriter output)
    {
        var workload = Workload.Typed(options.Rules, Path.Combine(Path.GetTempPath(), "pdp-load-benchmarks", "typed"));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{workload.Name} rules, {Workload.Requests} requests of 12 attributes, {workload.Permitted:P0} permitted; servers on processor {options.Processors ?? "all"}"));
        if (options.Scenarios.Contains("start")) await StartAsync(options, workload, output);
        if (!options.Scenarios.Any(static s => s is "unary" or "stream" or "batch")) return;
        var (pdp, http) = ServerStarts.Pdp(options, workload.Folder);
        await using var ours = pdp;
        await using var generated = ServerStarts.Noop(options, "generated");
        await using var marshaller = ServerStarts.Noop(options, "marshaller");
        await pdp.ServingAsync(http);
        await generated.ListeningAsync();
        await marshaller.ListeningAsync();
        if (options.Scenarios.Contains("unary"))
        {
            var check = workload.Check();
            var all = await TurnsAsync(options, [(pdp, check), (generated, Any(check)), (marshaller, Any(check))], output);
            Ratio(output, "processor time per Check / no-op, generated", 0.75, Middle.Ratio(all[0], all[1], Each));
            Ratio(output, "processor time per Check / no-op, own marshaller", 1.25, Middle.Ratio(all[0], all[2], Each));
        }

        if (options.Scenarios.Contains("stream"))
        {
            var stream = workload.Stream() with { Connections = 1, InFlight = StreamInFlight };
            var all = await TurnsAsync(options, [(pdp, stream), (generated, Any(stream))], output);
            Ratio(output, "µs of processor per decision on CheckStream, 100 in flight", 2.5, Middle.Of(all[0], Each).ProcessorPerAnswer);
        }

        if (options.Scenarios.Contains("batch"))
        {
            var batch = workload.Batch(BatchSize) with { Connections = 4, InFlight = 8 };
            var whole = workload.WholeBatch(BatchSize) with { Connections = 4, InFlight = 8 };
            var all = await TurnsAsync(options, [(pdp, batch), (generated, whole), (generated, Any(batch))], output);
            Ratio(output, "decisions/s in batches of 50 / no-op's, batches of whole requests (at least)", 2, Middle.Ratio(all[0], all[1], static m => m.Result.Rate), atLeast: true);
            Ratio(output, "  the same in processor time (at least)", 2, Middle.Ratio(all[1], all[0], Each), atLeast: true);
            Ratio(output, "  the same, the no-op taking the same message as ours (for information)", 2, Middle.Ratio(all[2], all[0], Each), atLeast: true);
        }
    }

    private static double Each(Measurement one) => one.ProcessorPerAnswer;

    private static Load Any(Load load) => load with { Accepts = static (_, answer) => answer.Length > 0 };

    private static async Task<List<Measurement>[]> TurnsAsync(Options options, (ServerProcess Server, Load Load)[] pairs, TextWriter output)
    {
        foreach (var (server, load) in pairs) await Measurement.TakeAsync(server, load, options.WarmUp);
        var taken = pairs.Select(static _ => new List<Measurement>()).ToArray();
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < pairs.Length; i++) taken[i].Add(await Measurement.TakeAsync(pairs[i].Server, pairs[i].Load, options.Time));
        }

        await output.WriteLineAsync($"{pairs[0].Load.Path}: {pairs[0].Load.Connections} x {pairs[0].Load.InFlight} in flight, the middle one of {options.Rounds} times {options.Time.TotalSeconds} s");
        foreach (var one in taken) await output.WriteLineAsync(Line(Middle.Of(one, Each)));
        return taken;
    }

    private static string Line(Measurement one) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {one.Server,-20} {one.ProcessorPerAnswer,8:F2} µs of processor each, {one.Result.Rate,10:N0}/s, p50 {one.Result.Latencies.Quantile(0.5).TotalMicroseconds,8:N0} µs, p99 {one.Result.Latencies.Quantile(0.99).TotalMicroseconds,8:N0} µs");

    private static void Ratio(TextWriter output, string what, double bar, double ratio, bool atLeast = false) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {what}: {ratio:F2}, bar {bar}: {((atLeast ? ratio >= bar : ratio <= bar) ? "met" : "missed")}"));

    // The first calls to a process that has just said that it is ready, against as many later ones at the same rate: the
    // middle one of several starts, and of several times later.
    private static async Task StartAsync(Options options, Workload workload, TextWriter output)
    {
        const double Rate = 1000;
        var load = workload.Check() with { Connections = 1, InFlight = 100, Rate = Rate, MostCalls = First };
        var (first, later) = (new List<Measurement>(), new List<Measurement>());
        var (ready, processor) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < options.Rounds; round++)
        {
            var (server, http) = ServerStarts.Pdp(options, workload.Folder);
            await using var pdp = server;
            ready.Add(await pdp.ServingAsync(http));
            processor.Add(pdp.Processor);
            first.Add(await Measurement.TakeAsync(pdp, load, TimeSpan.FromSeconds(10)));
            if (round < options.Rounds - 1) continue;
            await Driver.RunAsync(pdp.EndPoint, workload.Check(), options.WarmUp);
            for (var i = 0; i < options.Rounds; i++) later.Add(await Measurement.TakeAsync(pdp, load, TimeSpan.FromSeconds(10)));
        }

        ready.Sort();
        processor.Sort();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"start: ready after {ready[ready.Count / 2].TotalSeconds:F2} s and {processor[processor.Count / 2].TotalSeconds:F2} s of processor; {First} calls at {Rate:N0}/s, the middle one of {options.Rounds}"));
        foreach (var (when, calls) in new[] { ("first", first), ("later", later) })
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  {when}: p50 {Micros(calls, 0.5):N0} µs, p90 {Micros(calls, 0.9):N0} µs, p99 {Micros(calls, 0.99):N0} µs"));
        }

        Ratio(output, "p99 of the first 1,000 / later", 2, Micros(first, 0.99) / Micros(later, 0.99));
    }

    private static double Micros(List<Measurement> measurements, double share)
    {
        var all = measurements.Select(m => m.Result.Latencies.Quantile(share).TotalMicroseconds).Order().ToList();
        return all[all.Count / 2];
    }
}

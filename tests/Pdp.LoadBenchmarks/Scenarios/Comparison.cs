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
            Ratio(output, "processor time per Check / no-op, generated", 0.75, all[0].ProcessorPerAnswer / all[1].ProcessorPerAnswer);
            Ratio(output, "processor time per Check / no-op, own marshaller", 1.25, all[0].ProcessorPerAnswer / all[2].ProcessorPerAnswer);
        }

        if (options.Scenarios.Contains("stream"))
        {
            var stream = workload.Stream() with { Connections = 1, InFlight = StreamInFlight };
            var all = await TurnsAsync(options, [(pdp, stream), (generated, Any(stream))], output);
            Ratio(output, "µs of processor per decision on CheckStream, 100 in flight", 2.5, all[0].ProcessorPerAnswer);
        }

        if (options.Scenarios.Contains("batch"))
        {
            var batch = workload.Batch(BatchSize) with { Connections = 4, InFlight = 8 };
            var all = await TurnsAsync(options, [(pdp, batch), (generated, Any(batch))], output);
            Ratio(output, "no-op's processor time per batch of 50 / ours (at least)", 2, all[1].ProcessorPerAnswer / all[0].ProcessorPerAnswer, atLeast: true);
            Ratio(output, "decisions/s in batches of 50 / no-op's (at least)", 2, all[0].Result.Rate / all[1].Result.Rate, atLeast: true);
        }
    }

    private static Load Any(Load load) => load with { Accepts = static (_, answer) => answer.Length > 0 };

    private static async Task<Measurement[]> TurnsAsync(Options options, (ServerProcess Server, Load Load)[] pairs, TextWriter output)
    {
        foreach (var (server, load) in pairs) await Measurement.TakeAsync(server, load, options.WarmUp);
        var taken = pairs.Select(static _ => new List<Measurement>()).ToArray();
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < pairs.Length; i++) taken[i].Add(await Measurement.TakeAsync(pairs[i].Server, pairs[i].Load, options.Time));
        }

        await output.WriteLineAsync($"{pairs[0].Load.Path}: {pairs[0].Load.Connections} x {pairs[0].Load.InFlight} in flight, the middle one of {options.Rounds} times {options.Time.TotalSeconds} s");
        var middle = taken.Select(static m => Middle.Of(m, static one => one.ProcessorPerAnswer)).ToArray();
        foreach (var one in middle) await output.WriteLineAsync(Line(one));
        return middle;
    }

    private static string Line(Measurement one) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {one.Server,-20} {one.ProcessorPerAnswer,8:F2} µs of processor each, {one.Result.Rate,10:N0}/s, p50 {one.Result.Latencies.Quantile(0.5).TotalMicroseconds,8:N0} µs, p99 {one.Result.Latencies.Quantile(0.99).TotalMicroseconds,8:N0} µs");

    private static void Ratio(TextWriter output, string what, double bar, double ratio, bool atLeast = false) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {what}: {ratio:F2}, bar {bar}: {((atLeast ? ratio >= bar : ratio <= bar) ? "met" : "missed")}"));

    // The first calls to a process that has just said that it is ready, against later ones at the same rate.
    private static async Task StartAsync(Options options, Workload workload, TextWriter output)
    {
        const double Rate = 1000;
        var load = workload.Check() with { Connections = 1, InFlight = 100, Rate = Rate };
        var (pdp, http) = ServerStarts.Pdp(options, workload.Folder);
        await using var ours = pdp;
        var ready = await pdp.ServingAsync(http);
        var first = await Driver.RunAsync(pdp.EndPoint, load with { MostCalls = First }, TimeSpan.FromSeconds(10));
        var processor = pdp.Processor;
        await Driver.RunAsync(pdp.EndPoint, load, options.WarmUp);
        await Driver.RunAsync(pdp.EndPoint, workload.Check(), options.WarmUp);
        var steady = Middle.Of(
            [await Measurement.TakeAsync(pdp, load, options.Time), await Measurement.TakeAsync(pdp, load, options.Time), await Measurement.TakeAsync(pdp, load, options.Time)],
            static m => m.Result.Latencies.Quantile(0.99).TotalMicroseconds);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"start: ready after {ready.TotalSeconds:F2} s and {processor.TotalSeconds:F2} s of processor; at {Rate:N0}/s p50 of the first {First} {first.Latencies.Quantile(0.5).TotalMicroseconds:N0} µs, p99 {first.Checked().Latencies.Quantile(0.99).TotalMicroseconds:N0} µs; later p50 {steady.Result.Latencies.Quantile(0.5).TotalMicroseconds:N0} µs, p99 {steady.Result.Latencies.Quantile(0.99).TotalMicroseconds:N0} µs"));
        Ratio(output, "p99 of the first 1,000 / later", 2, first.Latencies.Quantile(0.99) / steady.Result.Latencies.Quantile(0.99));
    }
}

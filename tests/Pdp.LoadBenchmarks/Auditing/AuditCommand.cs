using System.Globalization;
using Pdp.LoadBenchmarks.Driving;
using Pdp.LoadBenchmarks.Peers;
using Pdp.LoadBenchmarks.Reports;
using Pdp.LoadBenchmarks.Scenarios;
using Pdp.LoadBenchmarks.Servers;
using Pdp.LoadBenchmarks.Workloads;

namespace Pdp.LoadBenchmarks.Auditing;

/// <summary>
/// Measures what callers feel when the disk of a bounded decision log is full or hangs, or its collector hangs or is not there, beside a
/// server whose disk and collector are well: calls at a fixed rate, in turns.
/// </summary>
internal static class AuditCommand
{
    private const double Rate = 2000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Options options, TextWriter output)
    {
        var work = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "pdp-load-benchmarks", "audit")).FullName;
        var workload = Workload.Typed(options.Rules, Path.Combine(work, "policies"));
        await using var collectors = await Collectors.StartAsync();
        using LoopDisk well = LoopDisk.Mount(work, "well"), full = LoopDisk.Mount(work, "full"), hanging = LoopDisk.Mount(work, "hanging");
        Audited[] servers =
        [
            new("all is well", well, "a", collectors.Healthy),
            new("the disk is full", full, "b", collectors.Healthy) { Begin = full.Fill },
            new("the disk hangs", hanging, "c", collectors.Healthy) { Before = hanging.Freeze, After = hanging.Thaw },
            new("the collector hangs", well, "d", collectors.Hanging),
            new("the collector is not there", well, "e", collectors.Unreachable),
        ];
        var load = workload.Check() with { Connections = 8, InFlight = 16, Rate = Rate };
        try
        {
            foreach (var server in servers) await server.StartAsync(options, workload.Folder, load);
            await output.WriteLineAsync(Text($"{workload.Name} rules, {Rate:N0} calls a second, {options.Rounds} rounds of {options.Time.TotalSeconds:N0} s in turns, {Environment.ProcessorCount} processors for servers, collector and clients"));
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var server in servers) await server.MeasureAsync(load, options.Time, output);
            }
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }

        foreach (var server in servers.AsSpan(1).ToArray())
            await output.WriteLineAsync(new Bar(Text($"p99 when {server.Name} / when all is well"), false, 1.2, Spread.OfRatios(server.P99, servers[0].P99, static time => time.TotalMicroseconds)).ToString());
        return 0;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A server with a log that is kept somewhere.</summary>
    private sealed class Audited(string name, LoopDisk disk, string folder, string collector) : IAsyncDisposable
    {
        private ServerProcess? _server;
        private int _http;

        public string Name => name;

        /// <summary>What becomes of the disk once the server has started.</summary>
        public System.Action Begin { get; init; } = static () => { };

        /// <summary>What becomes of it while it is measured.</summary>
        public System.Action Before { get; init; } = static () => { };

        /// <summary>What becomes of it then.</summary>
        public System.Action After { get; init; } = static () => { };

        public List<TimeSpan> P99 { get; } = [];

        public async Task StartAsync(Options options, string policies, Load load)
        {
            (_server, _http) = ServerStarts.Pdp(
                options, policies, name,
                "--audit", "bounded", "--audit-dir", Path.Combine(disk.Path, folder), "--audit-buffer", "1024", "--audit-sink-mib", "1", "--audit-otlp", collector, "--audit-otlp-timeout", "2s");
            await _server.ServingAsync(_http);
            Begin();
            (await Driver.RunAsync(_server.EndPoint, load, WarmUp)).Checked();
        }

        public async Task MeasureAsync(Load load, TimeSpan time, TextWriter output)
        {
            Before();
            try
            {
                var latencies = (await Driver.RunAsync(_server!.EndPoint, load, time)).Checked().Latencies;
                P99.Add(latencies.Quantile(0.99));
                using var client = new HttpClient();
                var ready = await client.GetStringAsync(new Uri(Text($"http://127.0.0.1:{_http}/readyz")));
                await output.WriteLineAsync(Text($"{name}: p50 {latencies.Quantile(0.5).TotalMicroseconds:N0} µs, p99 {P99[^1].TotalMicroseconds:N0} µs; {ready.Trim()}"));
            }
            finally
            {
                After();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null) await _server.DisposeAsync();
        }
    }
}

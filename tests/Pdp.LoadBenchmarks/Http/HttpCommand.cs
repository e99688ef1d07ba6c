using System.Diagnostics;
using System.Globalization;
using Pdp.LoadBenchmarks.Scenarios;
using Pdp.LoadBenchmarks.Servers;

namespace Pdp.LoadBenchmarks.Http;

/// <summary>
/// Measures what an evaluation over HTTP costs beside minimal APIs that take the same body and decide nothing: processor time of the
/// servers for a request, in turns.
/// </summary>
internal static class HttpCommand
{
    private const int Connections = 16;

    private const string Body = """
        {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"document","id":"roadmap","properties":{"tenant":"acme","owner":"alice","department":"engineering","classification":"internal"}},"context":{"ip":"10.1.2.3","mfa":true,"device":{"id":"d-1","managed":true}}}
        """;

    /// <summary>Runs it.</summary>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="time">How long each time.</param>
    /// <param name="output">Gets the figures.</param>
    public static async Task<int> RunAsync(int rounds, TimeSpan time, TextWriter output)
    {
        var (pdp, http) = ServerStarts.Pdp(new Options { Processors = null }, "policies");
        await using var ours = pdp;
        await using var bound = Noop("bound");
        await using var read = Noop("read");
        await pdp.ServingAsync(http);
        await bound.ListeningAsync();
        await read.ListeningAsync();
        (ServerProcess Server, System.Net.EndPoint At, string Expected)[] ways =
        [
            (bound, bound.EndPoint, "11\r\n{\"decision\":true}\r\n0\r\n\r\n"),
            (read, read.EndPoint, "{\"decision\":true}"),
            (ours, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, http), "{\"decision\":true}"),
        ];
        foreach (var way in ways) await MeasureAsync(way, time);
        var figures = ways.Select(static _ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++) figures[i].Add(await MeasureAsync(ways[i], time));
        }

        var of = figures.Select(static all => all.Order().ElementAt(all.Count / 2)).ToArray();
        await output.WriteLineAsync(Text($"{Connections} connections, a body of {Body.Length} octets, {rounds} rounds of {time.TotalSeconds} s, medians"));
        for (var i = 0; i < ways.Length; i++)
        {
            await output.WriteLineAsync(Text($"{ways[i].Server.Name,-22} {of[i],6:F1} us of processor time a request ({of[i] / of[0]:F2}x bound, {of[i] / of[1]:F2}x read)"));
        }

        return 0;
    }

    private static ServerProcess Noop(string kind)
    {
        var port = ServerProcess.FreePort();
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return ServerProcess.Start(
            $"no-op ({kind})", null, port, [dotnet, "exec", typeof(HttpCommand).Assembly.Location, "http-noop", kind, port.ToString(CultureInfo.InvariantCulture)]);
    }

    private static async Task<double> MeasureAsync((ServerProcess Server, System.Net.EndPoint At, string Expected) way, TimeSpan time)
    {
        var before = way.Server.Processor;
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var caller = new HttpCaller(Body, way.Expected);
            await caller.ConnectAsync(way.At);
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < time; count++) await caller.AskAsync();
            return count;
        })));
        return (way.Server.Processor - before).TotalMicroseconds / counts.Sum();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

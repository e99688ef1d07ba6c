using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Pdp.Client;
using Pdp.Contracts.V1;
using Pdp.LoadBenchmarks.Scenarios;
using Pdp.LoadBenchmarks.Servers;

namespace Pdp.LoadBenchmarks.Sdk;

/// <summary>
/// Measures what the client for .NET costs beside the generated client that it is built on: the same questions to the same server, in
/// turns, by this process. Its processor time is all that counts, the server's is told.
/// </summary>
internal static class SdkCommand
{
    private const int Callers = 64;
    private const int Questions = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs it.</summary>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="time">How long each time.</param>
    /// <param name="policies">The folder of the policies.</param>
    /// <param name="output">Gets the figures.</param>
    public static async Task<int> RunAsync(int rounds, TimeSpan time, string policies, TextWriter output)
    {
        var (process, http) = ServerStarts.Pdp(new Options { Processors = null }, policies);
        await using var server = process;
        await server.ServingAsync(http);
        using var channel = GrpcChannel.ForAddress(Text($"http://{server.EndPoint}"));
        var raw = new DecisionService.DecisionServiceClient(channel);
        await using var calls = Client(server, streamsFrom: null);
        await using var streams = Client(server, streamsFrom: 0);
        var requests = Array.ConvertAll(Enumerable.Range(0, Questions).ToArray(), Request);
        var messages = Array.ConvertAll(requests, request => request.Freeze());

        var ways = new (string Name, Func<int, Task> Ask)[]
        {
            ("generated client", async index => await raw.CheckAsync(messages[index], deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience)),
            ("client, calls", async index => Answered(await calls.CheckAsync(requests[index], CancellationToken.None))),
            ("client, streams", async index => Answered(await streams.CheckAsync(requests[index], CancellationToken.None))),
        };
        foreach (var way in ways) await MeasureAsync(way.Ask, server, time);

        var figures = ways.Select(_ => new List<Figures>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++) figures[i].Add(await MeasureAsync(ways[i].Ask, server, time));
        }

        await output.WriteLineAsync(Text($"{Callers} callers, {Questions} questions of 12 attributes, {rounds} rounds of {time.TotalSeconds} s, medians; {Environment.ProcessorCount} processors for client and server"));
        var ofRaw = figures[0];
        for (var i = 0; i < ways.Length; i++)
        {
            var own = figures[i];
            await output.WriteLineAsync(Text(
                $"{ways[i].Name,-18} {Median(own, one => one.Rate),9:N0}/s ({Median(own, one => one.Rate) / Median(ofRaw, one => one.Rate):F2}x)  processor time a check: client {Median(own, one => one.Client),6:F1} us ({Median(own, one => one.Client) / Median(ofRaw, one => one.Client):F2}x), server {Median(own, one => one.Server),6:F1} us"));
        }

        return 0;
    }

    private static PdpClient Client(ServerProcess server, int? streamsFrom) => new(new PdpClientOptions
    {
        Endpoints = [Text($"http://{server.EndPoint}")], Timeout = Patience, Streaming = { FromConcurrentChecks = streamsFrom },
    });

    private static async Task<Figures> MeasureAsync(Func<int, Task> ask, ServerProcess server, TimeSpan time)
    {
        using var own = Process.GetCurrentProcess();
        var (client, theirs, started) = (own.TotalProcessorTime, server.Processor, Stopwatch.GetTimestamp());
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (var index = caller * (Questions / Callers); Stopwatch.GetElapsedTime(started) < time; index++, count++) await ask(index % Questions);
            return count;
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        own.Refresh();
        double all = counts.Sum();
        return new Figures(all / elapsed.TotalSeconds, (own.TotalProcessorTime - client).TotalMicroseconds / all, (server.Processor - theirs).TotalMicroseconds / all);
    }

    private static void Answered(AuthorizationDecision decision)
    {
        if (!decision.Reason.IsPolicyDenial() && !decision.IsPermitted) throw new InvalidOperationException($"a check came to nothing: {decision}");
    }

    private static AccessRequest Request(int index) => new()
    {
        Subject = new PdpSubject("user", Text($"user-{index}"))
        {
            ["department"] = "sales", ["level"] = index % 7, ["tenant"] = Text($"t-{index % 50}"), ["roles"] = new[] { "reader", "editor" }, ["active"] = true,
        },
        Action = "read",
        Resource = new PdpResource("document", Text($"document-{index * 31 % 997}"))
        {
            ["owner"] = Text($"user-{index % 100}"), ["classification"] = index % 4, ["tenant"] = Text($"t-{index % 40}"), ["state"] = "published",
        },
        Context = { ["ip"] = "10.0.0.1", ["mfa"] = index % 2 == 0, ["device"] = "laptop" },
    };

    private static double Median(List<Figures> all, Func<Figures, double> of) => all.Select(of).Order().ElementAt(all.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Figures(double Rate, double Client, double Server);
}

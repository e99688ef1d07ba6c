using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Pdp.Client;
using Pdp.Contracts.V1;
using Pdp.LoadBenchmarks.Scenarios;
using Pdp.LoadBenchmarks.Servers;
using Pdp.LoadBenchmarks.Workloads;

namespace Pdp.LoadBenchmarks.Sdk;

/// <summary>
/// Measures what the client for .NET costs beside the generated client that it is built on: the same questions to the same server, in
/// turns, by this process. Its processor time is all that counts, the server's is told.
/// </summary>
internal static class SdkCommand
{
    private const int Callers = 64;
    private const int Rules = 100;
    private const int BatchSize = 50;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs it.</summary>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="time">How long each time.</param>
    /// <param name="output">Gets the figures.</param>
    public static async Task<int> RunAsync(int rounds, TimeSpan time, TextWriter output)
    {
        var workload = Workload.Typed(Rules, Path.Combine(Path.GetTempPath(), "pdp-load-benchmarks", "sdk"));
        var (process, http) = ServerStarts.Pdp(new Options { Processors = null }, workload.Folder);
        await using var server = process;
        await server.ServingAsync(http);
        using var channel = GrpcChannel.ForAddress(Text($"http://{server.EndPoint}"));
        var raw = new DecisionService.DecisionServiceClient(channel);
        await using var calls = Client(server, streamsFrom: null);
        await using var streams = Client(server, streamsFrom: 0);
        var questions = workload.Questions.ToArray();
        var batches = await Batch.ManyAsync(raw, [.. questions.Select(one => one.Request)]);
        var ways = new (string Name, Func<int, Task<int>> Ask)[]
        {
            ("generated client", async index => Right(questions[index], (await raw.CheckAsync(Message(questions[index].Request), deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience)).Allowed)),
            ("client, calls", async index => Right(questions[index], (await calls.CheckAsync(Request(questions[index].Request), CancellationToken.None)).IsPermitted)),
            ("client, streams", async index => Right(questions[index], (await streams.CheckAsync(Request(questions[index].Request), CancellationToken.None)).IsPermitted)),
            (Text($"client, batches of {BatchSize}"), index => batches[index % batches.Length].AskAsync(calls)),
        };
        foreach (var way in ways) await MeasureAsync(way.Ask, questions.Length, server, WarmUp);

        var figures = ways.Select(_ => new List<Figures>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++) figures[i].Add(await MeasureAsync(ways[i].Ask, questions.Length, server, time));
        }

        await output.WriteLineAsync(Text($"{Callers} callers, {questions.Length} questions of 12 attributes, {rounds} rounds of {time.TotalSeconds} s, medians; {Environment.ProcessorCount} processors for client and server"));
        var ofRaw = figures[0];
        for (var i = 0; i < ways.Length; i++)
        {
            var own = figures[i];
            await output.WriteLineAsync(Text(
                $"{ways[i].Name,-22} {Median(own, one => one.Rate),9:N0}/s ({Median(own, one => one.Rate) / Median(ofRaw, one => one.Rate):F2}x)  processor time a check: client {Median(own, one => one.Client),6:F1} us ({Median(own, one => one.Client) / Median(ofRaw, one => one.Client):F2}x), server {Median(own, one => one.Server),6:F1} us; both {Median(own, one => one.Both) / Median(ofRaw, one => one.Both):F2}x"));
        }

        return 0;
    }

    private static PdpClient Client(ServerProcess server, int? streamsFrom) => new(new PdpClientOptions
    {
        Endpoints = [Text($"http://{server.EndPoint}")], Timeout = Patience, Streaming = { FromConcurrentChecks = streamsFrom },
    });

    private static async Task<Figures> MeasureAsync(Func<int, Task<int>> ask, int questions, ServerProcess server, TimeSpan time)
    {
        using var own = Process.GetCurrentProcess();
        var (client, theirs, started) = (own.TotalProcessorTime, server.Processor, Stopwatch.GetTimestamp());
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (var index = caller * (questions / Callers); Stopwatch.GetElapsedTime(started) < time; index = (index + 1) % questions) count += await ask(index);
            return count;
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        own.Refresh();
        double all = counts.Sum();
        return new Figures(all / elapsed.TotalSeconds, (own.TotalProcessorTime - client).TotalMicroseconds / all, (server.Processor - theirs).TotalMicroseconds / all);
    }

    // one check, answered rightly
    private static int Right((CheckRequest Request, bool IsPermitted) question, bool isPermitted) =>
        isPermitted == question.IsPermitted ? 1 : throw new InvalidOperationException($"a check was answered wrongly: {question.Request}");

    // each check is put together when it is asked, as applications do, from what the question holds
    private static CheckRequest Message(CheckRequest question) => new()
    {
        Subject = new Subject { Type = question.Subject.Type, Id = question.Subject.Id, Properties = Filled(question.Subject.Properties) },
        Action = new Contracts.V1.Action { Name = question.Action.Name },
        Resource = new Resource { Type = question.Resource.Type, Id = question.Resource.Id, Properties = Filled(question.Resource.Properties) },
        Context = Filled(question.Context),
    };

    private static AccessRequest Request(CheckRequest question)
    {
        var request = new AccessRequest
        {
            Subject = new PdpSubject(question.Subject.Type, question.Subject.Id), Action = question.Action.Name,
            Resource = new PdpResource(question.Resource.Type, question.Resource.Id),
        };
        Fill(request.Subject.Properties, question.Subject.Properties);
        Fill(request.Resource.Properties, question.Resource.Properties);
        Fill(request.Context, question.Context);
        return request;
    }

    private static Struct Filled(Struct from)
    {
        var filled = new Struct();
        foreach (var (name, value) in from.Fields) filled.Fields[name] = Copy(value);
        return filled;
    }

    private static Value Copy(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => Value.ForString(value.StringValue),
        Value.KindOneofCase.BoolValue => Value.ForBool(value.BoolValue),
        Value.KindOneofCase.NumberValue => Value.ForNumber(value.NumberValue),
        Value.KindOneofCase.ListValue => Value.ForList([.. value.ListValue.Values.Select(Copy)]),
        _ => Value.ForNull(),
    };

    private static void Fill(AttributeMap attributes, Struct from)
    {
        foreach (var (name, value) in from.Fields) attributes[name] = Attribute(value);
    }

    private static AttributeValue Attribute(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => value.StringValue,
        Value.KindOneofCase.BoolValue => value.BoolValue,
        Value.KindOneofCase.NumberValue => value.NumberValue,
        Value.KindOneofCase.ListValue => AttributeValue.List(value.ListValue.Values.Select(Attribute)),
        _ => AttributeValue.Null,
    };

    private static double Median(List<Figures> all, Func<Figures, double> of) => all.Select(of).Order().ElementAt(all.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What one subject may do with several resources, and what it may.</summary>
    private sealed class Batch(CheckRequest question, CheckRequest[] items, bool[] expected)
    {
        private const int Many = 64;

        /// <summary>Some, with the answers that calls of their own get, which are compared with the engine's elsewhere.</summary>
        public static async Task<Batch[]> ManyAsync(DecisionService.DecisionServiceClient raw, CheckRequest[] questions)
        {
            var batches = new Batch[Many];
            for (var i = 0; i < Many; i++)
            {
                var items = new CheckRequest[BatchSize];
                var expected = new bool[BatchSize];
                for (var j = 0; j < BatchSize; j++)
                {
                    var item = questions[((i * BatchSize) + j) % questions.Length];
                    items[j] = new CheckRequest { Subject = questions[i].Subject, Action = item.Action, Resource = item.Resource, Context = questions[i].Context };
                    expected[j] = (await raw.CheckAsync(items[j])).Allowed;
                }

                batches[i] = new Batch(questions[i], items, expected);
            }

            return batches;
        }

        /// <summary>Asks, and counts each answer.</summary>
        public async Task<int> AskAsync(PdpClient client)
        {
            var whole = Request(question);
            var requests = new AccessRequest[items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                var resource = new PdpResource(items[i].Resource.Type, items[i].Resource.Id);
                Fill(resource.Properties, items[i].Resource.Properties);
                requests[i] = new AccessRequest { Subject = whole.Subject, Action = items[i].Action.Name, Resource = resource, Context = whole.Context };
            }

            var decisions = await client.CheckManyAsync(requests, CancellationToken.None);
            for (var i = 0; i < expected.Length; i++)
            {
                if (decisions[i].IsPermitted != expected[i]) throw new InvalidOperationException($"a check of a batch was answered wrongly: {items[i]}");
            }

            return expected.Length;
        }
    }

    private sealed record Figures(double Rate, double Client, double Server)
    {
        public double Both => Client + Server;
    }
}

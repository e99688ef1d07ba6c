using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Engine.Decisions;
using Pdp.LoadBenchmarks.Bench;
using Pdp.LoadBenchmarks.Driving;
using Pdp.Wire;
using Pdp.Wire.Requests;
using Decision = Pdp.Engine.Decisions.Decision;
using Timestamp = Pdp.Language.Values.Timestamp;

namespace Pdp.LoadBenchmarks.Workloads;

/// <summary>Policies in a folder, requests to them, and the answers that a server must give, as the engine in this process gives them.</summary>
internal sealed class Workload
{
    /// <summary>Different requests: more than fit a cache of decisions, and enough to be no pattern.</summary>
    public const int Requests = 4096;

    private readonly CheckRequest[] _requests;
    private readonly byte[] _expected;

    private Workload(string name, IEnumerable<ResourcePolicy> policies, string folder, CheckRequest[] requests, Func<CheckRequest, bool> isPermitted)
    {
        Name = name;
        Folder = PolicyWriter.Write(policies, folder);
        Policies = policies;
        _requests = requests;
        var (bundle, diagnostics) = BundleLoader.Load(folder);
        if (bundle is null) throw new InvalidOperationException(string.Join('\n', diagnostics.Select(DiagnosticText.Format)));
        var decision = new Decision();
        _expected =
        [
            .. requests.Select(request =>
            {
                var read = new RequestReader(new WireLimits()).Request(request.Subject, request.Action, request.Resource, request.Context);
                bundle.Set.Decide(read!, new Timestamp(1_700_000_000, 0), decision);
                if (decision.Outcome == Outcome.Permit != isPermitted(request)) throw new InvalidOperationException($"{name}: the engine says {decision.Outcome} to {request}");
                return (byte)decision.Outcome;
            }),
        ];
    }

    public string Name { get; }

    /// <summary>The folder of policies.</summary>
    public string Folder { get; }

    /// <summary>The same policies, to be written for other servers.</summary>
    public IEnumerable<ResourcePolicy> Policies { get; }

    /// <summary>The requests, and whether each is permitted.</summary>
    public IEnumerable<(CheckRequest Request, bool IsPermitted)> Questions => _requests.Zip(_expected, static (request, expected) => (request, expected == (byte)Outcome.Permit));

    /// <summary>The share of permits, so that one sees that not all requests go the same way.</summary>
    public double Permitted => _expected.Count(static e => e == (byte)Outcome.Permit) / (double)_expected.Length;

    /// <summary>Rules of many resource types, five a type, in one file a type.</summary>
    public static Workload Typed(int rules, string folder) => new(
        Named("typed", rules), PolicySets.Typed(rules), folder, RequestMaker.Make(Requests, PolicySets.Types(rules)), Expectations.Typed);

    /// <summary>Rules of one resource type, which differ in the attributes that they ask for.</summary>
    public static Workload Flat(int rules, string folder) => new(
        Named("flat", rules), PolicySets.Flat(rules), folder, RequestMaker.Make(Requests, 1, rules, ["view"]), Expectations.Flat);

    /// <summary>One request a call.</summary>
    public Load Check() => new("/pdp.v1.DecisionService/Check", [.. _requests.Select(Framed)], IsRight);

    /// <summary>One request a call, as Cerbos takes it.</summary>
    public Load CerbosCheck() => new(
        CerbosMessages.Path,
        [.. _requests.Select(static (request, i) => Framed(CerbosMessages.Request(request, string.Create(CultureInfo.InvariantCulture, $"request-{i}"))))],
        (body, answer) => answer.Length > HeaderSize && CerbosMessages.Allows(answer[HeaderSize..]) == (_expected[body] == (byte)Outcome.Permit));

    /// <summary>Many requests of one subject a call. Which answer is right is not known to a batch: that there are as many is.</summary>
    public Load Batch(int size)
    {
        var bodies = new byte[Requests / 8][];
        for (var i = 0; i < bodies.Length; i++)
        {
            var batch = new CheckBatchRequest { Subject = _requests[i].Subject, Context = _requests[i].Context };
            for (var j = 0; j < size; j++)
            {
                var item = _requests[((i * 31) + j) % Requests];
                batch.Items.Add(new CheckBatchItem { Action = item.Action, Resource = item.Resource });
            }

            bodies[i] = Framed(batch);
        }

        return new Load("/pdp.v1.DecisionService/CheckBatch", bodies, (_, answer) =>
            answer.Length > HeaderSize && CheckBatchResponse.Parser.ParseFrom(answer[HeaderSize..]).Results.Count == size);
    }

    /// <summary>Batches of whole requests, for the server that decides nothing.</summary>
    public Load WholeBatch(int size)
    {
        var bodies = new byte[Requests / 8][];
        for (var i = 0; i < bodies.Length; i++)
        {
            var batch = new BatchRequest();
            for (var j = 0; j < size; j++) batch.Requests.Add(_requests[((i * 31) + j) % Requests]);
            bodies[i] = Framed(batch);
        }

        return new Load("/pdp.bench.v1.Noop/CheckBatch", bodies, static (_, answer) => answer.Length > HeaderSize);
    }

    /// <summary>All requests on one stream a connection.</summary>
    public Load Stream() => new(
        "/pdp.v1.DecisionService/CheckStream",
        [.. _requests.Select(static (request, i) => Framed(new CheckStreamRequest { RequestId = (ulong)i + 1, Request = request }))],
        IsRightStreamed)
    {
        IsStream = true,
    };

    private static string Named(string shape, int rules) => string.Create(CultureInfo.InvariantCulture, $"{shape} {rules}");

    private const int HeaderSize = 5;

    private const byte DecisionTag = 0x08;

    private bool IsRight(int body, ReadOnlySpan<byte> answer) =>
        answer.Length > HeaderSize + 1 && answer[HeaderSize] == DecisionTag && answer[HeaderSize + 1] == _expected[body];

    private bool IsRightStreamed(int body, ReadOnlySpan<byte> answer)
    {
        using var input = new CodedInputStream(answer[HeaderSize..].ToArray());
        if (input.ReadTag() != 0x08 || input.ReadUInt64() != (ulong)body + 1) return false;
        return input.ReadTag() == 0x12 && input.ReadLength() > 0 && input.ReadTag() == DecisionTag && input.ReadEnum() == _expected[body];
    }

    private static byte[] Framed(IMessage message)
    {
        var framed = new byte[HeaderSize + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), framed.Length - HeaderSize);
        message.WriteTo(framed.AsSpan(HeaderSize));
        return framed;
    }
}

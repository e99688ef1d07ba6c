using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Engine;
using Pdp.Engine.Sources;
using Pdp.Wire;
using Pdp.Wire.Answers;
using Pdp.Wire.Lean;
using Pdp.Wire.Requests;
using Decision = Pdp.Engine.Decisions.Decision;
using Effect = Pdp.Engine.Sources.Effect;
using SourceLocation = Pdp.Engine.Sources.SourceLocation;
using Timestamp = Pdp.Language.Values.Timestamp;
using WireAction = Pdp.Contracts.V1.Action;

namespace Pdp.Benchmarks.Wire;

/// <summary>From a request's bytes to an answer's: the lean codec, and the way over messages.</summary>
[MemoryDiagnoser]
public class CheckBenchmarks
{
    private const int Requests = 4096;

    private static readonly Timestamp Now = new(1_700_000_000, 0);

    private readonly byte[][] _requests = new byte[Requests][];
    private readonly LeanRequestReader _reader = new(new WireLimits());
    private readonly ReverseWriter _writer = new();
    private readonly Decision _decision = new();
    private PolicySet _set = null!;
    private AnswerWriter _answers = null!;
    private int _next;

    [GlobalSetup]
    public void SetUp()
    {
        var place = new SourceLocation("docs.json", "/rules/0/when");
        var source = new PolicySetSource
        {
            Revision = "r-1",
            Policies =
            [
                new PolicySource
                {
                    Id = "docs",
                    Version = 1,
                    Location = new SourceLocation("docs.json", ""),
                    Items =
                    [
                        new RuleSource
                        {
                            Id = "read",
                            Effect = Effect.Permit,
                            Location = new SourceLocation("docs.json", "/rules/0"),
                            When = new ExpressionSource(
                                "'employee' in subject.roles && subject.tenant == resource.tenant && subject.department == resource.department "
                                + "&& subject.clearance >= resource.classification", place),
                        },
                    ],
                },
            ],
        };
        _set = PolicySet.Compile(source).Set!;
        _answers = new AnswerWriter(new ExpressionTexts(source));
        for (var i = 0; i < Requests; i++) _requests[i] = Request(i).ToByteArray();
    }

    /// <summary>Bytes into slots.</summary>
    [Benchmark]
    public bool Read()
    {
        var stated = _set.Rent();
        var isRead = _reader.TryRead(Next(), stated);
        _set.Return(stated);
        return isRead;
    }

    /// <summary>Bytes into slots, the decision, and its bytes.</summary>
    [Benchmark]
    public int ReadDecideWrite()
    {
        var stated = _set.Rent();
        if (!_reader.TryRead(Next(), stated)) throw new InvalidOperationException("the request is not plain");
        _set.Decide(stated, Now, _decision, TimeSpan.MaxValue);
        _set.Return(stated);
        _writer.Clear();
        _answers.Write(_decision, "0198c7a4-0000-7000-8000-000000000000"u8, _writer);
        return _writer.Length;
    }

    /// <summary>The answer's bytes alone.</summary>
    [Benchmark]
    public int Write()
    {
        _writer.Clear();
        _answers.Write(_decision, "0198c7a4-0000-7000-8000-000000000000"u8, _writer);
        return _writer.Length;
    }

    /// <summary>The same by way of the library's messages.</summary>
    [Benchmark(Baseline = true)]
    public int OverMessages()
    {
        var message = CheckRequest.Parser.ParseFrom(Next());
        var request = new RequestReader(new WireLimits()).Request(message.Subject, message.Action, message.Resource, message.Context);
        _set.Decide(request!, Now, _decision);
        return _answers.ToMessage(_decision, "0198c7a4-0000-7000-8000-000000000000").ToByteArray().Length;
    }

    private byte[] Next() => _requests[_next++ % Requests];

    private static CheckRequest Request(int i) => new()
    {
        Subject = new Subject
        {
            Type = "user",
            Id = $"user-{i}",
            Properties = Members(
                ("tenant", Value.ForString($"tenant-{i % 50}")), ("department", Value.ForString($"d{i % 20}")), ("clearance", Value.ForNumber(i % 6)),
                ("roles", Value.ForList(Value.ForString("employee"), Value.ForString(i % 3 == 0 ? "manager" : "auditor"))), ("suspended", Value.ForBool(false))),
        },
        Action = new WireAction { Name = "view" },
        Resource = new Resource
        {
            Type = "document",
            Id = $"document-{i * 7}",
            Properties = Members(
                ("tenant", Value.ForString($"tenant-{i % 49}")), ("department", Value.ForString($"d{i % 20}")), ("owner", Value.ForString($"user-{i + 1}")),
                ("classification", Value.ForNumber(i % 5)), ("locked", Value.ForBool(false))),
        },
        Context = Members(("ip", Value.ForString($"10.0.{i % 250}.{i % 249}")), ("hour", Value.ForNumber(i % 24))),
    };

    private static Struct Members(params (string Name, Value Value)[] members)
    {
        var message = new Struct();
        foreach (var (name, value) in members) message.Fields.Add(name, value);
        return message;
    }
}

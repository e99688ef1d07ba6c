using BenchmarkDotNet.Attributes;
using Pdp.Engine.Decisions;
using Pdp.Language.Values;

namespace Pdp.Benchmarks.Index;

/// <summary>One decision by the rule index, beside one that looks at every rule, for sets of all shapes and sizes.</summary>
[MemoryDiagnoser]
[MinColumn]
public class IndexBenchmarks
{
    private static readonly Timestamp Now = new(1_767_268_800, 0);

    private readonly Decision _decision = new();
    private IndexScene _scene = null!;
    private int _next;

    /// <summary>The names of the shapes.</summary>
    public static IEnumerable<string> Names => IndexScene.Shapes.Keys;

    /// <summary>Which shape.</summary>
    [ParamsSource(nameof(Names))]
    public string Shape { get; set; } = "";

    /// <summary>How many rules.</summary>
    [Params(10, 100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Rules { get; set; }

    /// <summary>Compiles the set, and compares both ways once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _scene = IndexScene.Of(Shape, Rules);
        for (var i = 0; i < Math.Min(64, 1_000_000 / Rules); i++)
        {
            var request = _scene.Requests[i];
            var scanned = _scene.Set.DecideByScan(request, Now);
            _scene.Set.Decide(request, Now, _decision);
            if (scanned.Value != _decision.Value || !scanned.Determining.SequenceEqual(_decision.Determining))
                throw new InvalidOperationException($"request {i}: {_decision.Outcome} by the index, {scanned.Outcome} by the scan");
        }
    }

    /// <summary>One decision by the index.</summary>
    [Benchmark]
    public Decision Index()
    {
        _scene.Set.Decide(_scene.Requests[_next++ % IndexScene.RequestCount], Now, _decision);
        return _decision;
    }

    /// <summary>One decision that looks at every rule; it has an answer of its own, which is allocated.</summary>
    [Benchmark(Baseline = true)]
    public Decision Scan() => _scene.Set.DecideByScan(_scene.Requests[_next++ % IndexScene.RequestCount], Now);
}

using System.Globalization;
using BenchmarkDotNet.Attributes;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Benchmarks.Index;

/// <summary>A decision over a hundred rules with the same costly part, beside one where each writes it in other words.</summary>
[MemoryDiagnoser]
public class SharedPartsBenchmarks
{
    private static readonly Timestamp Now = new(1_767_268_800, 0);

    private readonly Decision _decision = new();
    private readonly PolicySet _shared = Set(_ => "");
    private readonly PolicySet _distinct = Set(i => new string(' ', i));
    private readonly Request _request = new(
        new Entity("user", "anna", new StringMap([new KeyValuePair<string, Value>("groups", Groups())])),
        new ActionInfo("read", StringMap.Empty), new Entity("document", "d", StringMap.Empty), StringMap.Empty);

    /// <summary>The part has one text.</summary>
    [Benchmark]
    public Decision Shared() => Decide(_shared);

    /// <summary>The part is evaluated by each rule.</summary>
    [Benchmark(Baseline = true)]
    public Decision Distinct() => Decide(_distinct);

    private Decision Decide(PolicySet set)
    {
        set.Decide(_request, Now, _decision);
        return _decision;
    }

    private static Value Groups() =>
        Value.From(new CelList([.. Enumerable.Range(0, 20).Select(i => Value.From(string.Create(CultureInfo.InvariantCulture, $"group-{i}")))]));

    private static PolicySet Set(Func<int, string> blanks)
    {
        var location = new SourceLocation("generated.json", "");
        var rules = Enumerable.Range(0, 100).Select(ItemSource (i) => new RuleSource
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"r{i}"),
            Effect = Effect.Permit,
            Location = location,
            When = new ExpressionSource(
                string.Create(CultureInfo.InvariantCulture, $"subject.groups.exists(g,{blanks(i)} g.endsWith('-19')) && subject.id != 'u{i}'"), location),
        });
        var policy = new PolicySource { Id = "p", Version = 1, Location = location, Items = [.. rules] };
        var result = PolicySet.Compile(new PolicySetSource { Revision = "shared", Policies = [policy], Limits = new EngineLimits() });
        return result.Set ?? throw new InvalidOperationException(result.Diagnostics[0].Message);
    }
}

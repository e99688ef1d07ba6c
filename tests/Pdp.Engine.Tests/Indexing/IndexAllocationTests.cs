using System.Globalization;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Evaluation;
using Pdp.Language.Values;
using Pdp.TestKit;
using Pdp.TestKit.Peers;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>What decisions by the index allocate: no more than <c>allocation-budget.txt</c> says, and each shape is in it.</summary>
[Collection(nameof(AllocationTests))]
public sealed class IndexAllocationTests
{
    private const int Rules = 600;

    private static readonly Dictionary<string, Func<PolicySource[]>> Shapes = new()
    {
        ["equality"] = () => [Flat(i => $"resource.type == 't{i % 60}' && subject.department == 'd{i % 7}'")],
        ["owner"] = () => [Flat(i => $"resource.owner == 'o{i}'")],
        ["membership"] = () => [Flat(i => $"'g{i}' in subject.groups")],
        ["ranges"] = () => [Flat(i => $"context.amount >= {i} && context.amount < {i + 3}")],
        ["prefixes"] = () => [Flat(i => $"context.path.startsWith('/p{i}/')")],
        ["several"] = () => [Flat(i => i % 2 == 0 ? $"'g{i}' in subject.groups || resource.owner == 'o{i}'" : $"context.amount > {i} && context.path.startsWith('/p')")],
        ["nested"] = () => [.. Enumerable.Range(0, 100).Select(type => Targeted($"p{type:D3}", $"resource.type == 't{type}'", [.. Items(6, i => $"subject.department == 'd{i}'")]))],
        ["first"] = () => [Flat(i => $"resource.type == 't{i % 60}'") with { Combining = CombiningAlgorithm.FirstApplicable }],
        ["unindexed"] = () => [Flat(i => $"subject.id != 'u{i}'")],
    };

    public static TheoryData<string, long> Budgets()
    {
        var budgets = new TheoryData<string, long>();
        foreach (var line in File.ReadLines(Repository.PathOf("tests", "Pdp.Engine.Tests", "Indexing", "allocation-budget.txt")).Where(line => !line.StartsWith('#')))
        {
            var words = line.Split(' ');
            budgets.Add(words[0], long.Parse(words[1], CultureInfo.InvariantCulture));
        }

        return budgets;
    }

    [Fact]
    public void Every_shape_has_a_budget() => Assert.Equal(Shapes.Keys.Order(), Budgets().Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Budgets))]
    public void A_decision_allocates_no_more_than_its_budget(string shape, long bytes)
    {
        // a decision that other work holds up is an error to be told, which takes memory
        var set = Compiled.Set(Shapes[shape]()).WithDecisionTime(TimeSpan.FromMinutes(1));
        var requests = Enumerable.Range(0, 64).Select(RequestOf).ToArray();
        var decision = new Decision();
        Round(20);
        Assert.Contains(decision.Outcome, new[] { Outcome.Permit, Outcome.Deny });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round(20);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= bytes * 20 * requests.Length, $"{(double)allocated / 20 / requests.Length} bytes a decision");

        void Round(int count)
        {
            for (var i = 0; i < count; i++)
            {
                foreach (var request in requests) set.Decide(request, Ask.Noon, decision, CancellationToken.None);
            }
        }
    }

    private static Request RequestOf(int i) => Ask.Any
        .WithResourceType($"t{i % 60}").WithResource(("owner", Value.From($"o{i}")))
        .WithSubject(("department", Value.From($"d{i % 6}")), ("groups", Ask.List(Value.From("x"), Value.From($"g{i}"))))
        .WithContext(("amount", Value.From((long)i + 1)), ("path", Value.From($"/p{i}/x")));

    private static PolicySource Flat(Func<int, string> condition) => Policy("p", [.. Items(Rules, condition)]);

    private static IEnumerable<RuleSource> Items(int count, Func<int, string> condition) =>
        Enumerable.Range(0, count).Select(i => Permit($"r{i}", condition(i)));
}

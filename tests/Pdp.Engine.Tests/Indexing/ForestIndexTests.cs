using Pdp.Engine.Decisions;
using Pdp.Engine.Indexing;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>
/// One index over all policies of a small set: targets that need not be evaluated, those that fail, and policies that decide
/// although nothing in them applies.
/// </summary>
public sealed class ForestIndexTests
{
    private static readonly string[] Targets =
    [
        "true", "resource.type == 'a'", "resource.type in ['a', 'b'] && subject.role == 'x'", "subject.level >= 3", "subject.active",
        "!subject.active", "context.path.startsWith('/a')", "'g' in subject.groups", "has(subject.role)", "has(subject.role) && subject.role == 'x'",
        "subject.role == 'x' || subject.level == 4", "subject.id == resource.id", "1 / 0 == 1", "false",
    ];

    private static readonly Value[] Odd = [default, Value.Null, Value.From(4L), Value.From("x"), Value.True, Ask.List(Value.From("g")), Value.From(Ask.Map())];

    /// <summary>Every combining algorithm.</summary>
    public static TheoryData<CombiningAlgorithm> Algorithms => [.. Enum.GetValues<CombiningAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Exact_targets_and_others_come_to_the_same_as_looking_at_everything(CombiningAlgorithm algorithm)
    {
        var requests = Requests().ToList();
        var random = new Random((int)algorithm + 1);
        var outcomes = new HashSet<InnerValue>();
        foreach (var inner in Enum.GetValues<CombiningAlgorithm>().Where(one => one != CombiningAlgorithm.OnlyOneApplicable))
        {
            var set = Compiled.Set([.. Targets.Select((target, i) => Outer(i, target, algorithm, inner, random))]);
            Assert.NotNull(set.Compiled.Forest);
            foreach (var request in requests)
            {
                var (scanned, found) = (set.DecideByScan(request, Ask.Noon), set.Decide(request, Ask.Noon, TestContext.Current.CancellationToken));
                Assert.Equal(scanned.Value, found.Value);
                Assert.Equal(scanned.Status, found.Status);
                Assert.Equal(scanned.Determining, found.Determining);
                Assert.Equal(scanned.Obligations.Select(notice => notice.Id), found.Obligations.Select(notice => notice.Id));
                Assert.Equal(scanned.Errors.Select(error => error.ToString()), found.Errors.Select(error => error.ToString()));
                outcomes.Add(found.Value);
            }
        }

        Assert.Subset(outcomes, new HashSet<InnerValue> { InnerValue.Deny, InnerValue.IndeterminateDenyPermit });
    }

    [Fact]
    public void A_target_that_the_index_has_found_true_is_not_evaluated()
    {
        var set = Compiled.Set(
            Targeted("p", "resource.type == 'a' && subject.role == 'x'", Permit("own", "subject.id != resource.id")), Policy("q", Deny("d", "resource.type == 'b'")));
        var request = Ask.Any.WithResourceType("a").WithSubject(("role", Value.From("x")));
        var roots = set.TraceIndex(request, Ask.Noon, cancellation: TestContext.Current.CancellationToken).Lists[0];
        Assert.Equal(("p", true), (Assert.Single(roots.Candidates).Id, roots.Candidates[0].IsSure));
    }

    [Fact]
    public void The_error_of_a_target_is_told_although_nothing_in_the_policy_applies()
    {
        var set = Compiled.Set(
            Targeted("p", "subject.absent == 'x'", Permit("never", "resource.type == 'b'")), Targeted("q", "resource.type == 'c'", Permit("x")));
        Assert.NotNull(set.Compiled.Forest);
        Assert.Equal("p", Assert.Single(set.Decide(Ask.Any.WithResourceType("a"), Ask.Noon, TestContext.Current.CancellationToken).Errors).Policy);
    }

    [Fact]
    public void Larger_sets_have_an_index_for_each_list()
    {
        var rules = Enumerable.Range(0, ForestIndex.MostPlaces).Select(i => Permit($"r{i}", $"resource.type == 't{i}'")).ToArray();
        Assert.Null(Compiled.Set(Policy("p", rules), Policy("q", Permit("x"))).Compiled.Forest);
    }

    private static PolicySource Outer(int number, string target, CombiningAlgorithm algorithm, CombiningAlgorithm inner, Random random)
    {
        var others = Enumerable.Range(0, 3).Select(i => Targeted($"i{i}", Targets[random.Next(Targets.Length)], [.. Rules(random)]) with
        {
            Version = 0,
            Combining = inner,
            Obligations = random.Next(3) == 0 ? [Notice($"n{i}")] : [],
        });
        ItemSource[] items = algorithm == CombiningAlgorithm.OnlyOneApplicable ? [.. others] : [.. others, .. Rules(random)];
        return Targeted($"p{number:D2}", target, items) with { Combining = algorithm };
    }

    private static IEnumerable<RuleSource> Rules(Random random) => Enumerable.Range(0, 2).Select(i => Rule(
        $"r{i}", random.Next(2) == 0 ? Effect.Permit : Effect.Deny, Targets[random.Next(Targets.Length)]));

    // each attribute missing, right, of a wrong type
    private static IEnumerable<Request> Requests()
    {
        foreach (var type in new[] { "a", "b", "c" })
        {
            foreach (var value in Odd)
            {
                foreach (var name in new[] { "role", "level", "active", "groups" })
                {
                    (string, Value)[] usual =
                        [("role", Value.From("x")), ("level", Value.From(5L)), ("active", Value.True), ("groups", Ask.List(Value.From("g")))];
                    yield return Ask.Any.WithResourceType(type)
                        .WithSubject([.. usual.Where(one => one.Item1 != name), .. value.IsMissing ? [] : new[] { (name, value) }])
                        .WithContext(("path", Value.From("/a/b")));
                }
            }

            yield return Ask.Any.WithResourceType(type);
        }
    }
}

using Pdp.Engine.Reports;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Guards;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Indexing;

public sealed class RuleReportTests
{
    [Theory]
    [InlineData("subject.id != resource.id", GuardGapKind.TwoAttributes, "subject.id != resource.id", false)]
    [InlineData("subject.role == subject.any", GuardGapKind.TwoAttributes, "subject.role == subject.any", false)]
    [InlineData("subject.role in resource.roles", GuardGapKind.TwoAttributes, "subject.role in resource.roles", false)]
    [InlineData("subject.role != 'a'", GuardGapKind.Negation, "subject.role != 'a'", false)]
    [InlineData("!(subject.role == 'a')", GuardGapKind.Negation, "subject.role == 'a'", false)]
    [InlineData("!(subject.role in ['a', 'b'])", GuardGapKind.Negation, "subject.role in ['a', 'b']", false)]
    [InlineData("!('a' in subject.roles)", GuardGapKind.Negation, "'a' in subject.roles", false)]
    [InlineData("!subject.role.startsWith('a')", GuardGapKind.Negation, "subject.role.startsWith('a')", false)]
    [InlineData("subject.role == 'a' || subject.x > resource.y", GuardGapKind.TwoAttributes, "subject.x > resource.y", true)]
    [InlineData("!(subject.role != 'a' && subject.x <= resource.y)", GuardGapKind.TwoAttributes, "subject.x <= resource.y", true)]
    [InlineData("subject.role == 'a' ? subject.x == 1 : subject.x != 2", GuardGapKind.Negation, "subject.x != 2", true)]
    [InlineData("has(subject.role)", GuardGapKind.Presence, "has(subject.role)", false)]
    [InlineData("subject.role.endsWith('a')", GuardGapKind.InnerText, "subject.role.endsWith('a')", false)]
    [InlineData("subject.role.contains('a')", GuardGapKind.InnerText, "subject.role.contains('a')", false)]
    [InlineData("subject.role.matches('a+')", GuardGapKind.Pattern, "subject.role.matches('a+')", false)]
    [InlineData("subject.roles.all(r, r == 'a')", GuardGapKind.Loop, "subject.roles.all(r, r == 'a')", false)]
    [InlineData("subject.roles.exists(r, r.startsWith('a'))", GuardGapKind.Loop, "subject.roles.exists(r, r.startsWith('a'))", false)]
    [InlineData("size(subject.roles) == 3", GuardGapKind.Computed, "size(subject.roles) == 3", false)]
    [InlineData("now > subject.since", GuardGapKind.Computed, "now > subject.since", false)]
    [InlineData("subject.level + 1 == 3", GuardGapKind.Computed, "subject.level + 1 == 3", false)]
    [InlineData("subject.any == [1, 2]", GuardGapKind.Container, "subject.any == [1, 2]", false)]
    [InlineData("true", GuardGapKind.AlwaysTrue, "true", false)]
    [InlineData("variables.mine", GuardGapKind.TwoAttributes, "variables.mine", false)]
    [InlineData("(subject.id == resource.owner) == true", GuardGapKind.TwoAttributes, "subject.id == resource.owner", false)]
    [InlineData(
        "subject.a == 1 || subject.b == 1 || subject.c == 1 || subject.d == 1 || subject.e == 1 || subject.f == 1 || subject.g == 1 || subject.h == 1 || subject.i == 1",
        GuardGapKind.TooManyAlternatives,
        "subject.a == 1 || subject.b == 1 || subject.c == 1 || subject.d == 1 || subject.e == 1 || subject.f == 1 || subject.g == 1 || subject.h == 1 || subject.i == 1",
        false)]
    public void Tells_why_no_key_covers_a_rule(string condition, GuardGapKind kind, string text, bool isAlternative)
    {
        var rules = Report(condition);
        var uncovered = Assert.Single(rules.Uncovered);
        var reason = Assert.Single(uncovered.Reasons);

        Assert.Equal((kind, "r", "p", false), (reason.Kind, uncovered.Id, uncovered.Policy, uncovered.IsPolicy));
        Assert.StartsWith(reason.Text.TrimEnd('…'), text, StringComparison.Ordinal);
        Assert.Equal(isAlternative, reason.Message.StartsWith("one side of `||` or `?:` has no key", StringComparison.Ordinal));
        Assert.Equal(0, rules.Kinds.Any);
    }

    [Theory]
    [InlineData("subject.role == 'a' && subject.id != resource.id", 1, 0, 0, 0, 0)]
    [InlineData("'a' in subject.roles", 0, 1, 0, 0, 0)]
    [InlineData("subject.level >= 3", 0, 0, 1, 0, 0)]
    [InlineData("subject.path.startsWith('/a')", 0, 0, 0, 1, 0)]
    [InlineData("!has(subject.role)", 0, 0, 0, 0, 1)]
    [InlineData("subject.role == 'a' || subject.level < 3 || 'x' in subject.roles", 1, 1, 1, 0, 0)]
    public void Counts_the_kinds_of_key_of_a_rule(string condition, int values, int elements, int ranges, int prefixes, int absences)
    {
        var rules = Report(condition);
        Assert.Empty(rules.Uncovered);
        Assert.Equal(new KeyKinds(1, values, elements, ranges, prefixes, absences), rules.Kinds);
    }

    [Fact]
    public void Tells_all_parts_of_a_conjunction_of_which_any_could_have_a_key()
    {
        var reasons = Assert.Single(Report("subject.id != resource.id && subject.role.endsWith('x')").Uncovered).Reasons;
        Assert.Equal([GuardGapKind.TwoAttributes, GuardGapKind.InnerText], reasons.Select(reason => reason.Kind!.Value));
        Assert.All(reasons, reason => Assert.NotEmpty(reason.Help));
    }

    [Fact]
    public void A_rule_without_anything_applies_to_everything_and_its_actions_are_a_key()
    {
        var bare = Compiled.Set(Policy("p", Permit("all"), Permit("read") with { Actions = ["read"] })).DescribeRules(cancellation: TestContext.Current.CancellationToken).Lists[1];
        var uncovered = Assert.Single(bare.Uncovered);
        Assert.Equal("all", uncovered.Id);
        Assert.Null(Assert.Single(uncovered.Reasons).Kind);
        Assert.Equal(new KeyKinds(1, 1, 0, 0, 0, 0), bare.Kinds);
    }

    [Fact]
    public void Counts_a_policy_at_two_places_once()
    {
        var shared = Policy("shared", Permit("x", "subject.role == 'a'"));
        var report = Compiled.Set(Make.Set([shared, Policy("p", Reference("shared")), Policy("q", Reference("shared"))])).DescribeRules(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (report.Rules, report.RulesWithKey));
        Assert.Equal([null, "p", "p/shared", "q"], report.Lists.Select(list => list.Policy));
    }

    [Fact]
    public void Measures_how_many_rules_are_looked_at()
    {
        var report = Compiled.Set(Policy(
            "p", [.. Enumerable.Range(0, 1_000).Select(i => Deny($"r{i}", $"subject.owner == 'o{i / 2}'")), Deny("all")])).DescribeRules(cancellation: TestContext.Current.CancellationToken);
        var selectivity = report.Lists[1].Selectivity!;
        // two of an owner, and the one that no key covers
        Assert.Equal((512, 3, 3L, 1_001L), (selectivity.Probes, selectivity.Mean, selectivity.Most, selectivity.WithoutAttributes));
        // the policy itself is looked at, too
        Assert.Equal((4, 4L, 1_002L), (report.Selectivity.Mean, report.Selectivity.Most, report.Selectivity.WithoutAttributes));
        Assert.InRange(report.IndexBytes, 1_000, 200_000);
    }

    [Fact]
    public void Tells_how_far_it_is_and_ends_when_it_shall()
    {
        var set = Compiled.Set(Policy("p", [.. Enumerable.Range(0, 200).Select(i => Deny($"r{i}", $"subject.owner == 'o{i}'"))]));
        var told = new List<(int Done, int Total)>();
        set.DescribeRules((done, total) => told.Add((done, total)), TestContext.Current.CancellationToken);
        Assert.Equal((201, 201), told[^1]);
        Assert.True(told.Count > 2);
        Assert.Equal(told.Select(one => one.Done).Order(), told.Select(one => one.Done));

        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => set.DescribeRules((_, _) => source.Cancel(), source.Token));
    }

    [Fact]
    public void The_rules_without_a_key_are_those_that_the_index_always_hands_out()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var set = Compiled.Set(new IndexedPolicies(new Random(seed)).Set());
            var report = set.DescribeRules(cancellation: TestContext.Current.CancellationToken);
            foreach (var list in set.DescribeIndex().Lists.Where(list => list.IsIndexed))
            {
                var described = report.Lists.FirstOrDefault(one => one.Policy == list.Policy && !one.IsShadow);
                if (described is null) continue;
                Assert.Equal(list.WithoutKey, described.Uncovered.Select(item => item.Id));
                Assert.All(described.Uncovered, item => Assert.NotEmpty(item.Reasons));
            }
        }
    }

    private static PolicyRules Report(string condition) => Compiled.Set(
        Policy("p", Permit("r", condition)) with { Variables = [Variable("mine", "subject.id == resource.owner")] }).DescribeRules(cancellation: TestContext.Current.CancellationToken).Lists[1];
}

using System.Globalization;
using CsCheck;
using Pdp.Engine.Decisions;
using Pdp.Server.ShadowReports;
using Xunit;

namespace Pdp.Server.Tests.ShadowReports;

public sealed class ShadowTallyTests
{
    private static readonly ShadowVersions Versions = new("p", 2, 1, "digest");

    public static TheoryData<Outcome, Outcome> Pairs
    {
        get
        {
            var pairs = new TheoryData<Outcome, Outcome>();
            foreach (var pair in DecisionPair.All) pairs.Add(pair.InForce, pair.Shadow);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Counts_each_pair_of_decisions_by_itself(Outcome inForce, Outcome shadow)
    {
        var tally = New();

        for (var i = 0; i < 3; i++) Add(tally, inForce, shadow);

        Assert.All(DecisionPair.All, pair => Assert.Equal(pair == new DecisionPair(inForce, shadow) ? 3 : 0, tally.Count(pair)));
        var report = ShadowReportMessages.Of(tally);
        Assert.Equal(3, report.Evaluated);
        Assert.Equal(inForce == shadow ? 0 : 3, report.Differed);
        Assert.Equal(shadow == Outcome.Permit && inForce != Outcome.Permit ? 3 : 0, report.NewlyPermitted);
        Assert.Equal(inForce == Outcome.Permit && shadow != Outcome.Permit ? 3 : 0, report.NoLongerPermitted);
        Assert.Equal(shadow == Outcome.Indeterminate ? 3 : 0, report.Errors);
        if (inForce == shadow)
        {
            Assert.Empty(report.Rules);
            return;
        }

        var row = Assert.Single(report.Rules);
        Assert.Equal((3, false), (row.Count, row.IsRest));
        AssertCause(row.InForceCause, inForce, 1);
        AssertCause(row.Cause, shadow, 2);
    }

    [Fact]
    public void There_are_sixteen_pairs_with_numbers_of_their_own() =>
        Assert.Equal(Enumerable.Range(0, 16), DecisionPair.All.Select(pair => pair.Number));

    [Fact]
    public void What_has_no_row_is_counted_as_the_rest_of_its_pair()
    {
        var tally = New();
        for (var i = 0; i < ShadowTally.MostRulePairs + 30; i++)
        {
            Add(tally, Outcome.Deny, Outcome.Permit, i);
            Add(tally, Outcome.Deny, Outcome.Permit, i);
        }

        Add(tally, Outcome.Permit, Outcome.Deny);

        var report = ShadowReportMessages.Of(tally);
        Assert.Equal(ShadowTally.MostRulePairs + 1, report.Rules.Count(row => !row.IsRest));
        var rest = Assert.Single(report.Rules, row => row.IsRest);
        Assert.Equal((60, Contracts.V1.Decision.Deny, Contracts.V1.Decision.Permit), (rest.Count, rest.InForce, rest.Decision));
        Assert.Null(rest.Cause);
        Assert.Equal(report.Differed, report.Rules.Sum(row => row.Count));
    }

    [Fact]
    public void All_tallies_have_a_bounded_number_of_rows_together_and_give_them_back()
    {
        var budget = new RowBudget();
        ShadowTally[] tallies = [.. Enumerable.Range(0, 60).Select(_ => new ShadowTally(Versions, DateTimeOffset.UnixEpoch, budget))];
        foreach (var tally in tallies)
        {
            for (var i = 0; i < 90; i++) Add(tally, Outcome.Deny, Outcome.Permit, i);
        }

        Assert.Equal(RowBudget.MostRows, tallies.Sum(tally => tally.Rules.Count()));
        Assert.All(tallies, tally => Assert.Equal(90, tally.Rules.Sum(row => row.Count) + tally.Others(new DecisionPair(Outcome.Deny, Outcome.Permit))));
        foreach (var tally in tallies) tally.Retire();
        Add(tallies[0], Outcome.Permit, Outcome.Deny);
        Assert.Equal(1, tallies[0].Others(new DecisionPair(Outcome.Permit, Outcome.Deny)));
        var next = new ShadowTally(Versions, DateTimeOffset.UnixEpoch, budget);
        for (var i = 0; i < 90; i++) Add(next, Outcome.Deny, Outcome.Permit, i);
        Assert.Equal(90, next.Rules.Count());
    }

    [Fact]
    public void The_first_request_of_a_row_is_told_of_and_no_other()
    {
        var tally = New();

        Assert.NotNull(Add(tally, Outcome.Permit, Outcome.Deny));
        Assert.Null(Add(tally, Outcome.Permit, Outcome.Deny));
        Assert.Null(Add(tally, Outcome.Deny, Outcome.Deny));
        Assert.NotNull(Add(tally, Outcome.Permit, Outcome.Deny, rule: 5));
    }

    [Fact]
    public void Many_threads_count_as_one_would()
    {
        var entry = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 120]);
        entry.Array[1, 2000].Sample(
            entries =>
            {
                var tally = New();
                Parallel.ForEach(entries, one => Add(tally, DecisionPair.All[one.Item1].InForce, DecisionPair.All[one.Item1].Shadow, one.Item2));
                foreach (var pair in DecisionPair.All)
                {
                    var expected = entries.LongCount(one => one.Item1 == pair.Number);
                    if (tally.Count(pair) != expected) return false;
                    var rows = tally.Rules.Where(row => row.Pair.Decisions == pair).ToArray();
                    if (pair.Differs && rows.Sum(row => row.Count) + tally.Others(pair) != expected) return false;
                    if (rows.Length > ShadowTally.MostRulePairs) return false;
                    if (entries.Where(one => one.Item1 == pair.Number).Select(one => one.Item2).Distinct().Count() > ShadowTally.MostRulePairs) continue;
                    foreach (var row in rows)
                    {
                        var rule = int.Parse((row.Pair.Shadow.Rule ?? row.Pair.InForce.Rule)!, CultureInfo.InvariantCulture);
                        if (row.Count != entries.LongCount(one => one.Item1 == pair.Number && one.Item2 == rule)) return false;
                    }
                }

                return true;
            },
            iter: 50);
    }

    [Fact]
    public void Agreement_and_known_differences_allocate_nothing()
    {
        var tally = New();
        var causes = new ShadowCauses(Cause(Outcome.Permit, 2, 0), Cause(Outcome.Deny, 1, 0));
        var differs = new ShadowDecision("p", 2, Outcome.Permit, Outcome.Deny);
        var agrees = new ShadowDecision("p", 2, Outcome.Permit, Outcome.Permit);
        for (var i = 0; i < 100; i++) tally.Add(differs, causes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            tally.Add(differs, causes);
            tally.Add(agrees, causes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Takes_as_many_samples_as_the_second_may_have()
    {
        var rate = new SampleRate();
        for (var second = 1_000L; second < 1_010; second++)
            Assert.Equal(3, Enumerable.Range(0, 20).Count(_ => rate.Takes(second, 3)));
        var taken = 0;
        Parallel.For(0, 10_000, _ =>
        {
            if (rate.Takes(2_000, 77)) Interlocked.Increment(ref taken);
        });
        Assert.Equal(77, taken);
    }

    private static ShadowTally New() => new(Versions, DateTimeOffset.UnixEpoch, new RowBudget());

    private static RuleCount? Add(ShadowTally tally, Outcome inForce, Outcome shadow, int rule = 0) =>
        tally.Add(new ShadowDecision("p", 2, shadow, inForce), new ShadowCauses(Cause(shadow, 2, rule), Cause(inForce, 1, rule)));

    private static OutcomeCause Cause(Outcome outcome, int version, int rule)
    {
        var name = rule.ToString(CultureInfo.InvariantCulture);
        return outcome switch
        {
            Outcome.NotApplicable => default,
            Outcome.Indeterminate => new OutcomeCause(null, new DecisionError("p", version, name, "missing-attribute", "attribute `x` is missing")),
            _ => new OutcomeCause(new DeterminingRule("p", version, name, null), null),
        };
    }

    private static void AssertCause(Contracts.V1.ShadowCause? cause, Outcome outcome, int version)
    {
        Assert.Equal(outcome == Outcome.NotApplicable, cause is null);
        if (cause is null) return;
        Assert.Equal(("p", version, "0", outcome == Outcome.Indeterminate ? "missing-attribute" : ""), (cause.Policy, cause.Version, cause.Rule, cause.Code));
    }
}

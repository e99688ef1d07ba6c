using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

public sealed class ShadowTests
{
    private static readonly Outcome[] Outcomes = [Outcome.Permit, Outcome.Deny, Outcome.NotApplicable, Outcome.Indeterminate];

    public static TheoryData<Outcome, Outcome, bool, bool> Pairs
    {
        get
        {
            var pairs = new TheoryData<Outcome, Outcome, bool, bool>();
            foreach (var ours in Outcomes)
            {
                foreach (var theirs in Outcomes)
                {
                    pairs.Add(ours, theirs, false, false);
                    pairs.Add(ours, theirs, true, false);
                    pairs.Add(ours, theirs, false, true);
                    pairs.Add(ours, theirs, true, true);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Each_side_is_told_with_what_made_it(Outcome ours, Outcome theirs, bool othersDecide, bool isReferenced)
    {
        List<PolicySource> policies = [That(theirs, "in-force"), That(ours, "shadow") with { Version = 2, IsShadow = true }];
        if (isReferenced) policies.Add(Policy("around", Reference("p", 1)));
        if (othersDecide) policies.Add(Policy("veto", Deny("always")));

        var decision = Compiled.Set([.. policies]).Answer();

        var shadow = Assert.Single(decision.Shadows);
        Assert.Equal((ours, theirs), (shadow.Outcome, shadow.InForce));
        var causes = Assert.Single(decision.ShadowCauses);
        AssertCause(causes.Shadow, ours, 2, "shadow");
        AssertCause(causes.InForce, theirs, 1, "in-force");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Left_out_they_change_nothing_but_that(Outcome ours, Outcome theirs, bool othersDecide, bool isReferenced)
    {
        List<PolicySource> policies = [That(theirs, "in-force"), That(ours, "shadow") with { Version = 2, IsShadow = true }];
        if (isReferenced) policies.Add(Policy("around", Reference("p", 1)));
        if (othersDecide) policies.Add(Policy("veto", Deny("always")));
        var set = Compiled.Set([.. policies]);
        var alone = new Decision { WithShadows = false };

        set.Decide(Ask.Any, Ask.Noon, alone, TestContext.Current.CancellationToken);

        var both = set.Answer();
        Assert.Empty(alone.Shadows);
        Assert.Empty(alone.ShadowCauses);
        Assert.Equal((both.Outcome, both.Value, both.Status), (alone.Outcome, alone.Value, alone.Status));
        Assert.Equal(both.Determining, alone.Determining);
        Assert.Equal(both.Errors, alone.Errors);
    }

    [Fact]
    public void One_decision_serves_with_and_without_in_turn()
    {
        var set = Compiled.Set(That(Outcome.Permit, "in-force"), That(Outcome.Deny, "shadow") with { Version = 2, IsShadow = true });
        var decision = new Decision();
        foreach (var withShadows in new[] { true, false, false, true, false, true })
        {
            decision.WithShadows = withShadows;
            set.Decide(Ask.Any, Ask.Noon, decision, TestContext.Current.CancellationToken);
            Assert.Equal(withShadows ? 1 : 0, decision.Shadows.Count);
            Assert.Equal(Outcome.Permit, decision.Outcome);
        }
    }

    [Fact]
    public void A_policy_that_decides_without_a_rule_is_named_itself()
    {
        var set = Compiled.Set(
            Combined("p", CombiningAlgorithm.DenyUnlessPermit, Permit("never", "false")),
            Combined("p", CombiningAlgorithm.PermitUnlessDeny, Deny("never", "false")) with { Version = 2, IsShadow = true });

        var causes = Assert.Single(set.Answer().ShadowCauses);

        Assert.Equal(("p", 2, null), (causes.Shadow.Rule!.Policy, causes.Shadow.Rule.Version, causes.Shadow.Rule.Rule));
        Assert.Equal(("p", 1, null), (causes.InForce.Rule!.Policy, causes.InForce.Rule.Version, causes.InForce.Rule.Rule));
    }

    [Fact]
    public void Without_a_version_in_force_there_is_nothing_on_that_side()
    {
        var set = Compiled.Set(Policy("other", Deny("never", "false")), That(Outcome.Permit, "shadow") with { Version = 2, IsShadow = true });

        var decision = set.Answer();

        Assert.Equal(Outcome.NotApplicable, Assert.Single(decision.Shadows).InForce);
        Assert.Equal(default, Assert.Single(decision.ShadowCauses).InForce);
    }

    private static PolicySource That(Outcome outcome, string rule) => Policy(
        "p",
        outcome switch
        {
            Outcome.Permit => [Deny("idle", "false"), Permit(rule), Permit("second")],
            Outcome.Deny => [Permit("idle"), Deny(rule), Deny("second")],
            Outcome.Indeterminate => [Permit("idle", "false"), Deny(rule, "subject.nowhere == 1")],
            _ => [Permit(rule, "false")],
        });

    private static void AssertCause(OutcomeCause cause, Outcome outcome, int version, string rule)
    {
        Assert.Equal(outcome is Outcome.Permit or Outcome.Deny, cause.Rule is not null);
        Assert.Equal(outcome == Outcome.Indeterminate, cause.Error is not null);
        if (cause.Rule is { } determining) Assert.Equal((version, rule), (determining.Version, determining.Rule));
        if (cause.Error is { } error) Assert.Equal((version, rule, "missing-attribute"), (error.Version, error.Rule, error.Code));
    }
}

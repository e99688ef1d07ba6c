using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

/// <summary>Which obligations and advice an answer has, line by line of the specification's section 8.</summary>
public class ObligationTests
{
    private const string Fails = "subject.absent == 1";

    [Theory]
    // the overriding effect: the first item of that value
    [InlineData(CombiningAlgorithm.DenyOverrides, "P1 D1 D2 P2", Outcome.Deny, "D1")]
    [InlineData(CombiningAlgorithm.PermitOverrides, "D1 P1 P2 D2", Outcome.Permit, "P1")]
    [InlineData(CombiningAlgorithm.OrderedDenyOverrides, "P1 D1 D2 P2", Outcome.Deny, "D1")]
    [InlineData(CombiningAlgorithm.OrderedPermitOverrides, "D1 P1 P2 D2", Outcome.Permit, "P1")]
    // the other effect: all items of that value
    [InlineData(CombiningAlgorithm.DenyOverrides, "P1 N1 P2 E1 P3", Outcome.Permit, "P1 P2 P3")]
    [InlineData(CombiningAlgorithm.PermitOverrides, "D1 N1 D2 F1 D3", Outcome.Deny, "D1 D2 D3")]
    // the algorithms that always decide
    [InlineData(CombiningAlgorithm.DenyUnlessPermit, "D1 P1 E1 P2", Outcome.Permit, "P1")]
    [InlineData(CombiningAlgorithm.DenyUnlessPermit, "D1 N1 F1 D2 E1", Outcome.Deny, "D1 D2")]
    [InlineData(CombiningAlgorithm.DenyUnlessPermit, "N1 E1", Outcome.Deny, "")]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, "P1 F1 D1 D2", Outcome.Deny, "D1")]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, "P1 F1", Outcome.Deny, "")]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, "P1 E1 N1 P2", Outcome.Permit, "P1 P2")]
    [InlineData(CombiningAlgorithm.PermitUnlessDeny, "N1", Outcome.Permit, "")]
    // the item that decided
    [InlineData(CombiningAlgorithm.FirstApplicable, "N1 P1 P2 D1", Outcome.Permit, "P1")]
    [InlineData(CombiningAlgorithm.FirstApplicable, "N1 D1 P2", Outcome.Deny, "D1")]
    // none for errors and when nothing applies
    [InlineData(CombiningAlgorithm.DenyOverrides, "P1 F1", Outcome.Indeterminate, "")]
    [InlineData(CombiningAlgorithm.PermitOverrides, "D1 E1", Outcome.Indeterminate, "")]
    [InlineData(CombiningAlgorithm.FirstApplicable, "E1 P1", Outcome.Indeterminate, "")]
    [InlineData(CombiningAlgorithm.DenyOverrides, "N1 N2", Outcome.NotApplicable, "")]
    public void An_answer_has_the_obligations_and_advice_of_the_items_that_the_algorithm_selects(
        CombiningAlgorithm algorithm, string items, Outcome outcome, string expected)
    {
        var rules = Words(items).Select(Item).ToArray();
        var policy = Combined("p", algorithm, rules);
        foreach (var source in new[] { policy, Policy("outer", policy), Policy("outer", Policy("middle", policy), Permit("n", "false")) })
        {
            var decision = Compiled.Set(source).Answer();
            Assert.Equal(outcome, decision.Outcome);
            Assert.Equal(Words(expected), decision.Obligations.Select(obligation => obligation.Id));
            Assert.Equal(Words(expected).Select(id => $"advice-{id}"), decision.Advice.Select(advice => advice.Id));
        }
    }

    [Fact]
    public void Only_one_applicable_has_those_of_the_policy_that_applies()
    {
        var decision = Decide(Combined(
            "p", CombiningAlgorithm.OnlyOneApplicable, Targeted("a", "false", Item("P1")), Targeted("b", "true", Item("P2"), Item("P3"))));
        Assert.Equal(["P2", "P3"], decision.Obligations.Select(obligation => obligation.Id));
    }

    [Fact]
    public void The_roots_are_selected_from_in_the_same_way_and_in_the_order_of_their_ids()
    {
        var permits = Compiled.Set(Policy("c", Item("P3")), Policy("a", Item("P1")), Policy("b", Item("P2")));
        Assert.Equal(["P1", "P2", "P3"], permits.Answer().Obligations.Select(obligation => obligation.Id));
        var denials = Compiled.Set(Policy("c", Item("D3")), Policy("b", Item("D2")), Policy("a", Item("P1")));
        Assert.Equal(["D2"], denials.Answer().Obligations.Select(obligation => obligation.Id));
    }

    [Fact]
    public void A_level_of_another_value_gives_nothing_of_what_is_below_it()
    {
        var decision = Decide(
            Combined("inner", CombiningAlgorithm.PermitOverrides, Item("D1"), Item("P1")), Item("P2"), Policy("error", Item("P3"), Item("F1")));
        Assert.Equal(Outcome.Indeterminate, decision.Outcome);
        Assert.Empty(decision.Obligations);
        Assert.Equal(
            ["P1", "P2"],
            Decide(Combined("inner", CombiningAlgorithm.PermitOverrides, Item("D1"), Item("P1")), Item("P2")).Obligations.Select(obligation => obligation.Id));
    }

    [Theory]
    [InlineData("P1 PX", Outcome.Permit, "P1")]
    [InlineData("PX P1", Outcome.Permit, "P1")]
    [InlineData("DX P1", Outcome.Indeterminate, "")]
    [InlineData("DX D1", Outcome.Deny, "D1")]
    [InlineData("PX D1", Outcome.Deny, "D1")]
    [InlineData("PX", Outcome.Indeterminate, "")]
    [InlineData("NX P1", Outcome.Permit, "P1")]
    public void A_failing_obligation_makes_its_rule_an_error_and_gives_nothing(string items, Outcome outcome, string expected)
    {
        var decision = Decide([.. Words(items).Select(Item)]);
        Assert.Equal(outcome, decision.Outcome);
        Assert.Equal(Words(expected), decision.Obligations.Select(obligation => obligation.Id));
    }

    [Fact]
    public void Failing_advice_counts_like_a_failing_obligation()
    {
        var decision = Decide(Permit("p") with { Obligations = [Notice("good")], Advice = [Notice("bad", ("x", "subject.absent"))] });
        Assert.Equal(InnerValue.IndeterminatePermit, decision.Value);
        Assert.Empty(decision.Obligations);
        Assert.Equal("missing-attribute", decision.Status);
    }

    [Fact]
    public void A_policys_own_come_after_its_items_and_only_for_the_answer_they_hold_for()
    {
        var own = new[]
        {
            Notice("both"), Notice("permit") with { On = Effect.Permit }, Notice("deny", ("x", "subject.absent")) with { On = Effect.Deny },
            Notice("never") with { When = Expression("false") },
        };
        var decision = Compiled.Set(Policy("p", Item("P1")) with { Obligations = [.. own], Advice = [Notice("hint")] }).Answer();
        Assert.Equal(["P1", "both", "permit"], decision.Obligations.Select(obligation => obligation.Id));
        Assert.Equal(["advice-P1", "hint"], decision.Advice.Select(advice => advice.Id));
    }

    [Theory]
    [InlineData("P1", InnerValue.IndeterminatePermit)]
    [InlineData("D1", InnerValue.IndeterminateDeny)]
    [InlineData("N1", InnerValue.NotApplicable)]
    [InlineData("F1", InnerValue.IndeterminateDeny)]
    public void A_policys_own_failing_obligation_makes_an_error_of_its_effect(string item, InnerValue expected)
    {
        var decision = Compiled.Set(Policy("p", Item(item)) with { Obligations = [Notice("bad", ("x", "subject.absent"))] }).Answer();
        Assert.Equal(expected, decision.Value);
        Assert.Empty(decision.Obligations);
        Assert.Empty(decision.Determining);
    }

    [Fact]
    public void A_policy_whose_target_is_in_error_does_not_evaluate_its_own()
    {
        var decision = Compiled.Set(Targeted("p", Fails, Item("P1")) with { Obligations = [Notice("bad", ("x", "1 / 0"))] }).Answer();
        Assert.Equal(InnerValue.IndeterminatePermit, decision.Value);
        Assert.Equal("missing-attribute", Assert.Single(decision.Errors).Code);
    }

    [Fact]
    public void A_notice_is_due_only_when_its_condition_is_true()
    {
        var decision = Decide(Permit("p") with
        {
            Obligations =
            [
                Notice("yes") with { When = Expression("action.name == 'read'") },
                Notice("no", ("x", "1 / 0")) with { When = Expression("action.name == 'write'") },
            ],
        });
        Assert.Equal(["yes"], decision.Obligations.Select(obligation => obligation.Id));
        Assert.Equal(
            Outcome.Indeterminate,
            Decide(Permit("p") with { Obligations = [Notice("o") with { When = Expression(Fails) }] }).Outcome);
    }

    [Fact]
    public void Two_rules_may_give_the_same_obligation_and_it_is_given_twice() =>
        Assert.Equal(["P1", "P1"], Decide(Item("P1"), Policy("q", Item("P1"))).Obligations.Select(obligation => obligation.Id));

    [Fact]
    public void Properties_are_computed_and_lists_stay_lists()
    {
        var decision = Decide(Permit("p") with
        {
            Obligations = [Notice("o", ("who", "subject.id"), ("many", "['a', 'b']"), ("map", "{'k': 1}"), ("net", "[cidr('10.0.0.0/8')]"))],
        });
        var properties = Assert.Single(decision.Obligations).Properties;
        Assert.True(properties.TryGet("who", out var who));
        Assert.Equal("alice", who.AsString);
        Assert.True(properties.TryGet("many", out var many));
        Assert.Equal(2, many.AsList!.Count);
        Assert.True(properties.TryGet("net", out var net));
        Assert.Equal("10.0.0.0/8", net.AsList![0].AsString);
    }

    [Theory]
    [InlineData("type(1)")]
    [InlineData("optional.none()")]
    [InlineData("0.0 / 0.0")]
    [InlineData("[[optional.of(1)]]")]
    [InlineData("{1: 'a'}")]
    public void A_property_that_JSON_cannot_tell_is_an_error(string expression)
    {
        var decision = Decide(Permit("p") with { Obligations = [Notice("o", ("x", expression))] });
        Assert.Equal(InnerValue.IndeterminatePermit, decision.Value);
        Assert.Equal("processing-error", decision.Status);
    }

    [Fact]
    public void Determining_rules_are_all_whose_value_reached_the_answer()
    {
        var decision = Decide(Item("P1"), Policy("i", Item("P2"), Item("E1")), Combined("c", CombiningAlgorithm.FirstApplicable, Item("N1"), Item("P3"), Item("P4")));
        Assert.Equal(
            [("p", "P1"), ("p/i", "P2"), ("p/c", "P3")],
            decision.Determining.Select(rule => (rule.Policy, rule.Rule!)));
        Assert.Equal([("p", "D1"), ("p", "D2")], Decide(Item("D1"), Item("P1"), Item("D2")).Determining.Select(rule => (rule.Policy, rule.Rule!)));
    }

    [Fact]
    public void Where_the_algorithm_itself_decides_the_policy_is_told()
    {
        var decision = Compiled.Set(Combined("p", CombiningAlgorithm.DenyUnlessPermit, Item("N1"), Item("E1"))).Answer();
        Assert.Equal([new DeterminingRule("p", 1, null, null)], decision.Determining);
    }

    // P, D: applies; N: does not; E, F: a permit or deny rule in error; PX, DX, NX: with a failing obligation
    private static RuleSource Item(string id)
    {
        var rule = id[0] switch
        {
            'P' => Permit(id),
            'D' => Deny(id),
            'E' => Permit(id, Fails),
            'F' => Deny(id, Fails),
            _ => Deny(id, "false"),
        };
        return rule with
        {
            Obligations = id[1] == 'X' ? [Notice("before"), Notice(id, ("x", "subject.absent"))] : [Notice(id)],
            Advice = [Notice($"advice-{id}")],
        };
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Decision Decide(params ItemSource[] items) => Compiled.Set(Policy("p", items)).Answer();
}

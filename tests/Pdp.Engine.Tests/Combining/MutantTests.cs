using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Combining;

/// <summary>
/// One test for each change to the semantics that a public suite of XACML did not notice or hardly noticed, by the
/// numbers of the specification (19 to 21 are about the rule index). Each goes from the text of conditions to the answer.
/// </summary>
public class MutantTests
{
    private const string Fails = "subject.absent == 1";

    [Fact]
    public void Mutant01_an_error_in_a_permit_beats_a_permit() =>
        Answers(Outcome.Permit, Permit("p"), Permit("e", Fails));

    [Fact]
    public void Mutant02_an_error_in_a_permit_rule_is_taken_for_either()
    {
        Answers(Outcome.Permit, Permit("p"), Permit("e", Fails));
        Assert.Equal(InnerValue.IndeterminatePermit, Decide(Permit("e", Fails)).Value);
    }

    [Fact]
    public void Mutant03_an_error_in_a_deny_rule_is_taken_for_either()
    {
        Answers(Outcome.Deny, Combined("c", CombiningAlgorithm.PermitOverrides, Deny("d"), Deny("e", Fails)));
        Assert.Equal(InnerValue.IndeterminateDeny, Decide(Deny("e", Fails)).Value);
    }

    [Fact]
    public void Mutant04_target_error_taken_as_false() =>
        Answers(Outcome.Indeterminate, Targeted("t", Fails, Deny("d")), Permit("p"));

    [Fact]
    public void Mutant05_target_error_taken_as_true() =>
        Answers(Outcome.Indeterminate, Targeted("t", Fails, Permit("p")));

    [Fact]
    public void Mutant06_target_error_over_nothing_is_an_error() =>
        Answers(Outcome.Permit, Targeted("t", Fails, Deny("d", "false")), Permit("p"));

    [Fact]
    public void Mutant07_target_error_over_an_effect_is_taken_for_either()
    {
        Answers(Outcome.Permit, Targeted("t", Fails, Permit("q")), Permit("p"));
        Answers(Outcome.Deny, Combined("c", CombiningAlgorithm.PermitOverrides, Targeted("t", Fails, Deny("q")), Deny("d")));
    }

    [Fact]
    public void Mutant08_only_one_applicable_ignores_a_target_error() =>
        Answers(
            Outcome.Indeterminate,
            Combined("c", CombiningAlgorithm.OnlyOneApplicable, Targeted("t", Fails, Deny("d")), Targeted("u", "true", Permit("p"))));

    [Fact]
    public void Mutant09_deny_unless_permit_does_not_apply_when_nothing_does() =>
        Answers(Outcome.Deny, Combined("c", CombiningAlgorithm.DenyUnlessPermit, Permit("n", "false")), Permit("p"));

    [Theory]
    [InlineData("subject.absent == 1 && false")]
    [InlineData("false && subject.absent == 1")]
    public void Mutant10_and_12_an_error_beats_false_in_and(string when) =>
        Answers(Outcome.Permit, Deny("d", when), Permit("p"));

    [Theory]
    [InlineData("subject.absent == 1 || true")]
    [InlineData("true || subject.absent == 1")]
    public void Mutant11_and_12_an_error_beats_true_in_or(string when) => Answers(Outcome.Permit, Permit("p", when));

    [Fact]
    public void Mutant13_a_failing_obligation_is_ignored() =>
        Answers(Outcome.Indeterminate, Permit("p") with { Obligations = [Notice("o", ("x", "subject.absent"))] });

    [Fact]
    public void Mutant14_a_permit_outvotes_an_error_in_a_deny() => Answers(Outcome.Indeterminate, Deny("e", Fails), Permit("p"));

    [Fact]
    public void Mutant15_errors_are_skipped()
    {
        Answers(Outcome.Indeterminate, Deny("e", Fails), Permit("p"));
        Answers(Outcome.Indeterminate, Permit("e", Fails));
    }

    [Fact]
    public void Mutant16_permit_unless_deny_as_in_XACML()
    {
        Answers(Outcome.Deny, Combined("c", CombiningAlgorithm.PermitUnlessDeny, Deny("e", Fails)));
        Answers(Outcome.Deny, Combined("c", CombiningAlgorithm.PermitUnlessDeny, Policy("i", Deny("e", Fails), Permit("f", Fails))));
    }

    [Fact]
    public void Mutant17_first_applicable_hands_the_kind_of_error_on() =>
        Answers(Outcome.Indeterminate, Combined("c", CombiningAlgorithm.FirstApplicable, Permit("e", Fails), Deny("d")), Permit("p"));

    [Fact]
    public void Mutant18_first_applicable_skips_errors() =>
        Answers(Outcome.Indeterminate, Combined("c", CombiningAlgorithm.FirstApplicable, Deny("e", Fails), Permit("p")));

    [Fact]
    public void Mutant19_a_rule_is_dropped_for_a_missing_attribute() => Answers(Outcome.Indeterminate, Deny("e", Fails), Permit("p"));

    [Fact]
    public void Mutant20_a_policy_is_dropped_because_all_its_rules_are()
    {
        var on = Ask.Any.WithContext(("mode", Value.From("x")));
        Answers(on, Outcome.Deny, Combined("c", CombiningAlgorithm.DenyUnlessPermit, Permit("n", "context.mode == 'y'")), Permit("p"));
    }

    [Fact]
    public void Mutant21_a_policy_that_says_nothing_is_dropped_below_only_one_applicable() =>
        Answers(
            Outcome.Indeterminate,
            Combined(
                "c", CombiningAlgorithm.OnlyOneApplicable, Targeted("t", "true", Permit("n", "false")), Targeted("u", "true", Permit("p"))));

    [Fact]
    public void Mutant22_a_target_is_pushed_into_the_rules() =>
        Answers(Outcome.Deny, Combined("c", CombiningAlgorithm.PermitOverrides, Targeted("t", Fails, Permit("p"), Deny("d")), Deny("e")));

    [Fact]
    public void Mutant23_stops_at_a_denial_before_its_obligations() =>
        Answers(Outcome.Indeterminate, Deny("d") with { Obligations = [Notice("o", ("x", "subject.absent"))] });

    [Fact]
    public void Mutant24_a_winners_failing_obligation_ends_the_decision()
    {
        var decision = Decide(
            Permit("p") with { Obligations = [Notice("o", ("x", "subject.absent"))] },
            Permit("q") with { Obligations = [Notice("done")] });
        Assert.Equal(Outcome.Permit, decision.Outcome);
        Assert.Equal(["done"], decision.Obligations.Select(obligation => obligation.Id));
    }

    [Fact]
    public void Mutant25_a_condition_that_is_not_boolean_is_false() =>
        Answers(Ask.Any.WithSubject(("name", Value.From("x"))), Outcome.Indeterminate, Deny("d", "subject.name"), Permit("p"));

    [Fact]
    public void Mutant26_a_limit_reached_is_false()
    {
        var numbers = Ask.Numbers(500);
        var source = Set(Policy("a", Deny("d", "subject.list.exists(x, subject.list.exists(y, x + y < 0))"), Permit("p")));
        var request = Ask.Any.WithSubject(("list", numbers));
        Assert.Equal(Outcome.Permit, Compiled.Set(source with { Limits = Make.Limits with { Fuel = 10_000_000 } }).Answer(request).Outcome);
        var decision = Compiled.Set(source with { Limits = Make.Limits with { Fuel = 1_000 } }).Answer(request);
        Assert.Equal(Outcome.Indeterminate, decision.Outcome);
        Assert.Equal("processing-error", decision.Status);
        Assert.StartsWith("limit reached", decision.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutant27_the_negation_of_an_error_is_true() => Answers(Outcome.Indeterminate, Permit("p", "!(subject.absent == 1)"));

    [Fact]
    public void Mutant28_permit_overrides_has_the_wrong_flags()
    {
        Answers(Outcome.Indeterminate, Combined("c", CombiningAlgorithm.PermitOverrides, Deny("d"), Permit("e", Fails)));
        Answers(Outcome.Deny, Combined("c", CombiningAlgorithm.PermitOverrides, Deny("d"), Deny("e", Fails)));
        Answers(Outcome.Indeterminate, Combined("c", CombiningAlgorithm.PermitOverrides, Permit("f", Fails), Deny("e", Fails)));
        Answers(Outcome.Permit, Combined("c", CombiningAlgorithm.PermitOverrides, Permit("p"), Deny("e", Fails)));
    }

    [Fact]
    public void Mutant29_obligations_of_others_leak()
    {
        var decision = Decide(
            Permit("p") with { Obligations = [Notice("losing")] },
            Deny("n", "false") with { Obligations = [Notice("not-applicable")] },
            Deny("d") with { Obligations = [Notice("first")] },
            Deny("e") with { Obligations = [Notice("later")] },
            Deny("f", Fails) with { Obligations = [Notice("error")] });
        Assert.Equal(Outcome.Deny, decision.Outcome);
        Assert.Equal(["first"], decision.Obligations.Select(obligation => obligation.Id));
    }

    [Fact]
    public void Mutant30_only_the_first_permits_obligations_are_kept()
    {
        var decision = Decide(Permit("p") with { Obligations = [Notice("a")] }, Permit("q") with { Obligations = [Notice("b")] });
        Assert.Equal(["a", "b"], decision.Obligations.Select(obligation => obligation.Id));
    }

    [Fact]
    public void Mutant31_a_shadow_takes_part()
    {
        var set = Compiled.Set(
            Policy("a", Permit("p")),
            Policy("a", Deny("d") with { Obligations = [Notice("o")] }) with { Version = 2, IsShadow = true });
        var decision = set.Answer();
        Assert.Equal(Outcome.Permit, decision.Outcome);
        Assert.Empty(decision.Obligations);
        Assert.Equal([new ShadowDecision("a", 2, Outcome.Deny, Outcome.Permit)], decision.Shadows);
    }

    [Fact]
    public void Mutant31_a_shadow_adds_to_the_answer()
    {
        var set = Compiled.Set(
            Policy("a", Permit("p") with { Obligations = [Notice("ours")] }),
            Policy("a", Permit("q") with { Obligations = [Notice("theirs")] }, Permit("e", Fails)) with { Version = 2, IsShadow = true });
        var decision = set.Answer();
        Assert.Equal(["ours"], decision.Obligations.Select(obligation => obligation.Id));
        Assert.Equal(["p"], decision.Determining.Select(rule => rule.Rule));
        Assert.Empty(decision.Errors);
    }

    [Fact]
    public void Mutant32_something_else_than_permit_allows()
    {
        Assert.False(new Decision().Allowed);
        Assert.False(Decide(Permit("n", "false")).Allowed);
        Assert.False(Decide(Permit("e", Fails)).Allowed);
        Assert.False(Decide(Deny("d")).Allowed);
        Assert.True(Decide(Permit("p")).Allowed);
    }

    private static void Answers(Outcome expected, params ItemSource[] roots) => Answers(Ask.Any, expected, roots);

    // each item is a root of its own, as in the specification's `root[…]`, and the same with the items in one policy
    private static void Answers(Request request, Outcome expected, params ItemSource[] roots)
    {
        Assert.Equal(expected, Compiled.Set([.. roots.Select(AsRoot)]).Answer(request).Outcome);
        Assert.Equal(expected, Compiled.Set(Policy("all", roots)).Answer(request).Outcome);
    }

    private static PolicySource AsRoot(ItemSource item, int index) =>
        (item as PolicySource ?? Policy(item.Id, item)) with { Id = $"root-{index}", Version = 1 };

    private static Decision Decide(params ItemSource[] items) => Compiled.Set(Policy("all", items)).Answer();
}

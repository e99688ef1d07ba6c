using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

/// <summary>Which error an answer reports, and that none is lost.</summary>
public class StatusTests
{
    // each rule fails in a way that names it
    private static RuleSource PermitError(string id) => Permit(id, $"subject.{id}");

    private static RuleSource DenyError(string id) => Deny(id, $"subject.{id}");

    [Fact]
    public void The_first_error_of_the_kind_that_decides_is_the_first_told()
    {
        AssertErrors([Permit("p"), PermitError("a"), DenyError("b"), PermitError("c"), DenyError("d")], "b", "a", "c", "d");
        AssertErrors([PermitError("a"), Permit("n", "false"), PermitError("b")], "a", "b");
    }

    [Fact]
    public void An_item_that_could_have_been_either_comes_before_one_that_could_have_been_a_denial()
    {
        var decision = Compiled.Set(Policy("p", DenyError("a"), Policy("i", PermitError("b"), DenyError("c")))).Answer();
        Assert.Equal(["c", "a", "b"], decision.Errors.Select(error => error.Rule!));
    }

    [Fact]
    public void Under_permit_overrides_the_first_error_in_a_permit_is_told() =>
        AssertErrors(CombiningAlgorithm.PermitOverrides, [DenyError("a"), PermitError("b"), PermitError("c")], "b", "a", "c");

    [Fact]
    public void A_target_in_error_comes_before_what_is_below_it()
    {
        var decision = Compiled.Set(Targeted("p", "subject.t", DenyError("a"))).Answer();
        Assert.Equal([null, "a"], decision.Errors.Select(error => error.Rule));
        Assert.Equal("/p/target", decision.Errors[0].Member);
    }

    [Fact]
    public void Errors_that_did_not_matter_are_told_in_document_order()
    {
        var decision = Compiled.Set(Policy("b", Deny("d"), PermitError("x")), Policy("a", DenyError("y"), Targeted("t", "subject.z", Permit("n", "false")))).Answer();
        Assert.Equal(Outcome.Deny, decision.Outcome);
        Assert.Equal("ok", decision.Status);
        Assert.Equal(["y", null, "x"], decision.Errors.Select(error => error.Rule));
    }

    [Fact]
    public void An_error_names_policy_version_rule_member_and_place()
    {
        var inner = Policy("inner", Permit("r", "true && subject.level > 1"));
        var error = Assert.Single(Compiled.Set(Policy("outer", inner) with { Version = 3 }).Answer().Errors);
        Assert.Equal(("outer/inner", 3, "r", "missing-attribute"), (error.Policy, error.Version, error.Rule, error.Code));
        Assert.Equal("/r/when", error.Member);
        Assert.Equal("attribute `subject.level` is missing", error.Message);
        Assert.Equal("subject.level", "true && subject.level > 1".Substring(error.Span!.Value.Start, error.Span.Value.Length));
    }

    [Theory]
    [InlineData("subject.absent", "missing-attribute")]
    [InlineData("timestamp(subject.text) < now", "syntax-error")]
    [InlineData("subject.text", "processing-error")]
    [InlineData("subject.text < 1", "processing-error")]
    [InlineData("1 / 0 == 1", "processing-error")]
    [InlineData("9223372036854775807 + 1 == 1", "processing-error")]
    public void The_status_is_that_of_the_error(string when, string status)
    {
        var decision = Compiled.Set(Policy("p", Permit("r", when))).Answer(Ask.Any.WithSubject(("text", Value.From("x"))));
        Assert.Equal((Outcome.Indeterminate, status), (decision.Outcome, decision.Status));
    }

    [Fact]
    public void Two_policies_that_apply_below_only_one_applicable_are_named()
    {
        var decision = Compiled.Set(Combined("p", CombiningAlgorithm.OnlyOneApplicable, Policy("a", Permit("x")), Policy("b", Permit("x")))).Answer();
        Assert.Equal("processing-error", decision.Status);
        Assert.Contains("`p/a` and `p/b`", decision.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Below_only_one_applicable_the_first_target_in_error_is_told()
    {
        var decision = Compiled.Set(Combined(
            "p", CombiningAlgorithm.OnlyOneApplicable, Policy("a", Permit("x")), Targeted("b", "subject.b", Permit("x")), Targeted("c", "subject.c", Permit("x")))).Answer();
        Assert.Equal("missing-attribute", decision.Status);
        Assert.Equal(["p/b", "p/c"], decision.Errors.Select(error => error.Policy!));
    }

    [Fact]
    public void An_error_in_a_variable_is_an_error_of_every_rule_that_reads_it()
    {
        var decision = Compiled.Set(Policy("p", Deny("a", "variables.v"), Permit("b", "variables.v")) with { Variables = [Variable("v", "subject.absent")] }).Answer();
        Assert.Equal(["a", "b"], decision.Errors.Select(error => error.Rule!));
        Assert.Equal(InnerValue.IndeterminateDenyPermit, decision.Value);
    }

    [Fact]
    public void A_variable_that_nobody_reads_has_no_effect() =>
        Assert.Equal(Outcome.Permit, Compiled.Set(Policy("p", Permit("a")) with { Variables = [Variable("v", "1 / 0")] }).Answer().Outcome);

    [Fact]
    public void A_decision_may_be_used_again()
    {
        var decision = new Decision();
        var set = Compiled.Set(Policy("p", DenyError("a") with { Actions = ["write"] }, Permit("b") with { Obligations = [Notice("o")] }));
        set.Decide(Ask.Any.WithAction("write"), Ask.Noon, decision, CancellationToken.None);
        Assert.Equal(Outcome.Indeterminate, decision.Outcome);
        set.Decide(Ask.Any, Ask.Noon, decision, CancellationToken.None);
        Assert.Equal((Outcome.Permit, "ok", 0, 1), (decision.Outcome, decision.Status, decision.Errors.Count, decision.Obligations.Count));
        Assert.Equal("test", decision.Revision);
    }

    private static void AssertErrors(ItemSource[] items, params string[] expected) =>
        AssertErrors(CombiningAlgorithm.DenyOverrides, items, expected);

    private static void AssertErrors(CombiningAlgorithm combining, ItemSource[] items, params string[] expected)
    {
        var decision = Compiled.Set(Combined("p", combining, items)).Answer();
        Assert.Equal(expected, decision.Errors.Select(error => error.Rule!));
        Assert.Equal("missing-attribute", decision.Status);
    }
}

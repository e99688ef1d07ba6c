using Microsoft.Extensions.Time.Testing;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

public class LimitTests
{
    private static readonly Value Numbers = Ask.Numbers(300);

    private const string Dear = "subject.list.exists(x, x < 0)";

    [Fact]
    public void Each_rule_variable_and_notice_has_a_budget_of_its_own()
    {
        var policy = Policy("p", Deny("a", Dear), Deny("b", Dear), Deny("c", "variables.v"), Permit("d") with
        {
            Obligations = [Notice("o", ("x", Dear)), Notice("o", ("x", Dear))],
        }) with { Variables = [Variable("v", Dear)] };
        var request = Ask.Any.WithSubject(("list", Numbers));
        var enough = Compiled.Set(Set(policy) with { Limits = Make.Limits with { Fuel = 1_000 } }).Answer(request);
        Assert.Equal((Outcome.Permit, 0), (enough.Outcome, enough.Errors.Count));
        var little = Compiled.Set(Set(policy) with { Limits = Make.Limits with { Fuel = 100 } }).Answer(request);
        Assert.Equal(Outcome.Indeterminate, little.Outcome);
        Assert.Equal(["a", "b", "c", "d"], little.Errors.Select(error => error.Rule!));
    }

    // 300 elements against a budget of 100: a loop takes a unit a round
    [Theory]
    [InlineData(Dear + " && subject.role == 'admin'", InnerValue.NotApplicable)]
    [InlineData("subject.list.exists(x, x < 0) && subject.list.exists(x, x == -1)", InnerValue.NotApplicable)]
    [InlineData("variables.v && subject.list.exists(x, x == -1)", InnerValue.NotApplicable)]
    [InlineData("subject.missing == 1 && subject.list.exists(x, x == -1)", InnerValue.NotApplicable)]
    [InlineData(Dear, InnerValue.IndeterminateDeny)]
    [InlineData(Dear + " && subject.list.exists(x, x == 299)", InnerValue.IndeterminateDeny)]
    [InlineData("variables.v", InnerValue.IndeterminateDeny)]
    [InlineData("!(" + Dear + ") && subject.role == 'user'", InnerValue.IndeterminateDeny)]
    [InlineData("subject.missing == 1", InnerValue.IndeterminateDeny)]
    public void A_condition_that_is_sure_to_be_false_is_false_although_it_uses_its_budget_up(string condition, InnerValue value)
    {
        var request = Ask.Any.WithSubject(("list", Numbers), ("role", Value.From("user")));
        var rules = Set(Policy("p", Deny("r", condition)) with { Variables = [Variable("v", Dear)] });
        var rule = Compiled.Set(rules with { Limits = Make.Limits with { Fuel = 100 } });
        Assert.Equal(value, rule.Answer(request).Value);
        Assert.Equal(value, rule.Explain(request, Ask.Noon, CancellationToken.None).Decision.Value);
        var targets = Set(Targeted("p", condition, Deny("r")) with { Variables = [Variable("v", Dear)] });
        Assert.Equal(value, Compiled.Set(targets with { Limits = Make.Limits with { Fuel = 100 } }).Answer(request).Value);
    }

    [Fact]
    public void A_target_that_uses_its_budget_up_is_an_error_that_is_told_although_nothing_below_applies()
    {
        var policies = Enumerable.Range(0, 20).Select(i => Targeted($"p{i:D2}", $"subject.list.exists(x, x == {i - 10})", Deny("r", $"subject.role == 'admin-{i}'")));
        var set = Compiled.Set(Set([.. policies]) with { Limits = Make.Limits with { Fuel = 5 } });
        var decision = set.Answer(Ask.Any.WithSubject(("list", Numbers), ("role", Value.From("user"))));
        Assert.Equal(Outcome.NotApplicable, decision.Outcome);
        Assert.Equal(["p15", "p16", "p17", "p18", "p19"], decision.Errors.Select(error => error.Policy));
    }

    [Theory]
    [InlineData("[$, $]")]
    [InlineData("{'a': $, 'b': $}")]
    public void A_value_that_shares_its_elements_counts_as_large_as_it_is_told(string doubling)
    {
        var policy = Policy("p", Permit("r") with { Obligations = [Notice("o", ("x", "variables.v40"))] }) with
        {
            Variables =
            [
                Variable("v0", "['x']"),
                .. Enumerable.Range(1, 40).Select(i => Variable($"v{i}", doubling.Replace("$", $"variables.v{i - 1}", StringComparison.Ordinal))),
            ],
        };
        var decision = Compiled.Set(policy).Answer();
        Assert.Equal(Outcome.Indeterminate, decision.Outcome);
        Assert.Contains("limit reached", Assert.Single(decision.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_time_is_over_every_rule_not_yet_evaluated_is_an_error()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(60) };
        var items = Enumerable.Range(0, 200).Select(i => (ItemSource)(i == 150 ? Deny("deny") : Permit($"p{i}"))).ToArray();
        var set = Compiled.Set(Set(Policy("p", items)) with { Limits = new EngineLimits { DecisionTime = TimeSpan.FromMilliseconds(100) } }, clock);
        var decision = set.Answer();
        Assert.Equal(InnerValue.IndeterminateDenyPermit, decision.Value);
        Assert.Equal("limit reached: the decision takes too long", Assert.Single(decision.Errors).Message);
        Assert.Equal("processing-error", decision.Status);
    }

    [Fact]
    public void A_time_without_end_is_no_time_that_is_over()
    {
        var set = Compiled.Set(Set(Policy("p", Permit("a"))) with { Limits = Make.Limits with { DecisionTime = TimeSpan.MaxValue } });
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
        Assert.Equal(Outcome.Permit, set.Explain(Ask.Any, Ask.Noon, CancellationToken.None).Decision.Outcome);
    }

    [Fact]
    public void A_cancelled_decision_never_permits()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var decision = Compiled.Set(Policy("p", Permit("a"), Permit("b"))).Decide(Ask.Any, Ask.Noon, cancellation.Token);
        Assert.Equal(InnerValue.IndeterminatePermit, decision.Value);
        Assert.Equal("the decision was cancelled", Assert.Single(decision.Errors).Message);
    }

    [Fact]
    public void A_target_that_is_not_evaluated_any_more_is_in_error()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        // no index can say that it is false
        const string never = "subject.id.contains('nothing')";
        var set = Compiled.Set(Targeted("p", never, Deny("a")), Policy("q", Combined("c", CombiningAlgorithm.OnlyOneApplicable, Targeted("t", never, Permit("x")))));
        Assert.Equal(InnerValue.IndeterminateDenyPermit, set.Decide(Ask.Any, Ask.Noon, cancellation.Token).Value);
    }

    [Fact]
    public async Task Many_threads_get_their_own_answers()
    {
        var set = Compiled.Set(Policy("p", Permit("a", "subject.number % 2 == 0") with { Obligations = [Notice("o", ("n", "variables.n"))] }) with
        {
            Variables = [Variable("n", "subject.number + 1")],
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, 20_000), TestContext.Current.CancellationToken, (number, cancellation) =>
        {
            var decision = set.Decide(Ask.Any.WithSubject(("number", Value.From((long)number))), Ask.Noon, cancellation);
            Assert.Equal(number % 2 == 0 ? Outcome.Permit : Outcome.NotApplicable, decision.Outcome);
            if (number % 2 == 0)
            {
                Assert.True(Assert.Single(decision.Obligations).Properties.TryGet("n", out var n));
                Assert.Equal(number + 1, n.AsInt);
            }

            return ValueTask.CompletedTask;
        });
    }
}

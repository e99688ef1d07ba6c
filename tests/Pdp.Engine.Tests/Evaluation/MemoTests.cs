using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

/// <summary>Conditions of one text that cost something are evaluated once in a decision.</summary>
public sealed class MemoTests
{
    private const string Dear = "subject.list.exists(x, x == 7)";

    private static readonly Value Numbers = Ask.List([.. Enumerable.Range(0, 300).Select(number => Value.From((long)number))]);

    [Fact]
    public void Conditions_of_one_text_have_one_place_in_the_memo_and_others_have_none()
    {
        var set = Compiled.Set(Policy("p", Permit("a", Dear), Permit("b", Dear), Permit("c", "subject.list.exists(x, x == 8)"), Permit("d", "true"), Permit("e", "true")));
        Assert.Equal(1, set.Compiled.MemoCount);
    }

    [Fact]
    public void A_condition_that_a_hundred_rules_have_costs_what_it_costs_once()
    {
        // the clock is looked at once in so many units of work
        var same = LooksOf(_ => Dear);
        var different = LooksOf(i => $"subject.list.exists(x, x == {i})");
        Assert.True(same < 10 && different > 4 * same, $"{same} looks, {different} where they differ");

        static int LooksOf(Func<int, string> condition)
        {
            var clock = new CountingClock();
            var set = Compiled.Set(Set(Policy("p", [.. Enumerable.Range(0, 100).Select(i => Permit($"r{i}", condition(i)))])), clock);
            set.Answer(Ask.Any.WithSubject(("list", Ask.List([.. Enumerable.Repeat(Value.From("x"), 300), Value.From(7L), Ask.List()]))));
            return clock.Looks;
        }
    }

    [Fact]
    public void What_reads_variables_is_not_shared_between_policies_for_it_means_something_else_there()
    {
        const string When = "variables.v && subject.list.exists(x, x == 7)";
        var set = Compiled.Set(
            Policy("p", Permit("a", When)) with { Variables = [Variable("v", "true")] }, Policy("q", Deny("a", When)) with { Variables = [Variable("v", "false")] });
        var decision = set.Answer(Ask.Any.WithSubject(("list", Numbers)));
        Assert.Equal((Outcome.Permit, "p"), (decision.Outcome, Assert.Single(decision.Determining).Policy));
    }

    [Theory]
    [InlineData(7, 1_000, InnerValue.Permit)]
    [InlineData(1_000, 1_000, InnerValue.NotApplicable)]
    [InlineData(299, 20, InnerValue.IndeterminatePermit)]
    public void Each_request_is_answered_as_if_every_condition_was_evaluated(int number, long fuel, InnerValue value)
    {
        var when = $"subject.list.exists(x, x * 1 == {number})";
        var rules = Policy("p", Permit("a", when), Permit("b", when), Permit("c", when));
        var set = Compiled.Set(Set(rules) with { Limits = Make.Limits with { Fuel = fuel } });
        Assert.Equal(1, set.Compiled.MemoCount);
        for (var round = 0; round < 3; round++)
        {
            var decision = set.Answer(Ask.Any.WithSubject(("list", Numbers)));
            Assert.Equal(value, decision.Value);
            var told = value == InnerValue.Permit ? decision.Determining.Select(rule => rule.Rule) : decision.Errors.Select(error => error.Rule);
            Assert.Equal(value == InnerValue.NotApplicable ? [] : ["a", "b", "c"], told);
            var missing = set.Answer(Ask.Any);
            Assert.Equal(["a", "b", "c"], missing.Errors.Select(error => error.Rule));
            Assert.All(missing.Errors, error => Assert.Equal("missing-attribute", error.Code));
        }
    }

    private sealed class CountingClock : TimeProvider
    {
        public int Looks { get; private set; }

        public override long GetTimestamp() => Looks++;
    }
}

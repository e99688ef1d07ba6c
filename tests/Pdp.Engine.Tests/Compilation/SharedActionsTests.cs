using Pdp.Engine.Decisions;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Compilation;

/// <summary>Rules with the same actions share what is made of them; rules with other actions do not, whatever their characters.</summary>
public class SharedActionsTests
{
    [Fact]
    public void Two_actions_are_not_taken_for_one_with_a_line_break_in_it()
    {
        var set = Compiled.Set(
            Policy("p", Deny("odd") with { Actions = ["read\nwrite"] }, Deny("both") with { Actions = ["read", "write"] }, Permit("all")));
        AssertOutcome(set, "read", Outcome.Deny);
        AssertOutcome(set, "write", Outcome.Deny);
        AssertOutcome(set, "read\nwrite", Outcome.Deny);
        AssertOutcome(set, "share", Outcome.Permit);
    }

    [Fact]
    public void One_action_with_a_line_break_in_it_is_not_taken_for_two()
    {
        var set = Compiled.Set(Policy("p", Permit("both") with { Actions = ["read", "write"] }), Policy("q", Permit("odd") with { Actions = ["share\nshow"] }, Permit("two") with { Actions = ["share", "show"] }));
        AssertOutcome(set, "share", Outcome.Permit);
        AssertOutcome(set, "share\nshow", Outcome.Permit);
        AssertOutcome(set, "read\nwrite", Outcome.NotApplicable);
    }

    [Fact]
    public void What_looks_like_a_part_of_the_next_action_belongs_to_its_own()
    {
        var set = Compiled.Set(Policy("p", Permit("one") with { Actions = ["a1:b"] }, Deny("two") with { Actions = ["a", "b"] }));
        AssertOutcome(set, "a1:b", Outcome.Permit);
        AssertOutcome(set, "a", Outcome.Deny);
        AssertOutcome(set, "b", Outcome.Deny);
    }

    private static void AssertOutcome(PolicySet set, string action, Outcome expected)
    {
        var decision = new Decision();
        set.Decide(Ask.Any.WithAction(action), Ask.Noon, decision, CancellationToken.None);
        Assert.Equal(expected, decision.Outcome);
    }
}

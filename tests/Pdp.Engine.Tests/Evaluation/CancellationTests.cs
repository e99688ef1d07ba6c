using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

/// <summary>A decision that is cancelled while an expression is evaluated stops there, in error.</summary>
public class CancellationTests
{
    private static readonly Value Numbers = Ask.Numbers(2_000);

    // fewer than lie between two looks
    private static readonly Value Some = Ask.Numbers(100);

    private static readonly Value Text = Value.From(string.Concat(Enumerable.Repeat("ab", 50_000)));

    public static TheoryData<string> Conditions { get; } =
    [
        "subject.list.exists(x, subject.list.exists(y, x + y < 0))",
        "subject.list.all(x, subject.list.map(y, x * y).size() > 0)",
        "subject.list.exists(x, subject.text.contains('ba' + string(x)))",
        "subject.list.exists(x, subject.text.matches('(a|b)*c'))",
        "size(regex.replace(subject.text, 'a', 'bb')) == 0",
        "size(regex.extractAll(subject.text, 'a')) == 0",
        "subject.list.exists(x, size(subject.text.replace('a', 'bb')) == 0)",
        "subject.list.exists(x, [subject.text, string(x)].join().endsWith('x'))",
        "subject.list.exists(x, subject.list.sort() == subject.list.map(y, y + x + 1))",
    ];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Stops_within_long_work_and_never_grants(string condition)
    {
        // what decides last would grant: a rule that is cut off must not let it
        var policy = Policy("p", Deny("deny", condition), Permit("permit"));
        using var cancellation = new CancellationTokenSource();
        var whole = new CountingClock(int.MaxValue, cancellation);
        Decide(policy, whole, cancellation.Token);
        const int Looks = 4;
        Assert.True(whole.Looks > 2 * Looks, $"{whole.Looks} looks are no long work");

        var clock = new CountingClock(Looks, cancellation);
        var decision = Decide(policy, clock, cancellation.Token);
        Assert.NotEqual(Outcome.Permit, decision.Outcome);
        Assert.True(decision.Value is InnerValue.IndeterminateDeny or InnerValue.IndeterminateDenyPermit, $"{decision.Value}");
        Assert.Equal("the decision was cancelled", decision.Errors[0].Message);

        // the very next look found it, so that no more than one interval of work was done
        Assert.Equal(Looks, clock.Looks);
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_permit_that_is_cut_off_is_an_error(string condition)
    {
        using var cancellation = new CancellationTokenSource();
        var decision = Decide(Policy("p", Permit("permit", $"!({condition})")), new CountingClock(4, cancellation), cancellation.Token);
        Assert.Equal(InnerValue.IndeterminatePermit, decision.Value);
        Assert.Equal("the decision was cancelled", Assert.Single(decision.Errors).Message);
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Work_that_begins_cancelled_is_not_done(string condition)
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var clock = new CountingClock(int.MaxValue, cancellation);
        var decision = Decide(Policy("p", Permit("permit", $"!({condition})")), clock, cancellation.Token);
        Assert.Equal(InnerValue.IndeterminatePermit, decision.Value);
        Assert.Equal(1, clock.Looks);
    }

    [Fact]
    public void Many_small_rules_are_cut_off_as_a_large_one_is() => AssertCutOff(
        Policy("p", [.. Enumerable.Range(0, 100).Select(i => Deny($"r{i}", $"subject.some.exists(x, x < -{i} - 1)")), Permit("permit")]), 30);

    [Fact]
    public void Many_small_variables_are_cut_off_as_a_large_one_is()
    {
        var names = Enumerable.Range(0, 200).Select(i => $"v{i}").ToList();
        var policy = Policy("p", Deny("deny", string.Join(" || ", names.Select(name => $"variables.{name}"))), Permit("permit"));
        AssertCutOff(policy with { Variables = [.. names.Select(name => Variable(name, "subject.some.exists(x, x < -1)"))] }, 30);
        AssertCutOff(policy with { Variables = [.. names.Select(name => Variable(name, "subject.some.size() < 0"))] }, 2);
    }

    [Fact]
    public void Long_expressions_without_a_loop_are_cut_off()
    {
        var condition = string.Join(" || ", Enumerable.Repeat("int(subject.text) == 0", 1_000));
        AssertCutOff(Policy("p", [.. Enumerable.Range(0, 50).Select(i => Deny($"r{i}", $"{condition} || {i} < 0")), Permit("permit")]), 40);
    }

    /// <summary>Asserts that there are so many looks at the clock besides the first, and that any of them may stop the decision.</summary>
    private static void AssertCutOff(PolicySource policy, int looks)
    {
        using var cancellation = new CancellationTokenSource();
        var whole = new CountingClock(int.MaxValue, cancellation);
        Decide(policy, whole, cancellation.Token);
        Assert.True(whole.Looks > looks, $"{whole.Looks} looks");

        // the look behind that at which it is cancelled finds it
        var clock = new CountingClock(whole.Looks / 2, cancellation);
        var decision = Decide(policy, clock, cancellation.Token);
        Assert.NotEqual(Outcome.Permit, decision.Outcome);
        Assert.Contains(decision.Errors, error => error.Message == "the decision was cancelled");
        Assert.Equal(whole.Looks / 2, clock.Looks);
    }

    private static Decision Decide(PolicySource policy, TimeProvider clock, CancellationToken cancellation)
    {
        var source = Set(policy) with { Limits = Limits with { Fuel = 10_000_000, DecisionTime = TimeSpan.FromHours(1) } };
        return Compiled.Set(source, clock).Decide(Ask.Any.WithSubject(("list", Numbers), ("some", Some), ("text", Text)), Ask.Noon, cancellation);
    }

    /// <summary>A clock that stands still and cancels when it is looked at for the so manieth time.</summary>
    private sealed class CountingClock(int cancelAt, CancellationTokenSource cancellation) : TimeProvider
    {
        public int Looks { get; private set; }

        public override long GetTimestamp()
        {
            if (++Looks == cancelAt) cancellation.Cancel();
            return 0;
        }
    }
}

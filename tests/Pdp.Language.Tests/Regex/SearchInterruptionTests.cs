using Pdp.Language.Runtime;
using Pdp.Language.Tests.Functions;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Regex;

/// <summary>A search that takes long looks whether its decision is over, though it was drawn for at once.</summary>
public sealed class SearchInterruptionTests
{
    // no two texts in its states: of the last four hundred characters each may have been an a
    private const string Pattern = "(?:a|b)*a(?:a|b){400}!";

    private static readonly string _text = Text(new Random(1));

    public static TheoryData<string> Ways => ["matches", "regex_extract_string_string", "regex_extractAll_string_string", "regex_replace_string_string_string"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_search_ends_when_its_decision_is_cancelled(string overload)
    {
        using var source = new CancellationTokenSource();
        // drawing looks once or twice; then the search does
        var clock = new LookedAt { AtLook = 4, Then = source.Cancel };
        Assert.Equal("the decision was cancelled", Search(overload, clock, long.MaxValue - 1, source.Token).AsError?.Message);
        Assert.Equal(4, clock.Looks);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_search_ends_when_its_decision_is_past_its_deadline(string overload)
    {
        var clock = new LookedAt();
        Assert.Equal("limit reached: the decision takes too long", Search(overload, clock, deadline: 5, CancellationToken.None).AsError?.Message);
        Assert.Equal(6, clock.Looks);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_search_that_is_not_over_looks_all_the_time(string overload)
    {
        var clock = new LookedAt();
        Assert.False(Search(overload, clock, long.MaxValue - 1, CancellationToken.None).IsError);
        Assert.InRange(clock.Looks, 20, 1_000);
    }

    [Fact]
    public void A_constant_pattern_is_left_in_the_middle_too()
    {
        var scene = new Runtime.Scene { ["a"] = Value.From(_text) };
        var program = scene.Compile($"a.matches('{Pattern}')");
        var frame = scene.NewFrame(program);
        frame.Fuel = long.MaxValue;
        var clock = new LookedAt();
        (frame.Clock, frame.Deadline) = (clock, 5);
        Assert.Equal(Truth.Error, program.Root.Test(frame));
        Assert.Equal("limit reached: the decision takes too long", frame.Error?.Message);
        Assert.True(frame.Fuel < 0);
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, 3_000).Select(_ => (char)random.Next('a', 'c')));

    private static Value Search(string overload, LookedAt clock, long deadline, CancellationToken cancellation)
    {
        var frame = Run.NewFrame(long.MaxValue);
        (frame.Clock, frame.Deadline, frame.Cancellation) = (clock, deadline, cancellation);
        Value[] arguments = overload.Contains("replace", StringComparison.Ordinal)
            ? [Value.From(_text), Value.From(Pattern), Value.From("x")]
            : [Value.From(_text), Value.From(Pattern)];
        return Run.Call(frame, overload, arguments);
    }

    /// <summary>A clock that goes on by one with each look at it.</summary>
    private sealed class LookedAt : TimeProvider
    {
        public int Looks { get; private set; }

        public int AtLook { get; init; } = -1;

        public Action? Then { get; init; }

        public override long GetTimestamp()
        {
            if (++Looks == AtLook) Then!();
            return Looks;
        }
    }
}

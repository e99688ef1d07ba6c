using Pdp.Language.Values;
using Xunit;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>
/// Generated expressions and inputs, answered by this project and by <c>@bufbuild/cel</c>; see <see cref="Extent"/> for
/// how many.
/// </summary>
public sealed class SecondOpinionTests(ITestOutputHelper output)
{
    /// <summary>How many pairs must agree on a value; that both fail is a weaker sign, and counted apart.</summary>
    private const int WantedValues = 16_000;

    [Fact]
    public async Task Another_implementation_agrees_or_the_difference_is_explained()
    {
        await using var other = OtherSide.Start();
        var comparison = new Comparison(other);
        foreach (var seeds in Enumerable.Range(Extent.FirstSeed, Extent.Pairs).Chunk(5_000)) await comparison.CompareAsync(seeds);

        output.WriteLine(comparison.Summary);
        Assert.True(comparison.Inner.Count == 0, $"{comparison.Inner.Count} checked programs answer otherwise, the shortest:\n{Shortest(comparison.Inner)}");
        Assert.True(
            comparison.Unexplained.Count == 0,
            $"{comparison.Unexplained.Count} differ for no known reason, the shortest:\n{Shortest(comparison.Unexplained)}");
        Assert.True(Extent.Pairs < Extent.UsualPairs || comparison.AgreedValues >= WantedValues, $"only {comparison.AgreedValues} pairs agree on a value");
    }

    [Fact]
    public async Task Every_known_difference_is_still_there()
    {
        await using var other = OtherSide.Start();
        var reducer = new Reducer(other);
        foreach (var known in ExplainedDifference.All)
        {
            var difference = await reducer.ReduceAsync(new Question(known.Example, Question.NoBindings));
            Assert.False(difference.Ours.AgreesWith(difference.Theirs), $"`{known.Name}` no longer occurs: {difference}");
            Assert.Equal(known.Name, ExplainedDifference.All.FirstOrDefault(kind => kind.Covers(difference))?.Name);
        }
    }

    /// <summary>A kind is about one right answer of ours: with any other one the same difference is not explained.</summary>
    [Fact]
    public async Task A_wrong_answer_of_ours_is_not_explained()
    {
        await using var other = OtherSide.Start();
        var reducer = new Reducer(other);
        foreach (var known in ExplainedDifference.All)
        {
            var difference = await reducer.ReduceAsync(new Question(known.Example, Question.NoBindings));
            foreach (var wrong in Wrong(difference.Ours))
            {
                var kind = ExplainedDifference.All.FirstOrDefault(kind => kind.Covers(difference with { Ours = wrong }));
                Assert.True(kind is null, $"`{kind?.Name}` explains {wrong} as the answer to {difference.Question}");
            }
        }
    }

    private static IEnumerable<Outcome> Wrong(Outcome right)
    {
        if (!right.IsValue) return [];
        var value = right.Value;
        Value[] others =
        [
            value.IsInt ? Value.From(value.AsInt ^ 1) : Value.From(1L),
            value.IsUint ? Value.FromUint(value.AsUint ^ 1) : Value.FromUint(1),
            value.AsString is { } text ? Value.From(text + "0") : Value.From("0"),
            value.IsBool ? Value.From(!value.AsBool) : Value.True,
            Value.Fail("wrong"),
        ];
        return others.Select(other => Outcome.Of(other));
    }

    private static string Shortest(IEnumerable<string> differences) =>
        string.Join('\n', differences.Distinct(StringComparer.Ordinal).OrderBy(text => text.Length).Take(40));
}

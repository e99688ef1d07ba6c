using Xunit;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>Texts that are nearly expressions: this project and <c>@bufbuild/cel</c> say the same of whether they parse.</summary>
public sealed class ParsingTests(ITestOutputHelper output)
{
    private static int Texts => Extent.Pairs / 8;

    [Fact]
    public async Task Another_parser_agrees_or_the_difference_is_explained()
    {
        await using var other = OtherSide.Start();
        var reducer = new TextReducer(other);
        var explained = ExplainedParse.All.ToDictionary(kind => kind, _ => 0);
        var unexplained = new List<string>();
        var (accepted, rejected) = (0, 0);
        foreach (var seeds in Enumerable.Range(Extent.FirstSeed, Texts).Chunk(5_000))
        {
            var questions = seeds.Select(MutatedText.Of).ToList();
            var theirs = await other.AskAsync(questions);
            for (var i = 0; i < theirs.Length; i++)
            {
                var ours = OurSide.Ask(questions[i]);
                if (ours.IsValue && theirs[i].IsValue) accepted++;
                else if (ours.IsValue == theirs[i].IsValue) rejected++;
                else if (await reducer.ReduceAsync(questions[i]) is var smallest && Explain(smallest) is { } kind) explained[kind]++;
                else unexplained.Add($"`{smallest.Text}` from `{questions[i].Text}`, here {OurSide.Ask(smallest)} (seed {seeds[i]})");
            }
        }

        output.WriteLine($"{Texts} texts: both take {accepted}, both reject {rejected}, {explained.Values.Sum()} differ for a known reason");
        foreach (var (kind, times) in explained) output.WriteLine($"{times,6}  {kind.Name}: {kind.Reason}");
        var shortest = string.Join('\n', unexplained.OrderBy(text => text.Length).Take(40));
        Assert.True(unexplained.Count == 0, $"{unexplained.Count} differ for no known reason, the shortest:\n{shortest}");
        Assert.True(accepted > Texts / 10 && rejected > Texts / 10, $"{accepted} texts are taken and {rejected} rejected");
    }

    [Fact]
    public async Task Every_known_difference_of_the_parsers_is_still_there()
    {
        await using var other = OtherSide.Start();
        foreach (var known in ExplainedParse.All)
        {
            var question = new Question(known.Example, null);
            var theirs = (await other.AskAsync([question]))[0];
            Assert.True(OurSide.Ask(question).IsValue != theirs.IsValue, $"`{known.Name}` no longer occurs");
            Assert.Equal(known.Name, Explain(question)?.Name);
        }
    }

    private static ExplainedParse? Explain(Question smallest)
    {
        var ours = OurSide.Ask(smallest);
        return ExplainedParse.All.FirstOrDefault(kind => kind.Covers(smallest.Text, ours));
    }
}

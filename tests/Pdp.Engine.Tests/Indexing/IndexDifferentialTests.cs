using System.Globalization;
using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Tests.Support;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>
/// With the index and without it: the same answer, determining rules, obligations and errors. <c>PDP_INDEX_CASES</c> sets
/// how many cases there are, <c>PDP_INDEX_SEED</c> the first seed.
/// </summary>
public sealed class IndexDifferentialTests
{
    private const int RequestsPerSet = 400;

    [Fact]
    public void The_index_changes_nothing_of_any_answer()
    {
        var cases = Setting("PDP_INDEX_CASES", 20_000);
        var first = Setting("PDP_INDEX_SEED", 1);
        var forests = 0;
        var outcomes = new int[Enum.GetValues<Outcome>().Length];
        Parallel.For(first, first + (cases / RequestsPerSet), seed =>
        {
            var policies = new IndexedPolicies(new Random(seed));
            var set = Compiled.Set(policies.Set()).Compiled;
            var byLists = set with { Forest = null, RootForest = null };
            if (set.Forest is not null) Interlocked.Increment(ref forests);
            for (var i = 0; i < RequestsPerSet; i++)
            {
                var request = policies.Request();
                var (scanned, found) = (AnswerText.Of<ScanTrace>(set, request), AnswerText.Of<NoTrace>(set, request));
                Assert.True(scanned == found, $"seed {seed}, request {i}{Environment.NewLine}{scanned}{Environment.NewLine}{found}");
                if (set.Forest is not null) found = AnswerText.Of<NoTrace>(byLists, request);
                Assert.True(scanned == found, $"seed {seed}, request {i}, by lists{Environment.NewLine}{scanned}{Environment.NewLine}{found}");
                var alone = AnswerText.Of<NoTrace>(set, request, withShadows: false);
                Assert.True(scanned.StartsWith(alone, StringComparison.Ordinal), $"seed {seed}, request {i}, without shadows{Environment.NewLine}{scanned}{Environment.NewLine}{alone}");
                Interlocked.Increment(ref outcomes[scanned[0] - '0']);
            }
        });

        Assert.InRange(forests, 1, cases / RequestsPerSet);
        Assert.All(outcomes.Skip(1), count => Assert.True(count > cases / 100, string.Join(", ", outcomes)));
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}

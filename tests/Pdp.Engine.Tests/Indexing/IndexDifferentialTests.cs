using System.Globalization;
using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Engine.Requests;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Values;
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
                var (scanned, found) = (Told<ScanTrace>(set, request), Told<NoTrace>(set, request));
                Assert.True(scanned == found, $"seed {seed}, request {i}{Environment.NewLine}{scanned}{Environment.NewLine}{found}");
                if (set.Forest is not null) found = Told<NoTrace>(byLists, request);
                Assert.True(scanned == found, $"seed {seed}, request {i}, by lists{Environment.NewLine}{scanned}{Environment.NewLine}{found}");
                var alone = Told<NoTrace>(set, request, withShadows: false);
                Assert.True(scanned.StartsWith(alone, StringComparison.Ordinal), $"seed {seed}, request {i}, without shadows{Environment.NewLine}{scanned}{Environment.NewLine}{alone}");
                Interlocked.Increment(ref outcomes[scanned[0] - '0']);
            }
        });

        Assert.InRange(forests, 1, cases / RequestsPerSet);
        Assert.All(outcomes.Skip(1), count => Assert.True(count > cases / 100, string.Join(", ", outcomes)));
    }

    private static string Told<TTrace>(CompiledSet set, Request request, bool withShadows = true)
        where TTrace : struct, ITrace
    {
        var context = new EvaluationContext(set);
        context.Frame.Now = Value.From(Ask.Noon);
        context.Frame.Clock = TimeProvider.System;
        context.Frame.Deadline = long.MaxValue;
        var decision = new Decision { WithShadows = withShadows };
        var trace = default(TTrace);
        DecisionMaker<TTrace>.Decide(set, request, decision, context, ref trace);
        Assert.Equal(0, context.Candidates.Count);
        var answer = $"{(int)decision.Outcome} {decision.Value} {decision.Status}"
            + $" | {string.Join("; ", decision.Determining)} | {Told(decision.Obligations)} | {Told(decision.Advice)}"
            + $" | {string.Join("; ", decision.Errors)}";
        return withShadows
            ? answer + $" | {string.Join("; ", context.RootValues)} | {string.Join("; ", decision.Shadows)} | {string.Join("; ", decision.ShadowCauses)}"
            : answer;
    }

    private static string Told(IEnumerable<Notice> notices) =>
        string.Join("; ", notices.Select(notice => $"{notice.Id} {CelText.ToLiteral(Value.From(notice.Properties))}"));

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}

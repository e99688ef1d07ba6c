using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Engine.Reports;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>What is told of an index is what decisions do with it.</summary>
public sealed class IndexTraceTests
{
    [Fact]
    public void Names_as_candidates_exactly_the_rules_that_a_decision_evaluates()
    {
        var compared = Enumerable.Range(1, 24).Sum(Compare);
        Assert.True(compared > 2_000, $"{compared}");
    }

    private static int Compare(int seed)
    {
        var policies = new IndexedPolicies(new Random(seed));
        var set = Compiled.Set(policies.Set());
        var compared = 0;
        for (var i = 0; i < 20; i++)
        {
            var request = policies.Request();
            var use = set.TraceIndex(request, Ask.Noon, withLeftOut: true, TestContext.Current.CancellationToken);
            var (evaluated, algorithms) = Evaluated(set.Compiled, request);
            foreach (var list in use.Lists)
            {
                Assert.Equal(list.LeftOutCount, list.LeftOut.Length);
                Assert.Equal(list.Items, list.LeftOut.Concat<object>(list.Candidates).Count());
                if (list.Policy is null) continue;
                var told = list.Candidates.Where(candidate => !candidate.IsPolicy).Select(candidate => (list.Policy, list.Version, candidate.Id)).ToHashSet();
                var looked = evaluated.Where(rule => (rule.Policy, rule.Version) == (list.Policy, list.Version)).ToHashSet();
                Assert.Subset(told, looked);
                // the first applicable ends the list: those behind it were found, and not needed
                if (algorithms[(list.Policy, list.Version)] != CombiningAlgorithm.FirstApplicable) Assert.Equal(told, looked);
                compared += told.Count;
            }

            Assert.Subset(
                use.Lists.SelectMany(list => list.Candidates.Select(candidate => (list.Policy!, list.Version, candidate.Id))).ToHashSet(), evaluated);
        }

        return compared;
    }

    [Fact]
    public void Tells_by_which_key_a_rule_was_found()
    {
        var set = Compiled.Set(Policy(
            "p",
            [
                .. Enumerable.Range(0, 40).Select(i => Deny($"r{i}", $"resource.type == 't{i % 20}' && subject.level >= {i}")),
                .. Enumerable.Range(0, 40).Select(i => Deny($"g{i}", $"'group-{i}' in subject.groups")),
                .. Enumerable.Range(0, 40).Select(i => Deny($"p{i}", $"context.path.startsWith('/{i}/')")),
                .. Enumerable.Range(0, 40).Select(i => Deny($"s{i}", $"context.score > {i} && context.score <= {i + 1}")),
                .. Enumerable.Range(0, 40).Select(i => Deny($"o{i}", $"resource.owner == 'o{i}'")),
                Deny("other", "!subject.id.contains('nothing')"),
            ]));
        var request = Ask.Any.WithResourceType("t3")
            .WithSubject(("level", Value.From(4L)), ("groups", Ask.List(Value.From("group-7"), Value.From("x"))))
            .WithContext(("path", Value.From("/9/a")), ("score", Value.From(11L)))
            .WithResource(("owner", Value.From(Ask.Map())));
        var list = set.TraceIndex(request, Ask.Noon, cancellation: TestContext.Current.CancellationToken).Lists[1];

        // of `r23` the level is not looked up: two rules are evaluated as fast
        Assert.Equal(["r3", "r23", "g7", "p9", "s10", "other"], list.Candidates.Select(candidate => candidate.Id));
        Assert.Equal([true, true, true, true, true, false], list.Candidates.Select(candidate => candidate.HasKey));
        Assert.Equal((201, 195), (list.Items, list.LeftOutCount));
        Assert.All(list.Candidates[..2], one => Assert.Equal([new KeyMatch("resource.type", KeyMatchKind.Value, "'t3'")], one.FoundBy));
        Assert.Equal([new KeyMatch("subject.groups", KeyMatchKind.Element, "'group-7'")], list.Candidates[2].FoundBy);
        Assert.Equal([new KeyMatch("context.path", KeyMatchKind.Prefix, "'/9/'")], list.Candidates[3].FoundBy);
        Assert.Equal([new KeyMatch("context.score", KeyMatchKind.Range, "> 10 and <= 11")], list.Candidates[4].FoundBy);
        Assert.Empty(list.Candidates[5].FoundBy);
    }

    [Fact]
    public void Tells_of_rules_that_were_found_because_an_attribute_is_missing_or_of_a_wrong_type()
    {
        var set = Compiled.Set(Policy(
            "p",
            [
                .. Enumerable.Range(0, 20).Select(i => Deny($"m{i}", $"subject.owner == 'o{i}'")),
                .. Enumerable.Range(0, 20).Select(i => Deny($"w{i}", $"'g{i}' in subject.groups")),
            ]));
        var request = Ask.Any.WithSubject(("groups", Value.From("g1")));
        var candidates = set.TraceIndex(request, Ask.Noon, cancellation: TestContext.Current.CancellationToken).Lists[1].Candidates;

        Assert.Equal(40, candidates.Length);
        Assert.All(candidates[..20], one => Assert.Equal([new KeyMatch("subject.owner", KeyMatchKind.Missing, "")], one.FoundBy));
        Assert.All(candidates[20..], one => Assert.Equal([new KeyMatch("subject.groups", KeyMatchKind.WrongType, "")], one.FoundBy));
    }

    [Fact]
    public void Tells_of_a_policy_that_its_rules_have_a_key_although_it_has_no_target()
    {
        var set = Compiled.Set(Policy(
            "p", [.. Enumerable.Range(0, 9).Select(i => Policy($"inner-{i}", Deny("x", $"resource.type == 't{i}'")) with { Version = 0 })]));
        var list = set.TraceIndex(Ask.Any.WithResourceType("t3"), Ask.Noon, withLeftOut: true, TestContext.Current.CancellationToken).Lists[1];

        var found = Assert.Single(list.Candidates);
        Assert.Equal(("inner-3", true, true), (found.Id, found.IsPolicy, found.HasKey));
        Assert.Equal(new LeftOutUse("inner-0", true, "`resource.type` is `t3`, the rule needs `t0`"), list.LeftOut[0]);
    }

    private static (HashSet<(string Policy, int Version, string Id)> Rules, Dictionary<(string, int), CombiningAlgorithm> Algorithms) Evaluated(
        CompiledSet set, Pdp.Engine.Requests.Request request)
    {
        var context = new EvaluationContext(set);
        context.Frame.Now = Value.From(Ask.Noon);
        context.Frame.Clock = TimeProvider.System;
        context.Frame.Deadline = long.MaxValue;
        var trace = new NotingTrace([], []);
        DecisionMaker<NotingTrace>.Decide(set, request, new Decision(), context, ref trace);
        return (trace.Rules, trace.Algorithms);
    }

    /// <summary>Decides by the index, and notes what is evaluated.</summary>
    private readonly struct NotingTrace(
        HashSet<(string, int, string)> rules, Dictionary<(string, int), CombiningAlgorithm> algorithms) : ITrace
    {
        public static bool UsesIndex => true;

        public HashSet<(string, int, string)> Rules => rules;

        public Dictionary<(string, int), CombiningAlgorithm> Algorithms => algorithms;

        public void Begins(EvaluationPurpose purpose)
        {
        }

        public Node Code(Expression expression) => expression.Plain;

        public void Evaluated(ItemNode item, Expression expression)
        {
        }

        public void Finished(ItemNode item, InnerValue value, DecisionError? error)
        {
            if (item is RuleNode rule) rules.Add((rule.Path, rule.Code.Version, rule.Code.Source.Id));
            else if (item is PolicyNode policy) algorithms[(policy.Path, policy.Code.Document.Version)] = policy.Code.Source.Combining;
        }

        public void ActionDiffers(RuleNode rule)
        {
        }
    }
}

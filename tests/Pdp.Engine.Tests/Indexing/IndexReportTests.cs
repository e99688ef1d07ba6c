using Pdp.Engine.Reports;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Indexing;

public sealed class IndexReportTests
{
    [Fact]
    public void Tells_what_each_list_is_looked_up_by_and_which_items_no_key_covers()
    {
        var report = Set().DescribeIndex();
        Assert.Equal([null, "p"], report.Lists.Select(list => list.Policy));
        Assert.Equal([1, 41], report.Lists.Select(list => list.Items));
        Assert.Equal([false, true], report.Lists.Select(list => list.IsIndexed));
        var list = report.Lists[1];
        Assert.Equal(
            [
                new KeyReport("resource.type", false, 38, 20, 0, 0, true), new KeyReport("subject.level", false, 12, 0, 12, 0, false),
                new KeyReport("context.path", false, 1, 0, 0, 1, false), new KeyReport("subject.groups", true, 1, 1, 0, 0, false),
            ],
            list.Keys);
        Assert.Equal(["other"], list.WithoutKey);
        Assert.InRange(list.Bytes, 500, 10_000);
        Assert.Equal((42, 1, list.Bytes), (report.Items, report.ItemsWithoutKey, report.Bytes));
    }

    [Fact]
    public void Tells_what_a_request_was_looked_up_with_and_what_was_found()
    {
        var request = Ask.Any.WithResourceType("t3").WithSubject(("level", Value.From(4L)), ("groups", Ask.List())).WithContext(("path", Value.From("/a/b")));
        var use = Set().TraceIndex(request, Ask.Noon, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([null, "p"], use.Lists.Select(list => list.Policy));
        var list = use.Lists[1];
        Assert.Equal([new KeyUse("resource.type", KeyState.Value, Value.From("t3"), true) { IsLookedUp = true }], list.Keys);
        Assert.Equal(3, list.Sure);
        Assert.Equal(["r3", "r23", "path", "other", "group", "inner"], list.Candidates.Select(candidate => candidate.Id));
        Assert.Equal((7, 42), (use.Candidates, use.Items));
    }

    [Fact]
    public void Tells_that_an_attribute_is_missing_and_how_many_rules_were_not_evaluated_for_they_were_sure()
    {
        var rules = Enumerable.Range(0, 400).Select(i => Permit($"r{i}", $"subject.owner == 'o{i}'")).ToArray();
        var set = Compiled.Set(Policy("p", rules));
        var sure = set.TraceIndex(Ask.Any.WithSubject(("owner", Value.From("o7"))), Ask.Noon, cancellation: TestContext.Current.CancellationToken).Lists[1];
        Assert.Equal((1, "r7"), (sure.Sure, Assert.Single(sure.Candidates).Id));
        var missing = set.TraceIndex(Ask.Any, Ask.Noon, cancellation: TestContext.Current.CancellationToken).Lists[1];
        Assert.Equal((0, 400, KeyState.Missing), (missing.Sure, missing.Candidates.Length, Assert.Single(missing.Keys).State));
    }

    [Fact]
    public void Two_keys_that_are_written_alike_are_told_each_with_its_own_value()
    {
        var set = Compiled.Set(Levels("p", 0), Levels("q", 100));
        var use = set.TraceIndex(Ask.Any.WithSubject(("role", Value.From("a"))), Ask.Noon, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([0L, 100L], use.Lists[0].Keys.Where(key => key.Attribute == "variables.m[subject.role]").Select(key => key.Value.AsInt).Order());

        static PolicySource Levels(string id, int low) =>
            Policy(id, [.. Enumerable.Range(0, 6).Select(i => Permit($"r{i}", $"variables.m[subject.role] == {low + i}"))]) with
            {
                Variables = [Variable("m", $"{{'a': {low}, 'b': {low + 1}}}")],
            };
    }

    [Fact]
    public void Of_a_small_set_there_is_one_index_over_all_lists()
    {
        var set = Compiled.Set(
            Targeted("documents", "resource.type == 'document'", Permit("owner", "resource.owner == subject.id"), Permit("read", "action.name == 'read'"), Deny("all")),
            Targeted("folders", "resource.type == 'folder'", Permit("x"), Targeted("inner", "subject.level >= 3", Permit("y", "subject.id != resource.id"))));
        var report = set.DescribeIndex();
        Assert.Equal([null, "documents", "folders", "folders/inner"], report.Lists.Select(list => list.Policy));
        Assert.All(report.Lists, list => Assert.True(list.IsIndexed));
        Assert.Equal(["resource.type", "subject.level", "action.name", "resource.id == subject.id", "resource.owner == subject.id"], report.Lists[0].Keys.Select(key => key.Attribute));
        Assert.Equal([[], ["owner", "all"], ["x"], ["y"]], report.Lists.Select(list => list.WithoutKey));
        Assert.Equal(report.Lists[0].Bytes, report.Bytes);

        var request = Ask.Any.WithResourceType("folder").WithSubject(("level", Value.From(4L)));
        var use = set.TraceIndex(request, Ask.Noon, withLeftOut: true, TestContext.Current.CancellationToken);
        Assert.Equal([["folders"], ["x", "inner"], ["y"]], use.Lists.Select(list => list.Candidates.Select(candidate => candidate.Id)));
        Assert.Equal([[true], [true, true], [true]], use.Lists.Select(list => list.Candidates.Select(candidate => candidate.IsSure)));
        Assert.Equal(["resource.type", "subject.level", "resource.id == subject.id"], use.Lists[0].Keys.Where(key => key.IsLookedUp).Select(key => key.Attribute));
        Assert.Equal(new LeftOutUse("documents", true, "`resource.type` is `folder`, the rule needs `document`"), Assert.Single(use.Lists[0].LeftOut));
    }

    private static PolicySet Set() => Compiled.Set(Policy(
        "p",
        [
            .. Enumerable.Range(0, 37).Select(i => Deny($"r{i}", $"resource.type == 't{i % 20}'" + (i % 3 == 1 ? $" && subject.level > {i}" : ""))),
            Permit("path", "context.path.startsWith('/a')"), Permit("other", "!subject.id.contains('nothing')"), Permit("group", "'g' in subject.groups"),
            Permit("inner", "resource.type == 't3'"),
        ]));
}

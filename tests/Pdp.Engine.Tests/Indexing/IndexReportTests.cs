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
        Assert.Equal([null, "p", "p/inner"], report.Lists.Select(list => list.Policy));
        Assert.Equal([1, 41, 2], report.Lists.Select(list => list.Items));
        Assert.Equal([false, true, false], report.Lists.Select(list => list.IsIndexed));
        var list = report.Lists[1];
        Assert.Equal(
            [
                new KeyReport("resource.type", false, 38, 20, 0, 0, true), new KeyReport("subject.level", false, 12, 0, 12, 0, false),
                new KeyReport("context.path", false, 1, 0, 0, 1, false), new KeyReport("subject.groups", true, 1, 1, 0, 0, false),
            ],
            list.Keys);
        Assert.Equal(["other"], list.WithoutKey);
        Assert.InRange(list.Bytes, 500, 10_000);
        Assert.Equal((44, 1, list.Bytes), (report.Items, report.ItemsWithoutKey, report.Bytes));
    }

    [Fact]
    public void Tells_what_a_request_was_looked_up_with_and_what_was_found()
    {
        var request = Ask.Any.WithResourceType("t3").WithSubject(("level", Value.From(4L)), ("groups", Ask.List())).WithContext(("path", Value.From("/a/b")));
        var use = Set().TraceIndex(request, Ask.Noon, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([null, "p", "p/inner"], use.Lists.Select(list => list.Policy));
        var list = use.Lists[1];
        Assert.Equal([new KeyUse("resource.type", KeyState.Value, Value.From("t3"), true) { IsLookedUp = true }], list.Keys);
        Assert.Equal(2, list.Sure);
        Assert.Equal(["r3", "r23", "path", "other", "group", "inner"], list.Candidates.Select(candidate => candidate.Id));
        Assert.Equal(["x", "y"], use.Lists[2].Candidates.Select(candidate => candidate.Id));
        Assert.Equal((9, 44), (use.Candidates, use.Items));
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

    private static PolicySet Set() => Compiled.Set(Policy(
        "p",
        [
            .. Enumerable.Range(0, 37).Select(i => Deny($"r{i}", $"resource.type == 't{i % 20}'" + (i % 3 == 1 ? $" && subject.level > {i}" : ""))),
            Permit("path", "context.path.startsWith('/a')"), Permit("other", "subject.id != resource.id"), Permit("group", "'g' in subject.groups"),
            Targeted("inner", "resource.type == 't3'", Permit("x"), Permit("y")),
        ]));
}

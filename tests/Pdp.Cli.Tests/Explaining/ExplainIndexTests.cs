using System.Text.Json;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Explaining;

public sealed class ExplainIndexTests
{
    [Theory]
    [InlineData("order", Requests.Order)]
    [InlineData("elsewhere", Requests.Elsewhere)]
    public async Task Tells_what_the_index_found_as_kept(string name, string request)
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Indexed, "--request", request, "--index");

        Assert.Equal(("", ExitCodes.Ok), (run.Error, run.Code));
        Golden.Equal($"explain-index-{name}.txt", run.Out[run.Out.IndexOf("\nindex: ", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task All_tells_why_each_item_was_left_out()
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Indexed, "--request", Requests.Order, "--index", "--all");

        Golden.Equal("explain-index-order-all.txt", run.Out[run.Out.IndexOf("\nindex: ", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task The_explanation_before_it_is_the_same_as_without_it()
    {
        var with = await CliRun.RunAsync("explain", "-p", Fixture.Indexed, "--request", Requests.Order, "--index", "--now", "2026-03-02T10:00:00Z");
        var without = await CliRun.RunAsync("explain", "-p", Fixture.Indexed, "--request", Requests.Order, "--now", "2026-03-02T10:00:00Z");

        Assert.StartsWith(without.Out, with.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\nindex: ", without.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_what_was_looked_up_and_what_was_found()
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Indexed, "--request", Requests.Order, "--index", "--json", "--all");

        Assert.Equal(("", ExitCodes.Ok), (run.Error, run.Code));
        using var json = JsonDocument.Parse(run.Out);
        var index = json.RootElement.GetProperty("index");
        var list = index.GetProperty("lists").EnumerateArray().Single(one => one.TryGetProperty("policy", out var policy) && policy.GetString() == "files");
        Assert.True(list.GetProperty("indexed").GetBoolean());
        // one index of all lists is told of at the root policies
        var roots = index.GetProperty("lists").EnumerateArray().Single(one => !one.TryGetProperty("policy", out _));
        Assert.Contains(
            roots.GetProperty("lookedUp").EnumerateArray(),
            key => key.GetProperty("attribute").GetString() == "resource.type" && key.GetProperty("value").GetString() == "order");
        var candidates = list.GetProperty("candidates").EnumerateArray().ToDictionary(one => one.GetProperty("rule").GetString()!);
        Assert.True(candidates["team-order"].GetProperty("key").GetBoolean());
        Assert.Equal("files.json", candidates["team-order"].GetProperty("file").GetString());
        Assert.Equal("/rules/1", candidates["team-order"].GetProperty("pointer").GetString());
        Assert.False(candidates["not-secret"].GetProperty("key").GetBoolean());
        var leftOut = list.GetProperty("leftOutBecause").EnumerateArray().ToDictionary(one => one.GetProperty("rule").GetString()!);
        Assert.Equal(
            "`resource.type` is `order`, the rule needs `invoice`", leftOut["team-invoice"].GetProperty("reason").GetString());
        Assert.Equal(list.GetProperty("items").GetInt32(), candidates.Count + leftOut.Count);
        Assert.Equal(list.GetProperty("leftOut").GetInt32(), leftOut.Count);
    }

    [Fact]
    public async Task What_the_index_left_out_is_not_applicable_in_the_explanation_which_evaluates_all()
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Indexed, "--request", Requests.Order, "--index", "--json", "--all");

        using var json = JsonDocument.Parse(run.Out);
        var values = json.RootElement.GetProperty("policies").EnumerateArray()
            .Single(policy => policy.GetProperty("policy").GetString() == "files").GetProperty("rules").EnumerateArray()
            .ToDictionary(rule => rule.GetProperty("rule").GetString()!, rule => rule.GetProperty("value").GetString());
        var leftOut = json.RootElement.GetProperty("index").GetProperty("lists").EnumerateArray()
            .Single(one => one.TryGetProperty("policy", out var policy) && policy.GetString() == "files").GetProperty("leftOutBecause").EnumerateArray();
        Assert.NotEmpty(leftOut);
        Assert.All(leftOut, one => Assert.Equal("not-applicable", values[one.GetProperty("rule").GetString()!]));
    }

    [Fact]
    public async Task Without_the_option_json_has_no_index()
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Indexed, "--request", Requests.Order, "--json");

        using var json = JsonDocument.Parse(run.Out);
        Assert.False(json.RootElement.TryGetProperty("index", out _));
    }
}

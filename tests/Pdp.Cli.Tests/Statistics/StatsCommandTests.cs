using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Statistics;

public sealed class StatsCommandTests
{
    [Theory]
    [InlineData("indexed")]
    [InlineData("good")]
    public async Task Tells_as_kept(string bundle)
    {
        var run = await CliRun.RunAsync("stats", Fixture.PathOf(bundle));

        Assert.Equal(("", ExitCodes.Ok), (run.Error, run.Code));
        Golden.Equal($"stats-{bundle}.txt", run.Out);
    }

    [Fact]
    public async Task All_lists_the_short_lists_too()
    {
        var run = await CliRun.RunAsync("stats", Fixture.Indexed, "--all");

        Golden.Equal("stats-indexed-all.txt", run.Out);
    }

    [Fact]
    public async Task Cuts_what_is_long_and_says_how_much_more_there_is()
    {
        var folder = Directory.CreateTempSubdirectory("pdp-stats-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "p.json"), ManyRules(50), TestContext.Current.CancellationToken);
            var cut = await CliRun.RunAsync("stats", folder.FullName);
            var whole = await CliRun.RunAsync("stats", folder.FullName, "--all");

            Assert.Contains("\nand 30 more (--all lists them)\n", cut.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("rule `r49`", cut.Out, StringComparison.Ordinal);
            Assert.Contains("rule `r49`", whole.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("more (--all", whole.Out, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Json_has_everything()
    {
        var run = await CliRun.RunAsync("stats", Fixture.Indexed, "--format", "json");

        Assert.Equal(("", ExitCodes.Ok), (run.Error, run.Code));
        using var json = JsonDocument.Parse(run.Out);
        var root = json.RootElement;
        Assert.Equal((17, 12), (root.GetProperty("counts").GetProperty("rules").GetInt32(), root.GetProperty("counts").GetProperty("rulesWithKey").GetInt32()));
        Assert.InRange(root.GetProperty("selectivity").GetProperty("mean").GetDouble(), 5, 19);
        Assert.True(root.GetProperty("memory").GetProperty("indexBytesEstimated").GetInt64() > 0);
        var files = root.GetProperty("lists").EnumerateArray().Single(list => list.TryGetProperty("policy", out var policy) && policy.GetString() == "files");
        Assert.Equal(16, files.GetProperty("items").GetInt32());
        Assert.Equal(1, files.GetProperty("rulesWithKey").GetProperty("prefix").GetInt32());
        var either = root.GetProperty("withoutKey").EnumerateArray().Single(item => item.TryGetProperty("rule", out var rule) && rule.GetString() == "either");
        Assert.Equal("files.json", either.GetProperty("file").GetString());
        Assert.Equal("/rules/12/when", either.GetProperty("pointer").GetString());
        var line = (await File.ReadAllLinesAsync(Path.Combine(Fixture.Indexed, "files.json"), TestContext.Current.CancellationToken))[either.GetProperty("line").GetInt32() - 1];
        Assert.Contains("resource.type == 'note' ||", line, StringComparison.Ordinal);
        Assert.Equal("resource.size > subject.quota", Assert.Single(either.GetProperty("reasons").EnumerateArray()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_folder_that_does_not_load_is_told_as_by_other_commands()
    {
        var run = await CliRun.RunAsync("stats", Fixture.Broken);

        Assert.Equal(("", ExitCodes.PoliciesDoNotLoad), (run.Out, run.Code));
        Assert.Contains("do not load", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_sees_how_far_a_long_run_is_and_a_pipe_does_not()
    {
        var slow = new FakeTimeProvider(CliRun.Now) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var terminal = await new CliRunner { Clock = slow, IsTerminal = true }.RunAsync("stats", Fixture.Indexed, "--color", "never");
        var pipe = await new CliRunner { Clock = slow }.RunAsync("stats", Fixture.Indexed);

        Assert.Contains("19 of 19 rules and policies", terminal.Error, StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[K", terminal.Error, StringComparison.Ordinal);
        Assert.Equal("", pipe.Error);
    }

    [Fact]
    public async Task Stops_when_it_is_told_to()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var run = await new CliRunner().RunAsync(stopped.Token, "stats", Fixture.Indexed);

        Assert.Equal(("", ExitCodes.Interrupted), (run.Out, run.Code));
    }

    [Fact]
    public async Task A_folder_must_be_named()
    {
        var run = await CliRun.RunAsync("stats");

        Assert.Equal(ExitCodes.BadInput, run.Code);
    }

    private static string ManyRules(int count)
    {
        var text = new StringBuilder("""{"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "target": "resource.type == 'x'", "rules": [""");
        for (var i = 0; i < count; i++)
            text.Append(i > 0 ? ", " : "").Append("{\"id\": \"r").Append(i).Append("\", \"effect\": \"deny\", \"when\": \"subject.id != resource.owner\"}");
        return text.Append("]}").ToString();
    }
}

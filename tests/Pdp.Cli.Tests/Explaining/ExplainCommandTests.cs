using System.Text;
using System.Text.Json;
using Pdp.Cli.Tests.Running;
using Spectre.Console;

namespace Pdp.Cli.Tests.Explaining;

public sealed class ExplainCommandTests
{
    [Theory]
    [InlineData("owner", Requests.Owner)]
    [InlineData("colleague", Requests.Colleague)]
    [InlineData("stranger", Requests.Stranger)]
    [InlineData("bare", Requests.Bare)]
    [InlineData("elsewhere", Requests.Elsewhere)]
    public async Task Draws_the_answer_as_kept(string name, string request)
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Good, "--request", request);

        Assert.Equal("", run.Error);
        Assert.Equal(ExitCodes.Ok, run.Code);
        Golden.Equal($"explain-{name}.txt", run.Out);
    }

    [Fact]
    public async Task All_leaves_nothing_out()
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Good, "--request", Requests.Bare, "--all");

        Golden.Equal("explain-bare-all.txt", run.Out);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Stays_within_the_terminal(int width)
    {
        var run = await new CliRunner { Width = width }.RunAsync("explain", "-p", Fixture.Good, "--request", Requests.Colleague);

        // The head has what one copies (revision, obligations); the tree below it is wrapped.
        var tree = run.Out[run.Out.IndexOf("\n\n", StringComparison.Ordinal)..];
        Assert.All(tree.Split('\n'), line => Assert.True(line.GetCellWidth() <= width, line));
    }

    [Fact]
    public async Task Guides_are_ascii_where_the_locale_is()
    {
        var runner = new CliRunner();
        runner.Variables["LANG"] = "C";
        var run = await runner.RunAsync("explain", "-p", Fixture.Good, "--request", Requests.Owner);

        Assert.Contains("|- ", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out, c => Assert.True(c < 128, $"{c}"));
    }

    [Fact]
    public async Task Colours_change_nothing_but_the_colour()
    {
        var plain = await CliRun.RunAsync("explain", "-p", Fixture.Good, "--request", Requests.Bare);
        var coloured = await CliRun.RunAsync("explain", "-p", Fixture.Good, "--request", Requests.Bare, "--color", "always");

        Assert.NotEqual(plain.Out, coloured.Out);
        Assert.Equal(plain.Out, System.Text.RegularExpressions.Regex.Replace(coloured.Out, "\u001b\\[[0-9;]*m", ""));
    }

    [Fact]
    public async Task Json_is_the_whole_explanation()
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Good, "--request", Requests.Colleague, "--json");

        Assert.Equal(ExitCodes.Ok, run.Code);
        using var json = JsonDocument.Parse(run.Out);
        Assert.Contains("clearance", run.Out, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("--request-file=-")]
    [InlineData("")]
    public async Task Reads_standard_input(string how)
    {
        var runner = new CliRunner { Input = new MemoryStream(Encoding.UTF8.GetBytes($"\n{Requests.Stranger}\n")) };
        var run = await runner.RunAsync(["explain", "-p", Fixture.Good, .. how.Length == 0 ? [] : new[] { how }]);

        Assert.StartsWith("DENY\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_as_input_is_answered_with_help()
    {
        var run = await new CliRunner { InputIsTerminal = true }.RunAsync("explain", "-p", Fixture.Good);

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.StartsWith("error: expected a request, got none\n  = help: give `--request JSON`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_none_is_told_with_every_error()
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Good, "--request", """{"subject": {"id": 7}, "action": {"name": "read"}}""");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains("/subject/id: ", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"error: the request is not valid: [2-9] errors\n$", run.Error);
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_refused()
    {
        using var endless = new Checking.PatternStream(long.MaxValue);
        var run = await new CliRunner { Input = endless }.RunAsync("explain", "-p", Fixture.Good);

        Assert.Equal((ExitCodes.BadInput, "error: the request is too long: expected at most 1048576 bytes\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task What_a_request_says_cannot_command_the_terminal()
    {
        var run = await CliRun.RunAsync(
            "explain", "-p", Fixture.Good, "--request", Requests.Owner.Replace("\"plan\"", "\"\\u001b[2J\\u202e\"", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.DoesNotContain('\u202e', run.Out);
        Assert.Contains(@"`\u{1b}[2J\u{202e}`", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_that_do_not_load_explain_nothing()
    {
        var run = await CliRun.RunAsync("explain", "-p", Fixture.Broken, "--request", Requests.Owner);

        Assert.Equal((ExitCodes.PoliciesDoNotLoad, ""), (run.Code, run.Out));
    }
}

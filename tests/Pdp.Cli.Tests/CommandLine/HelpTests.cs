using Pdp.Cli.CommandLine;
using Pdp.Cli.Tests.Running;
using Pdp.TestKit.Peers;

namespace Pdp.Cli.Tests.CommandLine;

public sealed class HelpTests
{
    [Theory]
    [InlineData("validate")]
    [InlineData("fmt")]
    [InlineData("lint")]
    [InlineData("lsp")]
    [InlineData("test")]
    [InlineData("check")]
    [InlineData("explain")]
    [InlineData("eval")]
    [InlineData("diff")]
    [InlineData("impact")]
    [InlineData("shadow")]
    [InlineData("bundle")]
    [InlineData("audit")]
    [InlineData("stats")]
    [InlineData("schema")]
    [InlineData("completion")]
    public async Task Help_of_a_command_reads_as_kept(string command)
    {
        var run = await CliRun.RunAsync(command, "--help");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Equal("", run.Error);
        Golden.Equal($"help-{command}.txt", run.Out);
    }

    [Fact]
    public async Task Help_of_a_command_within_another_reads_as_kept()
    {
        var run = await CliRun.RunAsync("shadow", "report", "--help");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Golden.Equal("help-shadow-report.txt", run.Out);
    }

    [Fact]
    public async Task Help_of_the_command_of_keys_reads_as_kept()
    {
        var run = await CliRun.RunAsync("access", "key", "--help");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Golden.Equal("help-access-key.txt", run.Out);
    }

    [Theory]
    [InlineData("build")]
    [InlineData("sign")]
    [InlineData("verify")]
    public async Task Help_of_a_command_of_bundles_reads_as_kept(string command)
    {
        var run = await CliRun.RunAsync("bundle", command, "--help");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Golden.Equal($"help-bundle-{command}.txt", run.Out);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("query")]
    [InlineData("tail")]
    [InlineData("replay")]
    public async Task Help_of_a_command_of_logs_reads_as_kept(string command)
    {
        var run = await CliRun.RunAsync("audit", command, "--help");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Golden.Equal($"help-audit-{command}.txt", run.Out);
    }

    [Fact]
    public async Task Help_of_the_whole_reads_as_kept()
    {
        var run = await CliRun.RunAsync("--help");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Golden.Equal("help.txt", run.Out);
    }

    [Fact]
    public void Exit_codes_mean_what_the_page_of_the_command_says()
    {
        var rows = File.ReadAllLines(Repository.PathOf("docs/cli.md")).SkipWhile(line => !line.StartsWith("| exit code |", StringComparison.Ordinal))
            .Skip(2).TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(
            rows.Select(row => row.Replace("`", "", StringComparison.Ordinal)),
            ExitCodeHelp.All.Select(code => $"| {code.Code} | {code.Meaning} |"));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public async Task Help_stays_within_the_terminal(int width)
    {
        var run = await new CliRunner { Width = width }.RunAsync("--help");

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= width || line.Contains("--help` tells", StringComparison.Ordinal), line));
    }

    [Fact]
    public async Task Help_wins_over_errors()
    {
        var run = await CliRun.RunAsync("check", "--nope", "--help");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains("Usage:\n  pdp check", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_is_among_the_commands_and_has_help()
    {
        var run = await CliRun.RunAsync("serve", "--help");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains("Usage:\n  pdp serve", run.Out, StringComparison.Ordinal);
        Assert.Contains("--policies", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_the_one_that_was_built()
    {
        var run = await CliRun.RunAsync("--version");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Matches(@"^pdp \d+\.\d+\.\d+[^\s+]*\n$", run.Out);
    }
}

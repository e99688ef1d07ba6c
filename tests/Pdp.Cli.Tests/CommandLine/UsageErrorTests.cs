using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.CommandLine;

public sealed class UsageErrorTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "chek", "error: unknown command `chek`\n  = help: did you mean `check`?\ntry `pdp --help`\n" },
        { "frobnicate x y", "error: unknown command `frobnicate`\ntry `pdp --help`\n" },
        { "--nope", "error: unknown option `--nope`\ntry `pdp --help`\n" },
        { "check --polcies x", "error: unknown option `--polcies`\n  = help: did you mean `--policies`?\ntry `pdp check --help`\n" },
        { "check", "error: option `--policies` is required\ntry `pdp check --help`\n" },
        { "check --policies", "error: required argument missing for option: `--policies`\ntry `pdp check --help`\n" },
        { "check --policies a --policies b", "error: option `--policies` expects a single argument but 2 were provided\ntry `pdp check --help`\n" },
        { "validate", "error: required argument `DIR` missing for command: `validate`\ntry `pdp validate --help`\n" },
        { "validate a b", "error: unexpected argument `b`\ntry `pdp validate --help`\n" },
        { "validate a --format xml", "error: `--format`: expected one of `text`, `json`, got `xml`\ntry `pdp validate --help`\n" },
        { "validate a --color=blue", "error: `--color`: expected one of `auto`, `always`, `never`, got `blue`\ntry `pdp validate --help`\n" },
        { "check -p a --now yesterday", "error: `--now`: expected a time such as `2026-03-02T10:00:00Z`, got `yesterday`\ntry `pdp check --help`\n" },
        { "check -p a --max-line-bytes 0", "error: `--max-line-bytes`: expected a number of bytes from 1 to 536870912, got `0`\ntry `pdp check --help`\n" },
        { "check -p a --max-line-bytes 99999999999", "error: `--max-line-bytes`: expected a number of bytes from 1 to 536870912, got `99999999999`\ntry `pdp check --help`\n" },
        { "test a --filter x --require-coverage", "error: `--require-coverage` needs all tests: it cannot be combined with `--filter`\ntry `pdp test --help`\n" },
        { "explain -p a -r {} -f b", "error: expected one request, got several: give one of `--request`, `--request-file`, `-`\ntry `pdp explain --help`\n" },
        { "explain -p a b", "error: expected `-` or nothing, got `b`\ntry `pdp explain --help`\n" },
        { "completion tcsh", "error: `SHELL`: expected one of `bash`, `zsh`, `fish`, `pwsh`, got `tcsh`\ntry `pdp completion --help`\n" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Is_told_in_the_house_style_and_exits_with_2(string line, string expected)
    {
        var run = await CliRun.RunAsync(line.Split(' '));

        Assert.Equal(expected, run.Error);
        Assert.Equal("", run.Out);
        Assert.Equal(ExitCodes.BadInput, run.Code);
    }

    [Fact]
    public async Task Nothing_at_all_shows_the_help_as_an_error()
    {
        var run = await CliRun.RunAsync();

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains("Commands:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_errors_are_told()
    {
        var run = await CliRun.RunAsync("check", "--nope", "--now", "x", "--max-line-bytes", "y");

        Assert.Contains("unknown option `--nope`", run.Error, StringComparison.Ordinal);
        Assert.Contains("`--now`: expected a time", run.Error, StringComparison.Ordinal);
        Assert.Contains("`--max-line-bytes`: expected a number", run.Error, StringComparison.Ordinal);
        Assert.Contains("option `--policies` is required", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_cannot_command_the_terminal()
    {
        var run = await CliRun.RunAsync("\u001b[2Jx");

        Assert.Contains(@"unknown command `\u{1b}[2Jx`", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Error);
    }

    [Fact]
    public async Task An_argument_that_starts_with_at_is_no_file()
    {
        var run = await CliRun.RunAsync("validate", "@missing");

        Assert.DoesNotContain("response file", run.Out + run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("@missing", run.Out + run.Error, StringComparison.Ordinal);
    }
}

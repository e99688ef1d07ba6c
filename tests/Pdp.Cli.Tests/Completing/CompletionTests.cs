using System.Globalization;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Completing;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("pdp vali", "validate")]
    [InlineData("pdp ex", "explain")]
    [InlineData("pdp validate --fo", "--format")]
    [InlineData("pdp test d --format ", "json,junit,text")]
    [InlineData("pdp sta", "stats")]
    [InlineData("pdp stats d --format ", "json,text")]
    [InlineData("pdp explain --in", "--index")]
    [InlineData("pdp dif", "diff")]
    [InlineData("pdp shadow re", "report")]
    [InlineData("pdp bundle ver", "verify")]
    [InlineData("pdp bundle build d --se", "--sequence")]
    [InlineData("pdp bundle verify f --format ", "json,text")]
    [InlineData("pdp shadow report --se", "--server")]
    [InlineData("pdp audit ", "query,replay,tail,verify")]
    [InlineData("pdp audit query l --kind dr", "dropped")]
    [InlineData("pdp audit tail l --format ", "json,text")]
    [InlineData("pdp diff a b --lo", "--log")]
    [InlineData("pdp diff a b --format ", "json,text")]
    [InlineData("pdp diff a b --ex", "--exit-code")]
    [InlineData("pdp test d --color al", "always")]
    [InlineData("pdp completion ", "bash,fish,pwsh,zsh")]
    public async Task Suggests_what_may_follow(string line, string expected)
    {
        var run = await CliRun.RunAsync($"[suggest:{line.Length.ToString(CultureInfo.InvariantCulture)}]", line);

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Equal(expected.Split(','), run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(IsNoOption(expected)));
    }

    [Fact]
    public async Task Suggests_every_command()
    {
        var run = await CliRun.RunAsync("[suggest:4]", "pdp ");

        foreach (var command in new[] { "serve", "validate", "lint", "fmt", "lsp", "test", "check", "explain", "diff", "shadow", "stats", "bundle", "audit", "schema", "completion" })
        {
            Assert.Contains(command, run.Out.Split('\n'));
        }
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _pdp pdp")]
    [InlineData("zsh", "compdef _pdp pdp")]
    [InlineData("fish", "complete -c pdp")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName pdp")]
    public async Task Prints_the_script_of_a_shell(string shell, string expected)
    {
        var run = await CliRun.RunAsync("completion", shell);

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
    }

    // Options are suggested too where a value may follow; shells leave them out until a dash is typed.
    private static Func<string, bool> IsNoOption(string expected) =>
        word => expected.StartsWith('-') || !word.StartsWith('-');
}

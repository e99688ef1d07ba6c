using Pdp.Docs.Tests.Consoles;
using Pdp.Docs.Tests.Markdown;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The commands that the pages show give the outputs shown.</summary>
public sealed class ConsoleTests
{
    [Fact]
    public async Task The_tutorial_runs()
    {
        await using var terminal = new Terminal();
        await FollowAsync("docs/tutorial.md", terminal, NeedsNothing);
    }

    [Fact]
    public async Task The_command_line_page_runs()
    {
        await using var terminal = new Terminal(Repository.Root);
        await FollowAsync("docs/cli.md", terminal, NeedsNothing);
        await FollowAsync("docs/lint.md", terminal, NeedsNothing);
    }

    [Fact]
    public async Task The_page_of_the_rule_index_runs()
    {
        await using var terminal = new Terminal(Repository.Root);
        await FollowAsync("docs/rule-index.md", terminal, NeedsNothing);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/api.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/tutorial.md")]
    public async Task Questions_over_the_network_get_the_answers_shown(string page)
    {
        Peer.Buf.PathOrSkip();
        await using var terminal = page == "docs/tutorial.md" ? new Terminal() : new Terminal(Repository.Root);
        await FollowAsync(page, terminal, _ => true);
    }

    private static bool NeedsNothing(Block block) => block.Option("needs") is null;

    /// <summary>Does what a page says from its top to its end: writes files, starts servers, runs commands and compares.</summary>
    private static async Task FollowAsync(string path, Terminal terminal, Func<Block, bool> isRun)
    {
        foreach (var block in MarkdownPage.Read(path).Blocks)
        {
            if (block.Option("file") is { } file) terminal.Write(file, block.Text);
            if (block.Language != "console" || block.Is("not-run") || !isRun(block)) continue;
            foreach (var command in ConsoleCommand.Read(block))
            {
                if (block.Is("server"))
                {
                    await terminal.ServeAsync(command.Command);
                    continue;
                }

                var output = await terminal.RunAsync(command.Command);
                Assert.True(
                    ExpectedOutput.Matches(command.Output, output),
                    $"{path}:{command.Line}: {command.Command}\n\nshown:\n{command.Output}\n\ngot:\n{output}");
            }
        }
    }
}

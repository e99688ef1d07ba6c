using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Pdp.Cli;
using Pdp.Docs.Tests.Markdown;
using Pdp.Server;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The pages on the server and the command line have the settings and exit codes that there are.</summary>
public sealed partial class OperationsPageTests
{
    private static readonly MarkdownPage Operations = MarkdownPage.Read("docs/operations.md");

    [Fact]
    public void Every_setting_is_on_the_page_with_its_default()
    {
        var shown = Operations.Tables.Single(table => table.Header[0] == "setting").Rows
            .Select(row => (row.Code(0), row.Code(1)));
        var known = PdpServerCommand.Create("serve").Options
            .Where(option => option.Name != "--help")
            .Select(option => (option.Name, Default(option.Description!)));

        Assert.Equal(known, shown);
    }

    [Fact]
    public void Every_exit_code_of_the_server_is_on_the_page()
    {
        Assert.Equal(ServerExitCodes.All.Select(code => code.Code), ExitCodesOn(Operations));
    }

    [Fact]
    public void Every_exit_code_of_the_command_line_is_on_its_page()
    {
        var known = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (int)field.GetRawConstantValue()!);

        Assert.Equal(known.Order(), ExitCodesOn(MarkdownPage.Read("docs/cli.md")));
    }

    private static IEnumerable<int> ExitCodesOn(MarkdownPage page) =>
        page.Tables.Single(table => table.Header[0] == "exit code").Rows
            .Select(row => int.Parse(row.Code(0), CultureInfo.InvariantCulture));

    /// <summary>What a setting's description calls its default; a switch is off.</summary>
    private static string Default(string description) =>
        DefaultInDescription().Match(description) is { Success: true } match ? match.Groups[1].Value : "false";

    [GeneratedRegex(@"\(default: (.+?)\)")]
    private static partial Regex DefaultInDescription();
}

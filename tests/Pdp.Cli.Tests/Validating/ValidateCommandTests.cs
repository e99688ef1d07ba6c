using System.Text.Json;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Validating;

public sealed class ValidateCommandTests
{
    [Fact]
    public async Task A_valid_folder_is_counted()
    {
        var run = await CliRun.RunAsync("validate", Fixture.Good);

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Equal("", run.Error);
        Golden.Equal("validate-good.txt", run.Out);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told()
    {
        var run = await CliRun.RunAsync("validate", Fixture.Broken);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Equal("", run.Error);
        Golden.Equal("validate-broken.txt", run.Out);
    }

    [Fact]
    public async Task A_file_that_is_torn_does_not_hide_what_is_wrong_elsewhere()
    {
        var run = await CliRun.RunAsync("validate", Fixture.PathOf("torn"));

        Assert.Equal(ExitCodes.Failed, run.Code);
        Golden.Equal("validate-torn.txt", run.Out);
    }

    [Fact]
    public async Task Warnings_fail_only_when_asked_to()
    {
        var lenient = await CliRun.RunAsync("validate", Fixture.Warned);
        var strict = await CliRun.RunAsync("validate", Fixture.Warned, "--warnings-as-errors");

        Assert.Equal(ExitCodes.Ok, lenient.Code);
        Assert.Equal(ExitCodes.Failed, strict.Code);
        Golden.Equal("validate-warned.txt", lenient.Out);
    }

    [Fact]
    public async Task Json_has_every_diagnostic_as_fields()
    {
        var run = await CliRun.RunAsync("validate", Fixture.Broken, "--format", "json");

        Assert.Equal(ExitCodes.Failed, run.Code);
        using var json = JsonDocument.Parse(run.Out);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.False(json.RootElement.TryGetProperty("counts", out _));
        var diagnostics = json.RootElement.GetProperty("diagnostics").EnumerateArray().ToArray();
        Assert.NotEmpty(diagnostics);
        Assert.All(diagnostics, d =>
        {
            Assert.Contains(d.GetProperty("severity").GetString(), new[] { "error", "warning" });
            foreach (var member in new[] { "file", "pointer", "code", "message" }) Assert.Equal(JsonValueKind.String, d.GetProperty(member).ValueKind);
        });
        Assert.Contains(diagnostics, d => d.GetProperty("file").GetString() == "policy.json"
            && d.GetProperty("line").GetInt32() == 1 && d.GetProperty("column").GetInt32() == 9
            && d.GetProperty("text").GetString() == "subject.rolle == 'reader'");
    }

    [Fact]
    public async Task Json_tells_the_place_in_a_file_that_is_no_json()
    {
        var run = await CliRun.RunAsync("validate", Fixture.PathOf("torn"), "--format", "json");

        using var json = JsonDocument.Parse(run.Out);
        var torn = json.RootElement.GetProperty("diagnostics").EnumerateArray().Single(d => d.GetProperty("file").GetString() == "torn.json");
        Assert.Equal(2, torn.GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Json_of_a_valid_folder_has_counts_and_the_revision()
    {
        var run = await CliRun.RunAsync("validate", Fixture.Good, "--format", "json");

        using var json = JsonDocument.Parse(run.Out);
        Assert.True(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.NotEmpty(json.RootElement.GetProperty("revision").GetString()!);
        var counts = json.RootElement.GetProperty("counts");
        Assert.Equal(2, counts.GetProperty("policies").GetInt32());
        Assert.Equal(6, counts.GetProperty("rules").GetInt32());
        Assert.Equal(1, counts.GetProperty("schemas").GetInt32());
        Assert.Equal(1, counts.GetProperty("definitions").GetInt32());
        Assert.Equal(2, counts.GetProperty("entities").GetInt32());
        Assert.Equal(2, counts.GetProperty("suites").GetInt32());
        Assert.Equal(6, counts.GetProperty("tests").GetInt32());
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_valid()
    {
        var run = await CliRun.RunAsync("validate", "no-such-folder");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("no-such-folder", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "auto", "", false)]
    [InlineData(true, "auto", "", true)]
    [InlineData(true, "auto", "NO_COLOR=1", false)]
    [InlineData(true, "auto", "NO_COLOR=", true)]
    [InlineData(true, "auto", "TERM=dumb", false)]
    [InlineData(true, "never", "", false)]
    [InlineData(false, "always", "", true)]
    [InlineData(true, "always", "NO_COLOR=1", true)]
    public async Task Colours_are_for_terminals_and_those_who_want_them(bool terminal, string mode, string variable, bool coloured)
    {
        var runner = new CliRunner { IsTerminal = terminal };
        if (variable.Split('=') is [var name, var value]) runner.Variables[name] = value;
        var run = await runner.RunAsync("validate", Fixture.Broken, "--color", mode);

        Assert.Equal(coloured, run.Out.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Colours_change_nothing_but_the_colour()
    {
        var plain = await CliRun.RunAsync("validate", Fixture.Broken);
        var coloured = await CliRun.RunAsync("validate", Fixture.Broken, "--color", "always");

        Assert.Equal(plain.Out, System.Text.RegularExpressions.Regex.Replace(coloured.Out, "\u001b\\[[0-9;]*m", ""));
        Assert.Contains("\u001b[31merror ", coloured.Out, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Linting;

public sealed class LintCommandTests : IDisposable
{
    private const string Idle = """
        {
          "apiVersion": "pdp/v1",
          "kind": "Policy",
          "id": "p",
          "version": 1,
          "target": "resource.type == 'document'",
          "variables": { "first": "variables.second", "second": "subject.id == 'x'" },
          "rules": [ { "id": "r", "effect": "permit", "when": "true" } ]
        }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-lint-").FullName;

    private string Policy => Path.Combine(_folder, "p.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_clean_folder_is_told_with_what_it_waives()
    {
        var run = await CliRun.RunAsync("lint", Fixture.Good);

        Assert.Equal((ExitCodes.Ok, "clean: nothing found, 2 waived\n", ""), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public async Task Findings_are_told_with_place_help_and_fix()
    {
        File.WriteAllText(Policy, Idle);

        var run = await CliRun.RunAsync("lint", _folder);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Golden.Equal("lint.txt", run.Out);
    }

    [Fact]
    public async Task Fix_makes_the_safe_fixes_until_there_are_none()
    {
        File.WriteAllText(Policy, Idle);

        var run = await CliRun.RunAsync("lint", _folder, "--fix");

        Assert.Equal((ExitCodes.Ok, "3 fixes made\nclean: nothing found\n"), (run.Code, run.Out));
        Assert.Equal(
            """
            {
              "apiVersion": "pdp/v1",
              "kind": "Policy",
              "id": "p",
              "version": 1,
              "target": "resource.type == 'document'",
              "rules": [ { "id": "r", "effect": "permit" } ]
            }

            """,
            File.ReadAllText(Policy));
    }

    [Fact]
    public async Task Json_has_ranges_fixes_and_reasons()
    {
        File.WriteAllText(Policy, Idle);

        using var found = JsonDocument.Parse((await CliRun.RunAsync("lint", _folder, "--format", "json")).Out);
        using var waived = JsonDocument.Parse((await CliRun.RunAsync("lint", Fixture.Good, "--format", "json")).Out);

        var fix = found.RootElement.GetProperty("findings").EnumerateArray().First(one => one.GetProperty("code").GetString() == "PDP0315").GetProperty("fixes")[0];
        Assert.Equal(", \"when\": \"true\"", Idle.Substring(fix.GetProperty("offset").GetInt32(), fix.GetProperty("length").GetInt32()));
        Assert.True(fix.GetProperty("safe").GetBoolean());
        Assert.Equal("an error never permits", waived.RootElement.GetProperty("waived")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Sarif_has_results_and_suppressions()
    {
        var run = await CliRun.RunAsync("lint", Fixture.Good, "--format", "sarif");

        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var result = json.RootElement.GetProperty("runs")[0].GetProperty("results")[0];
        Assert.Equal("PDP0312", result.GetProperty("ruleId").GetString());
        Assert.Equal("documents.json", result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal("an error never permits", result.GetProperty("suppressions")[0].GetProperty("justification").GetString());
    }

    [Fact]
    public async Task What_does_not_load_is_told_as_by_validate()
    {
        var run = await CliRun.RunAsync("lint", Fixture.Broken);

        Assert.Equal(ExitCodes.PoliciesDoNotLoad, run.Code);
        Assert.Contains("CEL0102", run.Out, StringComparison.Ordinal);
    }
}

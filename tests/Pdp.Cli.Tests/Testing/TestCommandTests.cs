using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Testing;

public sealed class TestCommandTests
{
    [Fact]
    public async Task Tests_that_pass_are_told_in_short()
    {
        var run = await CliRun.RunAsync("test", Fixture.Good, "--require-coverage");

        Assert.Equal("", run.Error);
        Assert.Equal(ExitCodes.Ok, run.Code);
        Golden.Equal("test-good.txt", run.Out);
    }

    [Fact]
    public async Task Tests_that_fail_are_told_with_the_difference_and_the_reason()
    {
        var run = await CliRun.RunAsync("test", Fixture.Failing);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Golden.Equal("test-failing.txt", run.Out);
    }

    [Fact]
    public async Task Rules_that_never_fire_fail_when_coverage_is_required()
    {
        var lenient = await CliRun.RunAsync("test", Fixture.Failing, "--filter", "readers read");
        var strict = await CliRun.RunAsync("test", Fixture.Failing, "--require-coverage");

        Assert.Equal(ExitCodes.Ok, lenient.Code);
        Assert.DoesNotContain("never fired", lenient.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, strict.Code);
        Assert.Contains("error: 2 rules without a test that makes it fire", strict.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("readers*", 2)]
    [InlineData("OBLIGATION", 1)]
    [InlineData("tests.json", 4)]
    public async Task Only_tests_that_fit_the_filter_run(string filter, int count)
    {
        var run = await CliRun.RunAsync("test", Fixture.Failing, "--filter", filter, "--format", "json");

        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(count, json.RootElement.GetProperty("tests").GetInt32());
    }

    [Fact]
    public async Task A_filter_that_fits_nothing_is_an_error()
    {
        var run = await CliRun.RunAsync("test", Fixture.Good, "--filter", "zebra");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal("error: no test fits `--filter zebra`\n", run.Error);
    }

    [Fact]
    public async Task A_folder_without_tests_does_not_pass()
    {
        var run = await CliRun.RunAsync("test", Fixture.Warned);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("error: there are no tests in `", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_that_do_not_load_are_not_tested()
    {
        var run = await CliRun.RunAsync("test", Fixture.Broken);

        Assert.Equal(ExitCodes.PoliciesDoNotLoad, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains("do not load", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_tells_differences_and_coverage()
    {
        var run = await CliRun.RunAsync("test", Fixture.Failing, "--format", "json");

        Assert.Equal(ExitCodes.Failed, run.Code);
        using var json = JsonDocument.Parse(run.Out);
        var root = json.RootElement;
        Assert.Equal((4, 1, 3), (root.GetProperty("tests").GetInt32(), root.GetProperty("passed").GetInt32(), root.GetProperty("failed").GetInt32()));
        Assert.Equal(3, root.GetProperty("coverage").GetProperty("rules").GetInt32());
        Assert.Equal(1, root.GetProperty("coverage").GetProperty("fired").GetInt32());
        Assert.Equal(
            ["curfew", "writers"],
            root.GetProperty("coverage").GetProperty("neverFired").EnumerateArray().Select(r => r.GetProperty("rule").GetString()));
        var failed = root.GetProperty("suites")[0].GetProperty("tests")[1];
        Assert.Equal("/tests/1", failed.GetProperty("pointer").GetString());
        Assert.Equal("DENY", failed.GetProperty("differences")[0].GetProperty("expected").GetString());
        Assert.Equal("PERMIT", failed.GetProperty("answer").GetProperty("decision").GetString());
    }

    [Theory]
    [InlineData(false, 3, 2)]
    [InlineData(true, 5, 0)]
    public async Task Junit_counts_add_up(bool requireCoverage, int failures, int skipped)
    {
        string[] arguments = ["test", Fixture.Failing, "--format", "junit", .. requireCoverage ? ["--require-coverage"] : Array.Empty<string>()];
        var run = await CliRun.RunAsync(arguments);

        Assert.Equal(ExitCodes.Failed, run.Code);
        var root = XDocument.Parse(run.Out).Root!;
        Assert.Equal("testsuites", root.Name.LocalName);
        Assert.Equal((6, failures, skipped), Counts(root));
        foreach (var suite in root.Elements("testsuite"))
        {
            var cases = suite.Elements("testcase").ToArray();
            Assert.Equal(
                (cases.Length, cases.Count(c => c.Element("failure") is not null), cases.Count(c => c.Element("skipped") is not null)),
                Counts(suite));
            Assert.All(cases, c => Assert.True(
                c.Attribute("name")!.Value.Length > 0 && c.Attribute("classname")!.Value.Length > 0
                && double.TryParse(c.Attribute("time")!.Value, System.Globalization.CultureInfo.InvariantCulture, out _)));
        }

        Assert.Equal(root.Elements("testsuite").Sum(s => Counts(s).Tests), Counts(root).Tests);
        var failure = root.Descendants("failure").First();
        Assert.StartsWith("decision: expected \"DENY\", got \"PERMIT\"", failure.Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Contains("because of notes@1, rule `readers`", failure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_in_a_file_leaves_the_text_for_people()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var run = await CliRun.RunAsync("test", Fixture.Good, "--format", "junit", "--output", file);

            Assert.Contains("6 tests passed", run.Out, StringComparison.Ordinal);
            Assert.Equal("testsuites", XDocument.Load(file).Root!.Name.LocalName);
            Assert.False((await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().StartsWith(Encoding.UTF8.Preamble));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_an_error()
    {
        var run = await CliRun.RunAsync("test", Fixture.Good, "--output", "no/such/folder/report.xml");

        Assert.Equal(ExitCodes.InputOutputError, run.Code);
        Assert.Contains("error: cannot write `no/such/folder/report.xml`: no such folder", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_runs_show_progress_on_a_terminal_and_wipe_it()
    {
        var slow = new FakeTimeProvider(CliRun.Now) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var terminal = await new CliRunner { IsTerminal = true, Clock = slow }.RunAsync("test", Fixture.Good, "--color", "never");
        var pipe = await new CliRunner { Clock = slow }.RunAsync("test", Fixture.Good);

        Assert.Contains("\r\u001b[K2 of 6 tests, 0 failed", terminal.Error, StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[K", terminal.Error, StringComparison.Ordinal);
        Assert.Equal("", pipe.Error);
    }

    private static (int Tests, int Failures, int Skipped) Counts(XElement element) =>
        ((int)element.Attribute("tests")!, (int)element.Attribute("failures")!, (int)element.Attribute("skipped")!);
}

using System.Diagnostics;
using Pdp.Fuzz.Driving;
using Pdp.Fuzz.Targets;
using Xunit;

namespace Pdp.Fuzz.Tests.Driving;

/// <summary>A fuzzer that finds nothing proves nothing, unless it finds what is there to be found.</summary>
public sealed class FindingTests
{
    [Theory]
    [InlineData("planted-crash", "crash", "planted")]
    [InlineData("planted-overflow", "crash", "the process ended")]
    [InlineData("planted-hang", "hang", "runs for more than 5 s")]
    [InlineData("planted-slowness", "hang", "s of processor time")]
    [InlineData("planted-hog", "hog", "allocated 128 MB")]
    public async Task Finds_what_is_planted_behind_four_steps(string target, string kind, string what)
    {
        var (exitCode, output, findings) = await Fuzz(target, seconds: 60, patience: target == "planted-hang" ? 5 : 30);

        Assert.Equal(1, exitCode);
        var finding = Assert.Contains(kind, findings.ToLookup(file => Path.GetFileName(file).Split('-')[0], file => file)
            .ToDictionary(group => group.Key, group => group.First()));
        Assert.Contains(what, await File.ReadAllTextAsync(finding, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.StartsWith("harm", Findings.Read(finding), StringComparison.Ordinal);
        Assert.Contains($"found a {kind}", output, StringComparison.Ordinal);
        Assert.Contains($"--replay {finding}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_nothing_where_nothing_is()
    {
        var (exitCode, output, findings) = await Fuzz("planted-nothing", seconds: 3);

        Assert.True(exitCode == 0, output);
        Assert.Empty(findings);
        Assert.Contains(" 0 findings", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parser")]
    [InlineData("evaluator")]
    public async Task Runs_each_target_beside_an_instrumented_language(string target)
    {
        var (exitCode, output, _) = await Fuzz(target, seconds: 5);

        Assert.True(exitCode == 0, output);
        var blocks = System.Text.RegularExpressions.Regex.Match(output, @"in the end: .* blocks (\d+) of (\d+) ");
        Assert.True(blocks.Success, output);
        Assert.True(int.Parse(blocks.Groups[1].ValueSpan, provider: null) > int.Parse(blocks.Groups[2].ValueSpan, provider: null) / 4, output);
    }

    [Theory]
    [InlineData("", "expected a target")]
    [InlineData("lexer", "unknown target `lexer`")]
    [InlineData("parser --minutes 3", "unknown option `--minutes`")]
    [InlineData("parser --seconds ten", "expected a number, got `ten`")]
    [InlineData("parser --out", "expected a value behind `--out`")]
    public void Rejects_what_it_does_not_understand(string arguments, string message)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(message, Assert.Throws<FormatException>(() => Options.Parse(words)).Message);
    }

    [Fact]
    public void Judges_an_input_that_allocates_too_much_and_one_that_throws()
    {
        Assert.Equal("hog", Examiner.Run(new PlantedTarget("planted-hog"), "harm").Kind);
        Assert.Equal("crash", Examiner.Run(new PlantedTarget("planted-crash"), "harmful").Kind);
        Assert.Null(Examiner.Run(new PlantedTarget("planted-crash"), "har").Kind);
    }

    private static async Task<(int ExitCode, string Output, string[] Findings)> Fuzz(string target, int seconds, int patience = 30)
    {
        var folder = Directory.CreateTempSubdirectory("pdp-fuzz-").FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { typeof(Options).Assembly.Location, target, "--first", "--seconds", $"{seconds}", "--seed", "1", "--patience", $"{patience}", "--out", folder })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var findings = Path.Combine(folder, "findings");
        return (process.ExitCode, output + await errors, Directory.Exists(findings) ? Directory.GetFiles(findings) : []);
    }
}

using Pdp.Conformance.Tests.Data;
using Xunit;

namespace Pdp.Conformance.Tests.Evaluation;

public sealed class EvaluationTests
{
    private static readonly IReadOnlyDictionary<string, string> Waived = WaivedTests.Load();

    /// <summary>The suites of message-free tests: a file and a section.</summary>
    public static TheoryData<string, string> Sections() =>
        [.. ConformanceData.MessageFree.Select(test => (test.File, test.Section)).Distinct()];

    [Theory]
    [MemberData(nameof(Sections))]
    public void Passes_the_specification(string file, string section)
    {
        var tests = ConformanceData.MessageFree.Where(test => test.File == file && test.Section == section);
        var problems = new List<string>();
        foreach (var test in tests)
        {
            var failure = ConformanceRun.Failure(test);
            var isWaived = Waived.ContainsKey(test.ToString());
            if (failure is not null && !isWaived) problems.Add($"{test}: `{test.Expr}`: {failure}");
            if (failure is null && isWaived) problems.Add($"{test} passes: take it out of Evaluation/waived.txt");
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    [Fact]
    public void Every_waived_test_exists()
    {
        var paths = ConformanceData.MessageFree.Select(test => test.ToString()).ToHashSet(StringComparer.Ordinal);
        Assert.All(Waived.Keys, path => Assert.Contains(path, paths));
    }

    [Fact]
    public void Tells_how_many_tests_pass()
    {
        var tests = ConformanceData.MessageFree.ToList();
        var passed = tests.Count(test => ConformanceRun.Failure(test) is null);
        TestContext.Current.TestOutputHelper!.WriteLine($"{passed} of {tests.Count} message-free tests pass");
        Assert.Equal(tests.Count - Waived.Count, passed);
    }
}

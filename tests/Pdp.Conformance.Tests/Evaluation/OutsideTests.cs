using Pdp.Conformance.Tests.Data;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Xunit;

namespace Pdp.Conformance.Tests.Evaluation;

/// <summary>The tests of the specification that need protobuf messages, which this project does not evaluate.</summary>
public sealed class OutsideTests
{
    /// <summary>Counts per section and reason equal those of <c>outside.txt</c>, which a person reads.</summary>
    [Fact]
    public void Leaves_out_what_the_list_says()
    {
        var actual = Outside()
            .GroupBy(test => $"{test.File}/{test.Section}: {test.MessageNeed}")
            .Select(group => $"{group.Key}: {group.Count()}")
            .Order(StringComparer.Ordinal)
            .ToList();
        using var resource = typeof(OutsideTests).Assembly.GetManifestResourceStream("outside.txt")!;
        using var reader = new StreamReader(resource);
        var listed = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#');
        Assert.True(actual.SequenceEqual(listed), $"Evaluation/outside.txt says otherwise; now:\n{string.Join('\n', actual)}");
    }

    /// <summary>Were the rule too wide, there would be an expression among them that is one without messages, too.</summary>
    [Fact]
    public void Leaves_out_no_expression_that_checks_without_messages()
    {
        var checks = Outside()
            .Where(test => test.MessageNeed!.StartsWith("the expression", StringComparison.Ordinal))
            .Where(test => Checker.Check(Parser.Parse(test.Expr), test.Environment(StandardLibrary.Policies)).Expression is not null)
            .Select(test => $"{test}: {test.Expr}");
        Assert.Empty(checks);
    }

    private static IEnumerable<ConformanceTest> Outside() => ConformanceData.Conformance.Where(test => !test.IsMessageFree);
}

using Pdp.Conformance.Tests.Data;
using Xunit;

namespace Pdp.Conformance.Tests.PartialEvaluation;

public sealed class PartialTests
{
    [Fact]
    public void Two_steps_end_as_one_does_for_every_test_of_the_specification()
    {
        var (tests, bound, runs) = (0, 0, 0);
        var problems = new List<string>();
        foreach (var test in ConformanceData.MessageFree.Where(test => !test.CheckOnly))
        {
            tests++;
            if (!test.Bindings.IsEmpty) bound++;
            foreach (var unknown in PartialRun.Splits(test))
            {
                runs++;
                if (PartialRun.Failure(test, unknown) is { } failure)
                    problems.Add($"{test} without [{string.Join(", ", unknown)}]: `{test.Expr}`: {failure}");
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} of {runs}:\n{string.Join('\n', problems)}");

        // Tests that are evaluated, those of them with bindings, and runs: none is left out.
        Assert.Equal((1637, 42, 1687), (tests, bound, runs));
    }
}

using System.Text;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>The differences are listed in a page for people, which holds exactly what the tests know.</summary>
public sealed class DifferencePageTests
{
    [Fact]
    public void The_page_lists_every_known_difference()
    {
        var page = File.ReadAllText(Repository.PathOf("tests", "Pdp.Conformance.Tests", "SecondOpinions", "DIFFERENCES.md"));
        Assert.Equal(Page(), page);
    }

    private static string Page()
    {
        var text = new StringBuilder("""
            # Where this project and @bufbuild/cel 0.6.1 differ

            Every difference between the two, over generated expressions with inputs and over texts that are nearly expressions,
            is of one of these kinds; `SecondOpinionTests` and `ParsingTests` fail on any other, and on a kind that no longer occurs.
            "There" is `@bufbuild/cel`. The other side knows neither optionals, quoted selectors and two-variable macros nor other
            extensions than that of strings; these are left to CEL's official tests.
            Where a kind is about a whole area (formats, positions in texts, parts of times, numbers as texts), the answer that the
            specification wants is computed once more in `Specified`, and a difference is explained only when ours is that answer.

            ## Values and errors


            """);
        foreach (var kind in ExplainedDifference.All) Append(text, kind.Name, kind.Example, kind.Reason);
        text.Append("\n## What parses\n\n");
        foreach (var kind in ExplainedParse.All) Append(text, kind.Name, kind.Example, kind.Reason);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, string example, string reason) =>
        text.Append("* **").Append(name).Append("** (`").Append(example).Append("`): ").Append(reason).Append('\n');
}

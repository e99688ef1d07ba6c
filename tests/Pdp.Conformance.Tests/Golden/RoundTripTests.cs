using Pdp.Conformance.Tests.Data;
using Pdp.Language.Syntax;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>
/// Every expression of the data that parses, those included that are not evaluated here, is written as text that reads
/// as the same tree.
/// </summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Every_expression_of_the_data_reads_back_as_the_same_tree_with_the_options_of_policies() =>
        Verify(ParserOptions.Default, parsed: 2687, rejected: 78);

    [Fact]
    public void Every_expression_of_the_data_reads_back_as_the_same_tree_with_the_options_of_the_golden_trees() =>
        Verify(GoldenTests.Options, parsed: 2580, rejected: 185);

    private static void Verify(ParserOptions options, int parsed, int rejected)
    {
        var (trees, others) = (0, 0);
        var problems = new List<string>();
        foreach (var (module, test) in GoldenTests.All())
        {
            if (Parser.Parse(test.Expr, options).Root is not { } root)
            {
                others++;
                continue;
            }

            trees++;
            if (Failure(root, options) is { } failure) problems.Add($"{module}/{test}: `{test.Expr}`: {failure}");
        }

        Assert.True(problems.Count == 0, $"{problems.Count} of {trees}:\n{string.Join('\n', problems)}");
        Assert.Equal((parsed, rejected), (trees, others));
        Assert.Equal(
            ConformanceData.Conformance.Length + ConformanceData.Parsing.Length + ConformanceData.Comprehension.Length + ConformanceData.Checking.Length,
            trees + others);
    }

    /// <returns>Null when the tree's text reads as the tree.</returns>
    private static string? Failure(Expr root, ParserOptions options)
    {
        var text = Unparser.Format(root);
        var reread = Parser.Parse(text, options);
        if (reread.Root is null) return $"`{text}` does not parse: {reread.Diagnostics[0].Message}";
        return TreeText.Of(reread.Root) == TreeText.Of(root) ? null : $"`{text}` reads as another tree";
    }
}

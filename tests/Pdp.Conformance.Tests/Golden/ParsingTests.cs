using Pdp.Conformance.Tests.Data;
using Pdp.Language.Syntax;
using Xunit;

namespace Pdp.Conformance.Tests.Golden;

public sealed class ParsingTests
{
    [Fact]
    public void Parses_what_the_official_parser_parses_and_rejects_what_it_rejects()
    {
        var all = ConformanceData.Conformance.Concat(ConformanceData.Parsing)
            .Concat(ConformanceData.Comprehension).Concat(ConformanceData.Checking);
        // The official parser drops a pair of `!` before it looks at the depth; this one keeps what was written.
        var differing = all
            .Where(test => test.ToString() != "parse/repeat/not")
            .Where(test => (Parser.Parse(test.Expr, ParserOptions.Golden).Root is null) != (test.GoldenAst is null))
            .Select(test => $"{test}: {(test.GoldenAst is null ? "must be rejected" : "must parse")}");
        Assert.Empty(differing);
    }

    [Fact]
    public void Parses_every_message_free_test_with_the_options_of_policies()
    {
        var rejected = ConformanceData.MessageFree
            .Select(test => (test, Parser.Parse(test.Expr).Diagnostics))
            .Where(pair => pair.Diagnostics.Length > 0)
            .Select(pair => $"{pair.test}: {pair.Diagnostics[0].Message}");
        Assert.Empty(rejected);
    }
}

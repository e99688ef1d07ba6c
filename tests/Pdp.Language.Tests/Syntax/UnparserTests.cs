using CsCheck;
using Pdp.Language.Syntax;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.Syntax;

public sealed class UnparserTests
{
    [Theory]
    [InlineData("a&&b ||c", "a && b || c")]
    [InlineData("a && (b || c)", "a && (b || c)")]
    [InlineData("(a && b) && c", "(a && b) && c")]
    [InlineData("(a+b)*c - -1", "(a + b) * c - -1")]
    [InlineData("a-(b-c)", "a - (b - c)")]
    [InlineData("-(1)", "-(1)")]
    [InlineData("(a ? b : c) ? d : (e ? f : g)", "(a ? b : c) ? d : e ? f : g")]
    [InlineData("\"it's\"", @"'it\'s'")]
    [InlineData("b\"\\x00a\"", @"b'\x00a'")]
    [InlineData("1e21", "1e+21")]
    [InlineData("100.0", "100.0")]
    [InlineData("a.`in`.b", "a.`in`.b")]
    [InlineData("x.exists( y,y.?z[?0].hasValue() )", "x.exists(y, y.?z[?0].hasValue())")]
    [InlineData("cel.bind(a, 1, a+a)", "cel.bind(a, 1, a + a)")]
    [InlineData("x.map(cel.iterVar(0, 1), cel.iterVar(0, 1))", "x.map(cel.iterVar(0, 1), cel.iterVar(0, 1))")]
    public void Writes_the_canonical_text(string text, string expected) =>
        Assert.Equal(expected, Unparser.Format(Parser.Parse(text).Root!));

    [Fact]
    public void What_it_writes_parses_to_the_same_tree() =>
        TreeGen.Tree.Sample(
            tree =>
            {
                var text = Unparser.Format(tree);
                var result = Parser.Parse(text);
                Assert.True(result.Diagnostics.IsEmpty, $"{text}: {(result.Diagnostics.IsEmpty ? "" : result.Diagnostics[0].Message)}");
                Assert.Equal(TreeText.Of(tree), TreeText.Of(result.Root));
            },
            iter: 20_000);
}

using Pdp.Language.Formatting;
using Xunit;

namespace Pdp.Language.Tests.Formatting;

public sealed class ExpressionFormatterTests
{
    [Theory]
    [InlineData("a&&b ||c", "a && b || c")]
    [InlineData("( a )", "(a)")]
    [InlineData("a+b*c - -1", "a + b * c - -1")]
    [InlineData("- 1", "-1")]
    [InlineData("- x - - y", "-x - -y")]
    [InlineData("! ! a", "!!a")]
    [InlineData("a?b:c?d:e", "a ? b : c ? d : e")]
    [InlineData("{ 'a' :1,  'b':c?d:e , ?f :g }", "{'a': 1, 'b': c ? d : e, ?f: g}")]
    [InlineData("{a?b:c:d}", "{a ? b : c: d}")]
    [InlineData("a ? {'x' : 1} : {'y' : 2}", "a ? {'x': 1} : {'y': 2}")]
    [InlineData("[ 1,2 , ?x ]", "[1, 2, ?x]")]
    [InlineData("a . ?b [ ?0 ] . c ( d , e )", "a.?b[?0].c(d, e)")]
    [InlineData("x in[1,2]", "x in [1, 2]")]
    [InlineData("1in [1]", "1 in [1]")]
    [InlineData("a.`in` . b", "a.`in`.b")]
    [InlineData(".a . b", ".a.b")]
    [InlineData("x ? .a : .b", "x ? .a : .b")]
    [InlineData("size ( x )>=- 3", "size(x) >= -3")]
    [InlineData("[a] [0]", "[a][0]")]
    [InlineData("[ ( a ) ]", "[(a)]")]
    [InlineData("xs.exists( x,x==1 )", "xs.exists(x, x == 1)")]
    public void Puts_one_blank_where_it_belongs_and_none_elsewhere(string text, string expected) =>
        Assert.Equal(expected, ExpressionFormatter.Format(text));

    [Theory]
    [InlineData("\"x\"", "'x'")]
    [InlineData("\"it's\"", "\"it's\"")]
    [InlineData("\"say \\\"no\\\"\"", "'say \"no\"'")]
    [InlineData("\"a\\\\\\\"b\"", "'a\\\\\"b'")]
    [InlineData("r\"a\\d\"", "r'a\\d'")]
    [InlineData("b\"\\x00\"", "b'\\x00'")]
    [InlineData("\"\"", "''")]
    [InlineData("\"\"\"a\nb\"\"\"", "\"\"\"a\nb\"\"\"")]
    [InlineData("'it\\'s'", "'it\\'s'")]
    public void Quotes_with_single_quotes_where_nothing_else_changes_for_it(string text, string expected) =>
        Assert.Equal(expected, ExpressionFormatter.Format(text));

    [Fact]
    public void Keeps_lines_and_comments_and_indents_what_is_within_brackets() =>
        Assert.Equal(
            """
            // who owns it
            resource.owner == subject.id // or
            || subject.groups.exists(g,
              // shared
              g in [
                'a', // first

                'b'
              ]
            )
            // done
            """.ReplaceLineEndings("\n"),
            ExpressionFormatter.Format("\n\n// who owns it\t\r\n  resource.owner==subject.id    // or  \r\n\t||subject.groups.exists( g,\n// shared\n g in [\n'a',// first\n\n\n\n      'b'\n]\n)\n// done\n\n"));

    [Theory]
    [InlineData("a &&")]
    [InlineData("")]
    [InlineData("// only this")]
    [InlineData("'open")]
    public void Leaves_alone_what_does_not_parse(string text) => Assert.Null(ExpressionFormatter.Format(text));
}

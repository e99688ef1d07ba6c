using Pdp.Language.Syntax;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.Syntax;

public sealed class ParserTests
{
    [Theory]
    [InlineData("a || b && c == d + e * -f", "(or a (and b (Equal c (Add d (Multiply e (Negate f))))))")]
    [InlineData("a * b + c", "(Add (Multiply a b) c)")]
    [InlineData("a - b - c", "(Subtract (Subtract a b) c)")]
    [InlineData("a - (b - c)", "(Subtract a (Subtract b c))")]
    [InlineData("a < b == c", "(Equal (Less a b) c)")]
    [InlineData("a ? b : c ? d : e", "(if a b (if c d e))")]
    [InlineData("a ? (b ? c : d) : e", "(if a (if b c d) e)")]
    [InlineData("a && b && c", "(and a b c)")]
    [InlineData("(a && b) && c", "(and (and a b) c)")]
    [InlineData("a || b || c && d", "(or a b (and c d))")]
    [InlineData("!!a", "(Not (Not a))")]
    [InlineData("--a", "(Negate (Negate a))")]
    [InlineData("a -1", "(Subtract a 1)")]
    [InlineData("a - -1", "(Subtract a -1)")]
    [InlineData("-1.f()", "(call f -1)")]
    [InlineData("-a.f()", "(Negate (call f a))")]
    [InlineData("-(1)", "(Negate 1)")]
    [InlineData("'a' in ['a', b]", "(In 'a' ['a' b])")]
    [InlineData("[,]", "[]")]
    [InlineData("{,}", "{}")]
    [InlineData("1in[1]", "(In 1 [1])")]
    [InlineData("0xFuin[1]", "(In 15u [1])")]
    [InlineData("a.b.c[0].d(e, f)", "(call d (index (select (select a b) c) 0) e f)")]
    [InlineData(".a.b", "(select .a b)")]
    [InlineData(".f(a)", "(call .f - a)")]
    [InlineData("a.package.for()", "(call for (select a package))")]
    [InlineData("a.`content-type`", "(select a content-type)")]
    [InlineData("a.?b[?c]", "(index? (select? a b) c)")]
    [InlineData("[?a, b,]", "[?a b]")]
    [InlineData("{?'k': v, 1: w,}", "{?'k':v 1:w}")]
    [InlineData("a.b.T{f: 1, ?g: 2}", "(a.b.T{f:1 ?g:2})")]
    [InlineData(".T{}.f", "(select (.T{}) f)")]
    [InlineData("a // b\n + c", "(Add a c)")]
    [InlineData("has(a.b.c)", "(has (select a b) c)")]
    [InlineData("math.greatest(1, 2, 3)", "(call greatest math 1 2 3)")]
    public void Parses(string text, string expected)
    {
        var result = Parser.Parse(text);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(expected, TreeText.Of(result.Root));
    }

    [Theory]
    [InlineData("a.all(x, p)", "(All/all a x - - p)")]
    [InlineData("a.all(i, x, p)", "(All/all a i x - p)")]
    [InlineData("a.exists(x, p)", "(Exists/exists a x - - p)")]
    [InlineData("a.exists_one(x, p)", "(ExistsOne/exists_one a x - - p)")]
    [InlineData("a.existsOne(i, x, p)", "(ExistsOne/existsOne a i x - p)")]
    [InlineData("a.map(x, t)", "(Map/map a x - - t)")]
    [InlineData("a.map(x, p, t)", "(Map/map a x - p t)")]
    [InlineData("a.filter(x, p)", "(Filter/filter a x - - p)")]
    [InlineData("a.transformList(i, x, p, t)", "(TransformList/transformList a i x p t)")]
    [InlineData("a.transformMap(k, x, t)", "(TransformMap/transformMap a k x - t)")]
    [InlineData("a.transformMapEntry(k, x, {x: k})", "(TransformMapEntry/transformMapEntry a k x - {x:k})")]
    [InlineData("a.sortBy(x, k)", "(SortBy/sortBy a x - - k)")]
    [InlineData("a.optMap(x, t)", "(OptMap/optMap a x - - t)")]
    [InlineData("a.optFlatMap(x, t)", "(OptFlatMap/optFlatMap a x - - t)")]
    [InlineData("cel.bind(x, a, b)", "(Bind/bind a x - - b)")]
    [InlineData("cel.block([a, b], cel.index(1))", "(block a b (index 1 ))")]
    [InlineData("a.all(cel.iterVar(0, 1), cel.iterVar(0, 1))", "(All/all a @it:0:1 - - (iterVar 0 1))")]
    public void Expands_macros(string text, string expected)
    {
        var result = Parser.Parse(text);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(expected, TreeText.Of(result.Root));
    }

    [Theory]
    [InlineData("a.all(i, x, p)")]
    [InlineData("cel.bind(x, a, b)")]
    [InlineData("a.sortBy(x, k)")]
    public void Leaves_macros_of_extensions_as_calls_where_they_are_off(string text) =>
        Assert.IsType<CallExpr>(Parser.Parse(text, new ParserOptions { ExtensionMacros = false }).Root);

    [Theory]
    [InlineData("a.?b", "unsupported syntax `.?`")]
    [InlineData("a[?b]", "unsupported syntax `[?`")]
    [InlineData("[?b]", "unsupported syntax `?`")]
    public void Rejects_optional_syntax_where_it_is_off(string text, string message) =>
        Assert.Equal(message, Parser.Parse(text, new ParserOptions { OptionalSyntax = false }).Diagnostics[0].Message);

    [Fact]
    public void Spans_cover_exactly_what_was_written()
    {
        const string Text = " (a + b) * c.d(e) ";
        var product = Assert.IsType<BinaryExpr>(Parser.Parse(Text).Root);
        Assert.Equal("(a + b) * c.d(e)", Cut(product));
        Assert.Equal("*", Text.Substring(product.OperatorSpan.Start, product.OperatorSpan.Length));
        Assert.Equal("a + b", Cut(product.Left));
        var call = Assert.IsType<CallExpr>(product.Right);
        Assert.Equal("c.d(e)", Cut(call));
        Assert.Equal("d", Text.Substring(call.FunctionSpan.Start, call.FunctionSpan.Length));
        Assert.Equal("e", Cut(call.Arguments[0]));

        string Cut(Expr node) => Text.Substring(node.Span.Start, node.Span.Length);
    }

    [Fact]
    public void Ids_are_unique_and_count_from_one()
    {
        var root = Parser.Parse("a.exists(x, x.b == {'k': [1, -y]} && has(z.w)) ? f(1) : g.h(2)[3]").Root!;
        var ids = new List<int>();
        Collect(root);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(id >= 1));

        void Collect(Expr node)
        {
            ids.Add(node.Id);
            foreach (var child in Children.Of(node)) Collect(child);
        }
    }
}

using Pdp.Language.Tests.Functions;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Values;

public sealed class CelTextTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("-5")]
    [InlineData("-9223372036854775808")]
    [InlineData("5u")]
    [InlineData("1.0")]
    [InlineData("-0.0")]
    [InlineData("0.1")]
    [InlineData("1e+21")]
    [InlineData("1e-07")]
    [InlineData("100000000.0")]
    [InlineData("'it\\'s \\\\ \\n\\r\\t \\u0000 é😀'")]
    [InlineData("'\\u202e'")]
    [InlineData("b'a\\x00\\xff\\x27'")]
    [InlineData("[1, 'a', []]")]
    [InlineData("{'a': 1, 'b': {}}")]
    [InlineData("{1: 'x', true: 2u}")]
    [InlineData("duration('60.5s')")]
    [InlineData("timestamp('2009-02-13T23:31:30Z')")]
    [InlineData("ip('::1')")]
    [InlineData("cidr('10.0.0.0/8')")]
    [InlineData("optional.of(1)")]
    [InlineData("optional.none()")]
    [InlineData("int")]
    [InlineData("google.protobuf.Timestamp")]
    public void A_literal_is_an_expression_of_the_value(string literal) => Assert.Equal(literal, CelText.ToLiteral(Cel.Eval(literal)));

    [Fact]
    public void Shows_what_is_no_value()
    {
        Assert.Equal("not evaluated", CelText.ToLiteral(default));
        Assert.Equal("error: broken", CelText.ToLiteral(Value.Fail("broken")));
        Assert.Equal("double('NaN')", CelText.ToLiteral(Value.From(double.NaN)));
    }

    [Fact]
    public void Cuts_long_values()
    {
        Assert.Equal("'aaaaaaaaaa…'", CelText.ToLiteral(Value.From(new string('a', 100)), 10));
        var list = CelText.ToLiteral(Run.List([.. Enumerable.Range(0, 1000).Select(i => (object)i)]), 30);
        Assert.EndsWith("…]", list, StringComparison.Ordinal);
        Assert.InRange(list.Length, 30, 45);
        Assert.InRange(CelText.ToLiteral(Run.Of(new byte[1000]), 30).Length, 30, 45);
        Assert.DoesNotContain('\uFFFD', CelText.ToLiteral(Value.From("aaa😀"), 4));
    }

    [Fact]
    public void Cuts_values_that_are_deep()
    {
        var value = Value.From(1);
        for (var i = 0; i < 10_000; i++) value = Run.List(value);
        Assert.Contains("…", CelText.ToLiteral(value), StringComparison.Ordinal);
    }
}

using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Runtime;

public sealed class ArithmeticTests
{
    [Theory]
    [InlineData("a * 2", "3.0")]
    [InlineData("2 * a", "3.0")]
    [InlineData("a + 1", "2.5")]
    [InlineData("1 - a", "-0.5")]
    [InlineData("a / 2 > 0.5", "true")]
    [InlineData("a + 9007199254740993", "error: no such overload: `double + int`")]
    [InlineData("a + b", "error: no such overload: `double + int`")]
    [InlineData("b * 2", "8")]
    [InlineData("9223372036854775807 + b", "error: `9223372036854775807 + 4` is out of the range of int")]
    [InlineData("-9223372036854775807 - b", "error: `-9223372036854775807 - 4` is out of the range of int")]
    public void An_int_literal_beside_a_double_is_a_double_in_policies(string text, string expected)
    {
        var scene = new Scene { ["a"] = Value.From(1.5), ["b"] = Value.From(4L) };
        Assert.Equal(expected, scene.Show(text));
        Assert.Equal(expected, scene.Show(text, new CompileOptions { Recording = true }));
    }

    [Fact]
    public void Without_adaptation_an_int_literal_stays_an_int() =>
        Assert.Equal(
            "error: no such overload: `double + int`",
            new Scene { ["a"] = Value.From(1.5) }.Show("a + 1", new CompileOptions { LiteralAdaptation = false }));

    [Theory]
    [InlineData("a > 9007199254740992.0", "true", "false")]
    [InlineData("a == 9007199254740992.0", "false", "false")]
    public void Order_is_exact_unless_asked_to_round_and_equality_is_exact_always(string text, string exact, string rounded)
    {
        var scene = new Scene { ["a"] = Value.From(9_007_199_254_740_993L) };
        Assert.Equal(exact, scene.Show(text));
        Assert.Equal(rounded, scene.Show(text, new CompileOptions { RoundedOrder = true }));
    }

    [Theory]
    [InlineData("a < 1", "error: no such overload: `string < int`")]
    [InlineData("a >= null", "error: no such overload: `string >= null`")]
    [InlineData("b < c", "error: no such overload: `null < list`")]
    [InlineData("-a", "error: no such overload: `-string`")]
    [InlineData("!a", "error: expected bool, got string")]
    [InlineData("a in a", "error: expected list or map, got string")]
    [InlineData("b.startsWith('x')", "error: no such overload: `startsWith(null, string)`")]
    [InlineData("size(b)", "error: no such overload: `size(null)`")]
    [InlineData("b.startsWith(d)", "error: attribute `d` is missing")]
    public void Operands_that_do_not_fit_are_errors(string text, string expected)
    {
        var scene = new Scene { ["a"] = Value.From("x"), ["b"] = Value.Null, ["c"] = Value.From(CelList.Empty) };
        Assert.Equal(expected, scene.Show(text));
        Assert.Equal(expected, scene.Show(text, new CompileOptions { Specialise = false }));
    }

    [Fact]
    public void An_error_stands_at_the_innermost_place()
    {
        var error = new Scene { ["a"] = Value.From(0L) }.Evaluate("1 + (2 / a) == 3").AsError!;
        Assert.Equal((5, 5), (error.Span!.Value.Start, error.Span.Value.Length));
    }

    [Theory]
    [InlineData("math.greatest(1, 5.5, 3u, a)", "7")]
    [InlineData("math.least(1, 5.5, 3u, a)", "1")]
    [InlineData("math.greatest([1, 2, 3])", "3")]
    public void Greatest_and_least_take_any_number_of_arguments(string text, string expected) =>
        Assert.Equal(expected, new Scene { ["a"] = Value.From(7L) }.Show(text));

    [Theory]
    [InlineData("type(a) == int", "true")]
    [InlineData("type(now) == google.protobuf.Timestamp", "true")]
    [InlineData("type(optional.none()) == optional_type", "true")]
    [InlineData("type(ip('10.0.0.1')) == net.IP", "true")]
    [InlineData("type(int) == type", "true")]
    public void Names_of_types_are_values(string text, string expected) =>
        Assert.Equal(expected, new Scene { ["a"] = Value.From(7L) }.Show(text));
}

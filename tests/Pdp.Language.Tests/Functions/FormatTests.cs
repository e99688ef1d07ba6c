using System.Globalization;
using System.Numerics;
using CsCheck;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class FormatTests
{
    [Theory]
    [InlineData("'%.0f'.format([2.5])", "2")]
    [InlineData("'%.0f'.format([1.5])", "2")]
    [InlineData("'%.3f'.format([1.2345])", "1.234")]
    [InlineData("'%.1f'.format([0.25])", "0.2")]
    [InlineData("'%.2f'.format([-0.001])", "-0.00")]
    [InlineData("'%f'.format([1])", "1.000000")]
    [InlineData("'%f'.format([1e300])", "1000000000000000052504760255204420248704468581108159154915854115111802457988908195786371375080447854045104000000000000000000000.000000")]
    [InlineData("'%.3e'.format([9.9996])", "1.000e+01")]
    [InlineData("'%.0e'.format([15.0])", "2e+01")]
    [InlineData("'%e'.format([0.0])", "0.000000e+00")]
    [InlineData("'%.2e'.format([5e-324])", "4.94e-324")]
    [InlineData("'%e'.format([-1e100])", "-1.000000e+100")]
    [InlineData("'%d %d'.format([-5, 5u])", "-5 5")]
    [InlineData("'%d'.format([1.5])", "1.5")]
    [InlineData("'%s'.format([1e21])", "1000000000000000000000")]
    [InlineData("'%s'.format([1e-7])", "0.0000001")]
    [InlineData("'%b %b'.format([-5, false])", "-101 0")]
    [InlineData("'%o'.format([-8])", "-10")]
    [InlineData("'%x %X'.format([-30, 30u])", "-1e 1E")]
    [InlineData("'%x'.format([-9223372036854775807 - 1])", "-8000000000000000")]
    [InlineData("'%x'.format(['é'])", "c3a9")]
    [InlineData("'%s'.format([{6: duration('422s'), 'strKey': 'x', true: 42}])", "{6: 422s, strKey: x, true: 42}")]
    [InlineData("'%s'.format([[1, [2.5, null], b'xyz', int]])", "[1, [2.5, null], xyz, int]")]
    [InlineData("'%s'.format([ip('::1')])", "::1")]
    [InlineData("'100%%'.format([])", "100%")]
    [InlineData("'%s'.format([1, 2])", "1")]
    [InlineData("'a%%%sb%sc'.format([1, 2])", "a%1b2c")]
    [InlineData("''.format([1])", "")]
    public void Formats(string text, string expected) => Assert.Equal(
        text.Contains("1e300", StringComparison.Ordinal)
            ? new BigInteger(1e300).ToString(CultureInfo.InvariantCulture) + ".000000"
            : expected,
        Cel.Eval(text).AsString);

    [Theory]
    [InlineData("'%a'.format([1])", "`%a` is no formatting clause, known are %s, %d, %f, %e, %b, %o, %x, %X and %%")]
    [InlineData("'%E'.format([0.5])", null)]
    [InlineData("'%F'.format([0.5])", null)]
    [InlineData("'%😀'.format([0.5])", null)]
    [InlineData("'%'.format([1])", null)]
    [InlineData("'%.'.format([1])", null)]
    [InlineData("'%.f'.format([1.0])", null)]
    [InlineData("'%-5d'.format([1])", null)]
    [InlineData("'%d %d'.format([1])", "the format asks for more than its 1 arguments")]
    [InlineData("'%d'.format(['1'])", "`%d` needs a number, got string")]
    [InlineData("'%b'.format(['abc'])", "`%b` needs an integer or bool, got string")]
    [InlineData("'%x'.format([0.5])", "`%x` needs an integer, string or bytes, got double")]
    [InlineData("'%.1001f'.format([1.0])", "the precision of `%.1001` is larger than 1000, known are %s, %d, %f, %e, %b, %o, %x, %X and %%")]
    [InlineData("'%.2%'.format([])", "`%.2%` is no formatting clause, known are %s, %d, %f, %e, %b, %o, %x, %X and %%")]
    [InlineData("'%o'.format([true])", null)]
    [InlineData("'%e'.format([null])", null)]
    [InlineData("'%s'.format([optional.of(1)])", "`%s` needs a value that has a text, got optional")]
    [InlineData("'%s'.format([[1, optional.of(1)]])", "`%s` needs a value that has a text, got optional")]
    [InlineData("'%s'.format([b'\\xff'])", null)]
    public void Rejects(string text, string? message)
    {
        // The checker would find most of them itself.
        var error = Cel.Eval(text, triesConstants: false).AsError;
        Assert.NotNull(error);
        if (message is not null) Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Fixed_digits_are_those_of_the_exact_value() =>
        Gen.Select(Gen.Double[-1e9, 1e9], Gen.Int[0, 20]).Sample((value, precision) =>
        {
            // The value is m · 2^e; times 10^p it is a fraction whose rounding can be judged exactly.
            var text = NumberText.Fixed(value, precision);
            var printed = BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
            var exponent = Math.Max((int)(bits >> 52), 1) - 1075;
            var mantissa = bits & 0xF_FFFF_FFFF_FFFF | (bits >> 52 == 0 ? 0 : 0x10_0000_0000_0000);
            var scale = BigInteger.One << Math.Max(-exponent, 0);
            var exact = mantissa * BigInteger.Pow(10, precision) * (BigInteger.One << Math.Max(exponent, 0));
            var distance = BigInteger.Abs(BigInteger.Abs(printed) * scale - exact) * 2;
            return distance < scale || (distance == scale && printed.IsEven);
        });

    [Fact]
    public void Shortest_and_plain_read_back_as_the_same_double() => Gen.Double.Sample(value =>
        Same(value, NumberText.Shortest(value)) && Same(value, NumberText.Plain(value)));

    private static bool Same(double value, string text) =>
        NumberText.TryParseDouble(text, out var back)
        && (back.Equals(value) && double.IsNegative(back) == double.IsNegative(value) || double.IsNaN(value));
}

using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class ConversionTests
{
    [Theory]
    [InlineData("987", "987")]
    [InlineData("-5", "-5")]
    [InlineData("+5", "5")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775808", null)]
    [InlineData("0x10", null)]
    [InlineData(" 5", null)]
    [InlineData("5 ", null)]
    [InlineData("1_000", null)]
    [InlineData("1,000", null)]
    [InlineData("5.0", null)]
    [InlineData("", null)]
    public void Int_reads_decimal_text(string text, string? expected) =>
        AssertValue(expected, Run.Call("string_to_int64", Value.From(text)));

    [Theory]
    [InlineData("300", "300u")]
    [InlineData("18446744073709551615", "18446744073709551615u")]
    [InlineData("18446744073709551616", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData("", null)]
    public void Uint_reads_decimal_text(string text, string? expected) =>
        AssertValue(expected, Run.Call("string_to_uint64", Value.From(text)));

    [Theory]
    [InlineData(1.9, "1")]
    [InlineData(-7.9, "-7")]
    [InlineData(36028797018963968.0, "36028797018963968")]
    [InlineData(9223372036854774784.0, "9223372036854774784")]
    [InlineData(9223372036854775808.0, null)]
    [InlineData(-9223372036854775808.0, null)]
    [InlineData(-9223372036854774784.0, "-9223372036854774784")]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    public void Int_truncates_doubles_between_the_bounds(double value, string? expected) =>
        AssertValue(expected, Run.Call("double_to_int64", Value.From(value)));

    [Theory]
    [InlineData(25.5, "25u")]
    [InlineData(-0.0, "0u")]
    [InlineData(-0.5, null)]
    [InlineData(-1.0, null)]
    [InlineData(18446744073709549568.0, "18446744073709549568u")]
    [InlineData(18446744073709551616.0, null)]
    [InlineData(double.NaN, null)]
    public void Uint_truncates_doubles_that_are_not_negative(double value, string? expected) =>
        AssertValue(expected, Run.Call("double_to_uint64", Value.From(value)));

    [Fact]
    public void Integers_convert_only_inside_the_range()
    {
        AssertValue("9223372036854775807", Run.Call("uint64_to_int64", Value.FromUint(long.MaxValue)));
        AssertValue(null, Run.Call("uint64_to_int64", Value.FromUint(9223372036854775808)));
        AssertValue("9223372036854775807u", Run.Call("int64_to_uint64", Value.From(long.MaxValue)));
        AssertValue(null, Run.Call("int64_to_uint64", Value.From(-1)));
    }

    [Theory]
    [InlineData("-0.0", "-0.0")]
    [InlineData("6.02214e23", "6.02214e+23")]
    [InlineData("-84.32e7", "-843200000.0")]
    [InlineData("NaN", "double('NaN')")]
    [InlineData("Infinity", "double('Infinity')")]
    [InlineData("-Infinity", "double('-Infinity')")]
    [InlineData("1e400", null)]
    [InlineData("∞", null)]
    [InlineData(" 1", null)]
    [InlineData("1,5", null)]
    [InlineData("0x1p3", null)]
    [InlineData("", null)]
    [InlineData(".", null)]
    public void Double_reads_text(string text, string? expected) =>
        AssertValue(expected, Run.Call("string_to_double", Value.From(text)));

    [Theory]
    [InlineData("1", true)]
    [InlineData("t", true)]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("True", true)]
    [InlineData("0", false)]
    [InlineData("f", false)]
    [InlineData("false", false)]
    [InlineData("FALSE", false)]
    [InlineData("False", false)]
    [InlineData("TrUe", null)]
    [InlineData("FaLsE", null)]
    [InlineData("T", null)]
    [InlineData("yes", null)]
    [InlineData("", null)]
    public void Bool_reads_ten_texts(string text, bool? expected) =>
        AssertValue(expected is null ? null : expected.Value ? "true" : "false", Run.Call("string_to_bool", Value.From(text)));

    [Theory]
    [InlineData(123.456, "123.456")]
    [InlineData(-4.5e-3, "-0.0045")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1e-7, "1e-07")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(100000.0, "100000")]
    [InlineData(1000000.0, "1e+06")]
    [InlineData(123456789.0, "1.23456789e+08")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Doubles_print_as_go_prints_them(double value, string expected) =>
        Assert.Equal(expected, Run.Call("double_to_string", Value.From(value)).AsString);

    [Fact]
    public void Strings_of_the_other_types()
    {
        Assert.Equal("-456", Run.Call("int64_to_string", Value.From(-456)).AsString);
        Assert.Equal("9876", Run.Call("uint64_to_string", Value.FromUint(9876)).AsString);
        Assert.Equal("true", Run.Call("bool_to_string", Value.True).AsString);
        Assert.Equal("ÿ", Run.Call("bytes_to_string", Run.Of(new byte[] { 0xC3, 0xBF })).AsString);
        Assert.Equal("60.001s", Run.Call("duration_to_string", CelText.ParseDuration("60.001s")).AsString);
        Assert.Equal("1000000s", Run.Call("duration_to_string", CelText.ParseDuration("1000000s")).AsString);
    }

    [Theory]
    [InlineData(new byte[] { 0x00, 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    public void Bytes_that_are_no_utf8_are_an_error(byte[] octets) =>
        Assert.True(Run.Call("bytes_to_string", Run.Of(octets)).IsError);

    [Fact]
    public void Timestamps_and_seconds_convert_into_each_other()
    {
        var instant = CelText.ParseTimestamp("2009-02-13T23:31:30Z");
        Assert.Equal(1234567890, Run.Call("timestamp_to_int64", instant).AsInt);
        Assert.True(ValueEquality.AreEqual(instant, Run.Call("int64_to_timestamp", Value.From(1234567890))));
        Assert.True(Run.Call("int64_to_timestamp", Value.From(Timestamp.MaxSeconds + 1)).IsError);
        Assert.True(Run.Call("int64_to_timestamp", Value.From(Timestamp.MinSeconds - 1)).IsError);
    }

    [Fact]
    public void Every_value_has_a_type_by_name()
    {
        Assert.Equal("list", TypeName(Run.List(1)));
        Assert.Equal("map", TypeName(Run.Map("a", 1)));
        Assert.Equal("null_type", TypeName(Value.Null));
        Assert.Equal("google.protobuf.Timestamp", TypeName(CelText.ParseTimestamp("2009-02-13T23:31:30Z")));
        Assert.Equal("google.protobuf.Duration", TypeName(Value.FromDuration(1)));
        Assert.Equal("optional_type", TypeName(Value.From(CelOptional.None)));
        Assert.Equal("type", TypeName(Run.Call("type", Value.From(1))));
        Assert.Equal("net.IP", TypeName(CelIp.Parse("::1")));
        Assert.Equal("net.CIDR", TypeName(CelCidr.Parse("::/0")));

        static string TypeName(Value value) => Run.Call("type", value).AsType!.Type.Name;
    }

    [Fact]
    public void Malformed_text_is_a_syntax_error_that_quotes_it()
    {
        var error = Run.Call("string_to_int64", Value.From("5`\n\u202E")).AsError!;
        Assert.Equal(EvalErrorCode.SyntaxError, error.Code);
        Assert.Equal("`5\\`\\n\\u202e` is no int", error.Message);
    }

    private static void AssertValue(string? expected, Value actual)
    {
        if (expected is null) Assert.True(actual.IsError);
        else Assert.Equal(expected, CelText.ToLiteral(actual));
    }
}

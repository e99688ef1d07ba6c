using CsCheck;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Values;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("-1.5h", -5_400_000_000_000)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("+5s", 5_000_000_000)]
    [InlineData("1.5ms", 1_500_000)]
    [InlineData("2us", 2_000)]
    [InlineData("2µs", 2_000)]
    [InlineData("2μs", 2_000)]
    [InlineData("7ns", 7)]
    [InlineData(".5s", 500_000_000)]
    [InlineData("1.s", 1_000_000_000)]
    [InlineData("0.9999999999s", 999_999_999)]
    [InlineData("9223372036854775807ns", long.MaxValue)]
    [InlineData("-9223372036854775808ns", long.MinValue)]
    [InlineData("2562047h47m16.854775807s", long.MaxValue)]
    public void Reads_durations(string text, long nanoseconds)
    {
        var value = CelText.ParseDuration(text);
        Assert.Equal(ValueKind.Duration, value.Kind);
        Assert.Equal(nanoseconds, value.AsDurationNanos);
    }

    [Theory]
    [InlineData("", "SyntaxError")]
    [InlineData("-", "SyntaxError")]
    [InlineData("5", "SyntaxError")]
    [InlineData("s", "SyntaxError")]
    [InlineData(".s", "SyntaxError")]
    [InlineData("1h 30m", "SyntaxError")]
    [InlineData("1H", "SyntaxError")]
    [InlineData("1e3s", "SyntaxError")]
    [InlineData("7d", "SyntaxError")]
    [InlineData("--5s", "SyntaxError")]
    [InlineData("9223372036854775808ns", "ProcessingError")]
    [InlineData("-9223372036854775809ns", "ProcessingError")]
    [InlineData("320000000000s", "ProcessingError")]
    [InlineData("-320000000000s", "ProcessingError")]
    [InlineData("99999999999999999999999999999999999999999s", "ProcessingError")]
    public void Rejects_what_is_no_duration(string text, string code) =>
        Assert.Equal(code, CelText.ParseDuration(text).AsError?.Code.ToString());

    [Fact]
    public void Tells_how_to_write_days() => Assert.Equal(
        "`7d` is no duration, expected one such as `1h30m`: there are no days or weeks, write `24h` for a day",
        CelText.ParseDuration("7d").AsError!.Message);

    [Theory]
    [InlineData(60_001_000_000, "60.001s")]
    [InlineData(0, "0s")]
    [InlineData(-1, "-0.000000001s")]
    [InlineData(long.MinValue, "-9223372036.854775808s")]
    [InlineData(1_000_000_000_000_000, "1000000s")]
    public void Writes_durations_in_seconds(long nanoseconds, string expected) =>
        Assert.Equal(expected, CelText.ToStringValue(Value.FromDuration(nanoseconds)).AsString);

    [Fact]
    public void A_duration_written_reads_back() => Gen.Long.Sample(nanoseconds =>
        CelText.ParseDuration(CelText.ToStringValue(Value.FromDuration(nanoseconds)).AsString!).AsDurationNanos == nanoseconds);

    [Fact]
    public void A_timestamp_written_reads_back() =>
        Gen.Select(Gen.Long[Timestamp.MinSeconds, Timestamp.MaxSeconds], Gen.Int[0, 999_999_999]).Sample((seconds, nanos) =>
        {
            var instant = Value.From(new Timestamp(seconds, nanos));
            return ValueEquality.AreEqual(instant, CelText.ParseTimestamp(CelText.ToStringValue(instant).AsString!));
        });

    [Theory]
    [InlineData("2009-02-13T23:31:30Z", "2009-02-13T23:31:30Z")]
    [InlineData("2009-02-13T23:31:30.500Z", "2009-02-13T23:31:30.5Z")]
    [InlineData("2023-02-03T23:31:20+00:00", "2023-02-03T23:31:20Z")]
    [InlineData("2009-02-13T23:31:30-02:30", "2009-02-14T02:01:30Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z")]
    [InlineData("10000-01-01T00:00:00Z", null)]
    [InlineData("0000-01-01T00:00:00Z", null)]
    [InlineData("0001-01-01T00:00:00+00:01", null)]
    [InlineData("9999-12-31T23:59:59-00:01", null)]
    [InlineData("2009-02-13T23:31:60Z", null)]
    [InlineData("2009-02-13T24:00:00Z", null)]
    [InlineData("2009-02-29T00:00:00Z", null)]
    [InlineData("2009-00-01T00:00:00Z", null)]
    [InlineData("2009-13-01T00:00:00Z", null)]
    [InlineData("2009-02-13 23:31:30Z", null)]
    [InlineData("2009-02-13t23:31:30z", null)]
    [InlineData("2009-02-13T23:31:30", null)]
    [InlineData("2009-02-13T23:31:30.Z", null)]
    [InlineData("2009-02-13T23:31:30.1234567890Z", null)]
    [InlineData("2009-02-13T23:31:30+24:00", null)]
    [InlineData("2009-02-13T23:31Z", null)]
    [InlineData("2009-02-13", null)]
    [InlineData("", null)]
    [InlineData("+009-02-13T23:31:30Z", null)]
    public void Reads_rfc_3339_and_nothing_else(string text, string? expected)
    {
        var value = CelText.ParseTimestamp(text);
        if (expected is null) Assert.True(value.IsError);
        else Assert.Equal(expected, CelText.ToStringValue(value).AsString);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "-1ns")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "1ns")]
    [InlineData("9999-12-31T23:59:59Z", "1s")]
    public void Sums_that_leave_the_years_are_errors(string instant, string duration)
    {
        var (left, right) = (CelText.ParseTimestamp(instant), CelText.ParseDuration(duration));
        Assert.True(Arithmetic.Add(left, right).IsError);
        Assert.True(Arithmetic.Add(right, left).IsError);
        Assert.True(Arithmetic.Subtract(left, CelText.ParseDuration(duration[0] == '-' ? duration[1..] : "-" + duration)).IsError);
    }

    [Fact]
    public void The_difference_of_the_ends_of_time_is_an_error()
    {
        var first = CelText.ParseTimestamp("0001-01-01T00:00:00Z");
        var last = CelText.ParseTimestamp("9999-12-31T23:59:59Z");
        Assert.True(Arithmetic.Subtract(last, first).IsError);
        Assert.True(Arithmetic.Subtract(first, last).IsError);
    }

    [Fact]
    public void Time_arithmetic_is_exact_to_the_nanosecond() =>
        Gen.Select(Gen.Long[Timestamp.MinSeconds / 2, Timestamp.MaxSeconds / 2], Gen.Int[0, 999_999_999], Gen.Long).Sample((seconds, nanos, duration) =>
        {
            var instant = Value.From(new Timestamp(seconds, nanos));
            var later = Arithmetic.Add(instant, Value.FromDuration(duration));
            return ValueEquality.AreEqual(Value.FromDuration(duration), Arithmetic.Subtract(later, instant))
                && ValueEquality.AreEqual(instant, Arithmetic.Subtract(later, Value.FromDuration(duration)));
        });
}

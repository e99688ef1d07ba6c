using CsCheck;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class TimeTests
{
    private const string Friday = "2009-02-13T23:31:30.123456789Z";

    [Theory]
    [InlineData("timestamp_to_year", 2009)]
    [InlineData("timestamp_to_month", 1)]
    [InlineData("timestamp_to_day_of_year", 43)]
    [InlineData("timestamp_to_day_of_month", 12)]
    [InlineData("timestamp_to_day_of_month_1_based", 13)]
    [InlineData("timestamp_to_day_of_week", 5)]
    [InlineData("timestamp_to_hours", 23)]
    [InlineData("timestamp_to_minutes", 31)]
    [InlineData("timestamp_to_seconds", 30)]
    [InlineData("timestamp_to_milliseconds", 123)]
    public void Parts_in_utc(string id, long expected) =>
        Assert.Equal(expected, Run.Call(id, CelText.ParseTimestamp(Friday)).AsInt);

    [Theory]
    [InlineData("timestamp_to_day_of_month_1_based_with_tz", "Australia/Sydney", 14)]
    [InlineData("timestamp_to_day_of_month_with_tz", "US/Central", 12)]
    [InlineData("timestamp_to_day_of_month_with_tz", "+11:00", 13)]
    [InlineData("timestamp_to_day_of_week_with_tz", "UTC", 5)]
    [InlineData("timestamp_to_day_of_week_with_tz", "Asia/Tokyo", 6)]
    [InlineData("timestamp_to_year_with_tz", "-09:30", 2009)]
    [InlineData("timestamp_to_hours_with_tz", "02:00", 1)]
    [InlineData("timestamp_to_hours_with_tz", "-02:30", 21)]
    [InlineData("timestamp_to_minutes_with_tz", "Asia/Kathmandu", 16)]
    [InlineData("timestamp_to_month_with_tz", "UTC", 1)]
    [InlineData("timestamp_to_seconds_tz", "-00:00", 30)]
    [InlineData("timestamp_to_milliseconds_with_tz", "Europe/Berlin", 123)]
    public void Parts_in_a_zone(string id, string zone, long expected) =>
        Assert.Equal(expected, Run.Call(id, CelText.ParseTimestamp(Friday), Value.From(zone)).AsInt);

    [Theory]
    [InlineData("2026-07-01T12:00:00Z", 14)]
    [InlineData("2026-01-01T12:00:00Z", 13)]
    [InlineData("2026-03-29T00:59:59Z", 1)]
    [InlineData("2026-03-29T01:00:00Z", 3)]
    [InlineData("2026-10-25T00:30:00Z", 2)]
    [InlineData("2026-10-25T01:30:00Z", 2)]
    public void Zones_know_summer_time(string instant, long hour) => Assert.Equal(
        hour, Run.Call("timestamp_to_hours_with_tz", CelText.ParseTimestamp(instant), Value.From("Europe/Berlin")).AsInt);

    [Theory]
    [InlineData("")]
    [InlineData("Local")]
    [InlineData("Europe/Nowhere")]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("Europe/Berlin\0")]
    [InlineData("+24:00")]
    [InlineData("+05:60")]
    [InlineData("5:30")]
    [InlineData("+05:30:00")]
    [InlineData("::")]
    public void Rejects_what_is_no_zone(string zone)
    {
        var error = Run.Call("timestamp_to_hours_with_tz", CelText.ParseTimestamp(Friday), Value.From(zone)).AsError;
        Assert.Equal(EvalErrorCode.SyntaxError, error?.Code);
    }

    [Fact]
    public void Parts_exist_at_the_ends_of_time_in_any_zone()
    {
        var first = CelText.ParseTimestamp("0001-01-01T00:00:00Z");
        var last = CelText.ParseTimestamp("9999-12-31T23:59:59.999999999Z");
        Assert.Equal(0, Run.Call("timestamp_to_year_with_tz", first, Value.From("-01:00")).AsInt);
        Assert.Equal(10000, Run.Call("timestamp_to_year_with_tz", last, Value.From("+01:00")).AsInt);
        Assert.False(Run.Call("timestamp_to_year_with_tz", first, Value.From("America/New_York")).IsError);
        Assert.False(Run.Call("timestamp_to_year_with_tz", last, Value.From("Asia/Tokyo")).IsError);
    }

    [Fact]
    public void Parts_agree_with_the_framework_on_every_instant() =>
        Gen.Long[Timestamp.MinSeconds, Timestamp.MaxSeconds].Sample(seconds =>
        {
            var expected = DateTime.UnixEpoch.AddSeconds(seconds);
            var instant = Value.From(new Timestamp(seconds, 0));
            return Run.Call("timestamp_to_year", instant).AsInt == expected.Year
                && Run.Call("timestamp_to_month", instant).AsInt == expected.Month - 1
                && Run.Call("timestamp_to_day_of_month_1_based", instant).AsInt == expected.Day
                && Run.Call("timestamp_to_day_of_year", instant).AsInt == expected.DayOfYear - 1
                && Run.Call("timestamp_to_day_of_week", instant).AsInt == (int)expected.DayOfWeek
                && Run.Call("timestamp_to_hours", instant).AsInt == expected.Hour
                && Run.Call("timestamp_to_minutes", instant).AsInt == expected.Minute
                && Run.Call("timestamp_to_seconds", instant).AsInt == expected.Second;
        });

    [Fact]
    public void Parts_of_durations_are_totals_but_for_milliseconds()
    {
        Assert.Equal(2, Run.Call("duration_to_hours", CelText.ParseDuration("10000s")).AsInt);
        Assert.Equal(62, Run.Call("duration_to_minutes", CelText.ParseDuration("3730s")).AsInt);
        Assert.Equal(3730, Run.Call("duration_to_seconds", CelText.ParseDuration("3730s")).AsInt);
        Assert.Equal(321, Run.Call("duration_to_milliseconds", CelText.ParseDuration("123.321456789s")).AsInt);
        Assert.Equal(-62, Run.Call("duration_to_minutes", CelText.ParseDuration("-3730s")).AsInt);
    }
}

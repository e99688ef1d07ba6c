using Pdp.Language.Runtime;
using Pdp.Language.Values;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Standard;

/// <summary>The parts of instants, in UTC or in a time zone, and of durations.</summary>
internal static class TimeFunctions
{
    /// <summary>What a time zone draws: one that no one has asked for yet is read from a file.</summary>
    public const int ZoneCost = 4;

    private delegate long Part(in CivilTime time, Timestamp instant);

    public static FunctionLibrary Library { get; } = Build();

    private static FunctionLibrary Build()
    {
        var library = new LibraryBuilder("time");
        Add("getFullYear", "timestamp_to_year", "the year", (in time, _) => time.Year);
        Add("getMonth", "timestamp_to_month", "the month, January is 0", (in time, _) => time.Month - 1);
        Add("getDayOfYear", "timestamp_to_day_of_year", "the day of the year from 0", (in time, _) => time.DayOfYear);
        Add("getDayOfMonth", "timestamp_to_day_of_month", "the day of the month from 0", (in time, _) => time.Day - 1);
        Add("getDate", "timestamp_to_day_of_month_1_based", "the day of the month from 1", (in time, _) => time.Day);
        Add("getDayOfWeek", "timestamp_to_day_of_week", "the weekday, Sunday is 0", (in time, _) => time.DayOfWeek);
        Add(
            "getHours", "timestamp_to_hours", "the hour, or a duration in whole hours",
            (in time, _) => time.SecondOfDay / 3600);
        library.Member("duration_to_hours", T.Int, Total(3600), T.Duration);
        Add(
            "getMinutes", "timestamp_to_minutes", "the minute, or a duration in whole minutes",
            (in time, _) => time.SecondOfDay / 60 % 60);
        library.Member("duration_to_minutes", T.Int, Total(60), T.Duration);
        // The one id that cel-go spells without `_with`.
        Add(
            "getSeconds", "timestamp_to_seconds", "the second, or a duration in whole seconds",
            (in time, _) => time.SecondOfDay % 60, "timestamp_to_seconds_tz");
        library.Member("duration_to_seconds", T.Int, Total(1), T.Duration);
        Add(
            "getMilliseconds", "timestamp_to_milliseconds", "the milliseconds within the second",
            (in _, instant) => instant.Nanos / 1_000_000);
        library.Member(
            "duration_to_milliseconds", T.Int,
            (_, arguments) => Value.From(arguments[0].AsDurationNanos / 1_000_000 % 1_000), T.Duration);
        return library.Build();

        void Add(string function, string id, string description, Part part, string? zonedId = null) => library
            .Function(function, description)
            .Member(id, T.Int, (_, arguments) => Utc(part, arguments), T.Timestamp)
            .Member(
                zonedId ?? id + "_with_tz", T.Int,
                (frame, arguments) => Zoned(frame, part, arguments), T.Timestamp, T.String);
    }

    private static Implementation Total(long unitSeconds)
    {
        var unit = unitSeconds * 1_000_000_000;
        return (_, arguments) => Value.From(arguments[0].AsDurationNanos / unit);
    }

    private static Value Utc(Part part, ReadOnlySpan<Value> arguments)
    {
        var instant = arguments[0].AsTimestamp;
        return Value.From(part(CivilTime.From(instant.Seconds), instant));
    }

    private static Value Zoned(Frame frame, Part part, ReadOnlySpan<Value> arguments)
    {
        var zone = arguments[1].AsString!;
        if (frame.Draw(ZoneCost + Work.ParseUnits(zone.Length)) is { } limit) return Value.From(limit);
        var instant = arguments[0].AsTimestamp;
        return TimeZones.TryOffset(zone, instant, out var offset) is { } unknown
            ? Value.From(unknown)
            : Value.From(part(CivilTime.From(instant.Seconds + offset), instant));
    }
}

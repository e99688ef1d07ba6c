namespace Pdp.Language.Values;

/// <summary>Seconds since the epoch as date and time of day in the proleptic Gregorian calendar.</summary>
/// <param name="Year">The year; an offset from UTC may lead to 0 or 10000.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31.</param>
/// <param name="SecondOfDay">0 to 86,399.</param>
/// <param name="DaysSinceEpoch">Days since 1970-01-01, negative before.</param>
internal readonly record struct CivilTime(int Year, int Month, int Day, int SecondOfDay, long DaysSinceEpoch)
{
    private const long SecondsPerDay = 86_400;

    // Days from 0000-03-01, the first day of a 400-year era that ends with a leap day, to the epoch.
    private const long EraStart = 719_468;
    private const int DaysPerEra = 146_097;

    /// <summary>Sunday is 0.</summary>
    public int DayOfWeek => (int)((DaysSinceEpoch % 7 + 11) % 7);

    /// <summary>The first of January is 0.</summary>
    public int DayOfYear => (int)(DaysSinceEpoch - DaysOf(Year, 1, 1));

    /// <summary>Splits seconds since the epoch, of UTC or of local time.</summary>
    public static CivilTime From(long seconds)
    {
        var days = Math.DivRem(seconds, SecondsPerDay, out var rest);
        if (rest < 0)
        {
            days--;
            rest += SecondsPerDay;
        }

        // Years that begin in March put the leap day at their end; months then have a linear formula.
        var shifted = days + EraStart;
        var era = (shifted >= 0 ? shifted : shifted - DaysPerEra + 1) / DaysPerEra;
        var dayOfEra = (int)(shifted - era * DaysPerEra);
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var marchMonth = (5 * dayOfYear + 2) / 153;
        var day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        var month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        var year = (int)(yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        return new CivilTime(year, month, day, (int)rest, days);
    }

    /// <summary>Days since 1970-01-01 of a valid date.</summary>
    public static long DaysOf(int year, int month, int day)
    {
        long y = month <= 2 ? year - 1 : year;
        var era = (y >= 0 ? y : y - 399) / 400;
        var yearOfEra = y - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        var dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DaysPerEra + dayOfEra - EraStart;
    }
}

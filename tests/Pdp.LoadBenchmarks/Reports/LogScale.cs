namespace Pdp.LoadBenchmarks.Reports;

/// <summary>Maps values to places, each power of ten as long as the next; it begins and ends at powers of ten.</summary>
internal sealed class LogScale
{
    private readonly int _first;
    private readonly int _last;
    private readonly double _from;
    private readonly double _to;

    /// <summary>Makes one that holds all values.</summary>
    /// <param name="values">The values, all above zero.</param>
    /// <param name="from">The place of the lower end.</param>
    /// <param name="to">The place of the upper end.</param>
    public LogScale(IEnumerable<double> values, double from, double to)
    {
        var (least, most) = (double.MaxValue, 0.0);
        foreach (var value in values)
        {
            if (!(value > 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(nameof(values), value, "expected a number above zero");
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        if (most == 0) throw new ArgumentException("expected at least one value", nameof(values));
        _first = (int)Math.Floor(Math.Log10(least));
        _last = Math.Max(_first + 1, (int)Math.Ceiling(Math.Log10(most)));
        _from = from;
        _to = to;
    }

    /// <summary>The powers of ten, from the lower end to the upper.</summary>
    public IEnumerable<double> Ticks => Enumerable.Range(_first, _last - _first + 1).Select(static power => Math.Pow(10, power));

    /// <summary>Where a value lies.</summary>
    public double At(double value) => _from + ((Math.Log10(value) - _first) / (_last - _first) * (_to - _from));
}

using Pdp.Language.Values;

namespace Pdp.Wire.Values;

/// <summary>
/// Numbers as requests bear them: integral and at most 2^53 in magnitude is an int and any other a double, since the wire
/// does not tell them apart.
/// </summary>
internal static class Numbers
{
    private const double LargestExact = 9_007_199_254_740_992;

    /// <summary>The value of a finite number.</summary>
    public static Value From(double number) =>
        Math.Abs(number) <= LargestExact && Math.Floor(number) == number ? Value.From((long)number) : Value.From(number);
}

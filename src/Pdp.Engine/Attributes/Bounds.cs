using System.Globalization;

namespace Pdp.Engine.Attributes;

/// <summary>The bounds of JSON Schema.</summary>
internal static class Bounds
{
    public static string? NumberProblem(double number, double? minimum, double? maximum)
    {
        // written so that not-a-number is outside of any bound
        if (minimum is { } low && !(number >= low))
            return string.Create(CultureInfo.InvariantCulture, $"it is smaller than {low}");
        return maximum is { } high && !(number <= high)
            ? string.Create(CultureInfo.InvariantCulture, $"it is larger than {high}")
            : null;
    }

    public static string? SizeProblem(string text, int? minimum, int? maximum)
    {
        // a string has no more code points than UTF-16 units, and no fewer than half as many
        var surelyFits = (maximum is null || text.Length <= maximum) && (minimum is null || text.Length >= 2L * minimum);
        return surelyFits ? null : SizeProblem(CodePoints(text), minimum, maximum, "characters");
    }

    public static string? SizeProblem(int size, int? minimum, int? maximum, string unit)
    {
        if (size < minimum)
            return string.Create(CultureInfo.InvariantCulture, $"it has fewer than {minimum} {unit}");
        return size > maximum ? string.Create(CultureInfo.InvariantCulture, $"it has more than {maximum} {unit}") : null;
    }

    private static int CodePoints(string text)
    {
        var count = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit)) count--;
        }

        return count;
    }
}

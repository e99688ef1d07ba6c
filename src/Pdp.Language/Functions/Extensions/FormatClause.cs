using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Extensions;

/// <summary>A clause of a format, as <c>%.3f</c>; what evaluates formats and what checks constant ones read it here.</summary>
/// <param name="Start">Where its percent sign stands in the format.</param>
/// <param name="End">Where it ends: behind its letter, or where it stops being a clause.</param>
/// <param name="Letter">One of <c>s d f e b o x X</c>, or <c>%</c> for a percent sign.</param>
/// <param name="Precision">Digits behind the point, for <c>f</c> and <c>e</c>.</param>
/// <param name="Mistake">Why it is no clause; null when it is one.</param>
internal readonly record struct FormatClause(int Start, int End, char Letter, int Precision, string? Mistake)
{
    /// <summary>The clauses that there are, for messages.</summary>
    public const string Known = "%s, %d, %f, %e, %b, %o, %x, %X and %%";

    private const string Letters = "sdfebxXo%";
    private const int MaxPrecision = 1000;
    private const int DefaultPrecision = 6;

    /// <summary>Whether it takes an argument from the list.</summary>
    public bool TakesArgument => Letter != '%';

    /// <summary>Finds the first clause from a position on.</summary>
    public static bool TryFind(string format, int from, out FormatClause clause)
    {
        var start = format.IndexOf('%', from);
        clause = start < 0 ? default : Read(format, start);
        return start >= 0;
    }

    /// <summary>What kind of value a clause of a letter needs, in words.</summary>
    public static string Wanted(char letter) => letter switch
    {
        's' => "a value that has a text",
        'd' or 'f' or 'e' => "a number",
        'b' => "an integer or bool",
        'o' => "an integer",
        _ => "an integer, string or bytes",
    };

    /// <summary>Whether a clause of a letter can write values of a kind.</summary>
    public static bool Takes(char letter, ValueKind kind) => letter switch
    {
        's' => kind is not (ValueKind.Optional or ValueKind.Missing or ValueKind.Error),
        'd' or 'f' or 'e' => NumberOrder.IsNumber(kind),
        'b' => kind is ValueKind.Int or ValueKind.Uint or ValueKind.Bool,
        'o' => kind is ValueKind.Int or ValueKind.Uint,
        _ => kind is ValueKind.Int or ValueKind.Uint or ValueKind.String or ValueKind.Bytes,
    };

    private static FormatClause Read(string format, int start)
    {
        var end = start + 1;
        var precision = DefaultPrecision;
        if (end < format.Length && format[end] == '.')
        {
            var digits = ++end;
            precision = 0;
            while (end < format.Length && char.IsAsciiDigit(format[end]))
                precision = Math.Min(precision * 10 + format[end++] - '0', MaxPrecision + 1);
            if (end == digits) return NoClause(format, start, end);
            if (precision > MaxPrecision)
                return new(start, end, '\0', 0, $"the precision of {ValueLimits.Quote(format[start..end])} is larger than 1000");
        }

        if (end == format.Length) return NoClause(format, start, end);
        var letter = format[end];
        var isKnown = Letters.Contains(letter, StringComparison.Ordinal) && (letter != '%' || end == start + 1);
        return isKnown
            ? new(start, end + 1, letter, precision, null)
            : NoClause(format, start, end + CodePoints.LengthAt(format, end));
    }

    private static FormatClause NoClause(string format, int start, int end) =>
        new(start, end, '\0', 0, $"{ValueLimits.Quote(format[start..end])} is no formatting clause");
}

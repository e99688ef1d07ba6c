using Pdp.Language.Diagnostics;
using Pdp.Language.Functions.Extensions;
using Pdp.Language.Text;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <summary>Help for mistakes in constant formats.</summary>
internal static class FormatHints
{
    /// <summary>Help for what is no clause.</summary>
    /// <param name="format">The format.</param>
    /// <param name="clause">What was read as a clause.</param>
    /// <param name="place">Where it stands.</param>
    public static Advice NoClause(string format, in FormatClause clause, TextSpan place)
    {
        var letter = format[clause.End - 1];
        if (clause.End == clause.Start + 1 || letter == ' ')
            return new Advice("a percent sign is `%%`", new Rewriting(new TextSpan(place.Start, 1), "%%"));
        if (letter is '.' || char.IsAsciiDigit(letter) && format[clause.Start + 1] == '.')
            return "a precision is a number up to 1000, as in `%.2f`";
        if (letter is '-' or '+' or '#' || char.IsAsciiDigit(letter)) return "a clause has no width or flags: write `%d` or `%.2f`";
        return Meant(letter) is { } meant
            ? Advice.DidYouMean(new TextSpan(place.End - 1, 1), $"{meant}", $"%{meant}")
            : $"known are {FormatClause.Known}";
    }

    /// <summary>Help for an argument that a clause cannot write.</summary>
    public static Advice Unfit(in FormatClause clause, TextSpan place, CelType type)
    {
        if (type.IsOptional) return "take the value first: `.value()`, or `.orValue(…)`";
        return clause.Letter == 's'
            ? "write its parts, each by a clause of its own"
            : new Advice("write `%s`, which takes any value", new Rewriting(place, "%s"));
    }

    /// <summary>The letter of a clause that another language, or another case, has under this one.</summary>
    private static char? Meant(char letter) => letter switch
    {
        'i' or 'u' or 'D' => 'd',
        'E' or 'g' or 'G' => 'e',
        'F' => 'f',
        'B' => 'b',
        'O' => 'o',
        'S' or 'v' or 'q' or 't' or 'c' => 's',
        _ => null,
    };
}

using System.Text.RegularExpressions;
using Pdp.Conformance.Tests.SecondOpinions.Specified;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>The known differences of texts and times.</summary>
internal static partial class KnownDifferences
{
    private static readonly string[] Positions = ["charAt", "indexOf", "lastIndexOf", "substring", "replace", "split"];

    private static readonly string[] Parts =
    [
        "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds",
        "getMilliseconds",
    ];

    public static IReadOnlyList<ExplainedDifference> OfTexts { get; } =
    [
        new("the mark of byte order", @"string(b'\xef\xbb\xbfa')",
            "octets become the text whose UTF-8 they are, U+FEFF included; there, TextDecoder drops it",
            d => d.Calls("string") && d.Operand(0)?.AsBytes is not null && d.BothValues
                && d.Ours.Value.AsString == "\uFEFF" + d.Theirs.Value.AsString),
        new("fractions of seconds as texts", "string(duration('1.5s'))",
            "as many fraction digits as needed, as cel-go writes them; there, in threes",
            d => d.Calls("string") && d.Operand(0)?.Kind is ValueKind.Timestamp or ValueKind.Duration && d.BothValues
                && d.Ours.Value.AsString == LastZeros().Replace(d.Theirs.Value.AsString!, "")),
        new("arguments that a format does not use", "'a'.format([1])",
            "cel-go ignores them when it evaluates; there, an error",
            d => IsFormat(d) && d.Ours.IsValue && d.Theirs.Message.Contains("too many arguments", StringComparison.Ordinal)),
        new("numbers of another type in formats", "'%.1f %d'.format([1, 2.0])",
            "in version 4 of cel-go's strings `%f` and `%e` take int and uint, and `%d` a double; there, an error",
            d => IsFormat(d) && d.Ours.IsValue && d.Theirs.IsError && d.HoldsAny(ValueKind.Int, ValueKind.Uint, ValueKind.Double)
                && (d.Theirs.Message.Contains("can only be used on doubles", StringComparison.Ordinal)
                    || d.Theirs.Message.Contains("invalid integer value", StringComparison.Ordinal))),
        new("digits, durations and octets in formats", "'%e %s'.format([1e-6, duration('1.5s')])",
            "an exponent has two digits, the digits are those of the exact binary value (official tests of `format`), durations have as many"
            + " digits as needed, and octets that are no UTF-8 are an error as in `string(bytes)`; there, JavaScript's texts of numbers,"
            + " digits in threes, and a replacement character",
            d => IsFormat(d) && !d.Theirs.IsError
                && d.HoldsAny(ValueKind.Double, ValueKind.Duration, ValueKind.Timestamp, ValueKind.Bytes)),
        new("keys in formatted maps", "'%s'.format([{'a': 1, 'B': 2}])",
            "the entries are in the order of their keys' code points; there, in an alphabet's",
            d => IsFormat(d) && d.BothValues && d.HoldsAny(ValueKind.Map)),
        new("offsets at the end", "'a'.indexOf('b', 1)",
            "at an offset of the text's length nothing is found, -1, or the empty text there; there, an error",
            d => d.Calls("indexOf", "lastIndexOf") && d.Theirs.IsError && d.Operand(2)?.IsInt == true && d.Ours.IsValue && SpecifiedAnswer.IsOurs(d)),
        new("characters beyond the basic plane", "'😀'.charAt(1)",
            "texts are counted, indexed and ordered by code point (langdef: strings); there, by UTF-16 unit",
            d => (d.Calls(Positions) || IsOrder(d.Root)) && d.HoldsAny(text => text.Any(char.IsSurrogate)) && SpecifiedAnswer.IsOurs(d)),
        new("replacing nothing", "'ab'.replace('', '-')",
            "an empty text is found before every character and at the end, as in Go's strings.Replace; there, again at the same place",
            d => d.Calls("replace") && d.BothValues && d.Operand(1)?.AsString is "" && SpecifiedAnswer.IsOurs(d)),
        new("replacing without a limit", "'aa'.replace('a', 'b', -1)",
            "a negative limit is none (cel-go); there, nothing is replaced",
            d => d.Calls("replace") && d.BothValues && d.Operand(3) is { IsInt: true, AsInt: < 0 }
                && d.Theirs.Value.AsString == d.Operand(0)?.AsString && SpecifiedAnswer.IsOurs(d)),
        new("splitting with a limit", "'abc'.split('', 2)",
            "the last part is the rest of the text, and a limit beyond the number of parts is none (cel-go; official tests of `split`); there,"
            + " the rest is dropped where the separator is empty, and a limit counts modulo 2^32",
            d => d.Calls("split") && d.BothValues && d.Operand(2) is { IsInt: true, AsInt: not 0 and var limit }
                && (limit is < 0 or > uint.MaxValue ? d.Theirs.Value.AsList?.Count <= (limit & uint.MaxValue) : d.Operand(1)?.AsString is "")
                && SpecifiedAnswer.IsOurs(d)),
        new("NUL in quotes", @"strings.quote('\000')",
            "`strings.quote` has no escape for NUL (cel-go; official tests: other text stays); there, `\\0`",
            d => d.Calls("quote", "strings.quote") && d.BothValues
                && d.Ours.Value.AsString?.Replace("\0", "\\0", StringComparison.Ordinal) == d.Theirs.Value.AsString),
    ];

    public static IReadOnlyList<ExplainedDifference> OfTime { get; } =
    [
        new("timestamp(int)", "timestamp(1)", "seconds since the epoch, as the official tests want; there, milliseconds",
            d => d.Calls("timestamp") && d.Operand(0) is { IsInt: true, AsInt: var seconds } && (d.Ours.IsValue
                ? d.Ours.Value.AsTimestamp == new Timestamp(seconds, 0)
                : seconds is < Timestamp.MinSeconds or > Timestamp.MaxSeconds && !d.Theirs.IsError)),
        new("duration(int)", "duration(1)", "no such overload exists in the specification; there, seconds",
            d => d.Calls("duration") && d.Operand(0)?.IsInt == true && d.Ours.IsError && !d.Theirs.IsError),
        new("int(duration)", "int(duration('1s'))", "the specification has no such overload; that of cel-go gives nanoseconds, there, seconds",
            d => d.Calls("int") && d.Operand(0) is { Kind: ValueKind.Duration } span && d.BothValues && d.Ours.Value is { IsInt: true } ours
                && ours.AsInt == span.AsDurationNanos),
        new("texts that are no RFC 3339", "timestamp('2023-02-29T00:00:00Z')",
            "hour 24 and the day 29 of February in other years are errors; there, JavaScript's Date rolls them over",
            d => d.Calls("timestamp") && d.Operand(0)?.AsString is { } text && !SpecifiedTime.IsInstant(text) && d.Ours.IsError && !d.Theirs.IsError),
        new("the empty duration", "duration('')",
            "the text of a duration has a digit and a unit; there, none is 0",
            d => d.Calls("duration") && d.Operand(0)?.AsString is "" && d.Ours.IsError && !d.Theirs.IsError),
        new("zones out of range", "timestamp(0).getHours('+99:99')",
            "an offset has at most 14 hours and 59 minutes (cel-go); there, any two digits are taken",
            d => d.Calls(Parts) && d.Operand(1)?.AsString is "+99:99" && d.Ours.IsError && d.Theirs.IsValue),
        new("parts below a millisecond", "timestamp('2024-02-29T23:59:59.999999999Z').getSeconds()",
            "what is below the part is cut; there, an instant is rounded up to the next millisecond",
            d => IsPart(d) && d.Operand(0)!.Value.AsTimestamp.Nanos % 1_000_000 != 0),
        new("the hour of midnight in zones", "timestamp('2024-02-29T00:00:00Z').getDate('UTC')",
            "midnight begins a day; there, it is the hour 24, which is taken for the next day's",
            d => IsPart(d) && d.Operand(1) is not null && PartOf(d, "getHours") == 0),
        new("the first hundred years", "timestamp('0001-01-01T00:00:00Z').getFullYear()",
            "the year is that of the calendar; there, JavaScript's Date takes a year below 100 for one of the twentieth century",
            d => IsPart(d) && PartOf(d, "getFullYear") is >= 0 and < 100),
        new("mean local time", "timestamp('1019-05-04T18:40:00Z').getSeconds('America/New_York')",
            "the offsets of .NET's time zones are whole minutes, so that the local mean time of long ago is off by some seconds;"
            + " there, it is exact",
            d => IsPart(d) && d.Operand(1)?.AsString is { } zone && SpecifiedTime.IsMeanTime(zone, d.Operand(0)!.Value.AsTimestamp.Seconds)),
    ];

    /// <summary>The zeros at the end of a fraction of seconds.</summary>
    [GeneratedRegex(@"(?<=\.\d*[1-9])0+(?=[sZ]$)", RegexOptions.CultureInvariant)]
    private static partial Regex LastZeros();

    private static bool IsPart(Difference difference) =>
        difference.Calls(Parts) && difference.BothValues && difference.Operand(0)?.Kind == ValueKind.Timestamp && SpecifiedAnswer.IsOurs(difference);

    private static bool IsFormat(Difference difference) => difference.Calls("format") && SpecifiedAnswer.IsOurs(difference);

    /// <summary>What another part of the same time in the same zone is.</summary>
    private static long? PartOf(Difference difference, string part) =>
        SpecifiedTime.Part(part, difference.Operand(0)!.Value.AsTimestamp, difference.Operand(1)?.AsString);

    private static bool IsOrder(Expr root) => root is BinaryExpr
    {
        Operator: BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual,
    };
}

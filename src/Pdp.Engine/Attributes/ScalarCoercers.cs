using System.Globalization;
using Pdp.Language.Regex;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>Takes anything.</summary>
internal sealed class AnyCoercer : Coercer
{
    public static AnyCoercer Instance { get; } = new();

    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit) => Fits(value, out result, out misfit);
}

/// <summary>Takes values of one kind as they are.</summary>
internal sealed class KindCoercer(ValueKind kind, string name) : Coercer
{
    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit) =>
        value.Kind == kind ? Fits(value, out result, out misfit) : Unfit(Misfit.Kind(name, value), out result, out misfit);
}

/// <summary>Takes null besides what another takes.</summary>
internal sealed class NullableCoercer(Coercer inner) : Coercer
{
    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit) =>
        value.Kind == ValueKind.Null
            ? Fits(value, out result, out misfit)
            : inner.TryCoerce(value, out result, out misfit);
}

/// <summary>
/// Ints: integral numbers up to 2^53 in magnitude, which is what a double holds exactly, and decimal strings for the rest.
/// </summary>
internal sealed class IntCoercer(double? minimum, double? maximum) : Coercer
{
    private const double LargestExact = 9_007_199_254_740_992;

    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit)
    {
        long number;
        switch (value.Kind)
        {
            case ValueKind.Int:
                number = value.AsInt;
                break;
            case ValueKind.Uint when value.AsUint <= long.MaxValue:
                number = (long)value.AsUint;
                break;
            case ValueKind.Double when double.IsInteger(value.AsDouble) && Math.Abs(value.AsDouble) <= LargestExact:
                number = (long)value.AsDouble;
                break;
            case ValueKind.Double:
                return Unfit(Misfit.Of("expected int, got a number that is not integral or too large"), out result, out misfit);
            case ValueKind.String when IsDecimal(value.AsString!):
                if (!long.TryParse(value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
                    return Unfit(Misfit.Of("expected int, got a number that is too large", EvalErrorCode.SyntaxError), out result, out misfit);
                break;
            default:
                return Unfit(Misfit.Kind("int", value), out result, out misfit);
        }

        if (Bounds.NumberProblem(number, minimum, maximum) is { } problem)
            return Unfit(Misfit.Of(problem), out result, out misfit);
        return Fits(value.IsInt ? value : Value.From(number), out result, out misfit);
    }

    private static bool IsDecimal(string text)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}

/// <summary>Doubles: every number.</summary>
internal sealed class DoubleCoercer(double? minimum, double? maximum) : Coercer
{
    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit)
    {
        double number;
        switch (value.Kind)
        {
            case ValueKind.Double:
                number = value.AsDouble;
                break;
            case ValueKind.Int:
                number = value.AsInt;
                break;
            case ValueKind.Uint:
                number = value.AsUint;
                break;
            default:
                return Unfit(Misfit.Kind("double", value), out result, out misfit);
        }

        if (Bounds.NumberProblem(number, minimum, maximum) is { } problem)
            return Unfit(Misfit.Of(problem), out result, out misfit);
        return Fits(value.IsDouble ? value : Value.From(number), out result, out misfit);
    }
}

/// <summary>Strings.</summary>
internal sealed class StringCoercer(IEnumerable<string> allowed, int? minLength, int? maxLength, Re2Pattern? pattern) : Coercer
{
    // states times characters at worst: no budget is drawn on while a request is read, and no deadline looked at
    private const long MostWork = 10_000_000;

    private readonly HashSet<string>? _allowed = allowed.ToHashSet(StringComparer.Ordinal) is { Count: > 0 } set ? set : null;

    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit)
    {
        if (value.AsString is not { } text) return Unfit(Misfit.Kind("string", value), out result, out misfit);
        if (_allowed is not null && !_allowed.Contains(text))
            return Unfit(Misfit.Of("it is none of the schema's values"), out result, out misfit);
        if (Bounds.SizeProblem(text, minLength, maxLength) is { } problem)
            return Unfit(Misfit.Of(problem), out result, out misfit);
        if (pattern is null) return Fits(value, out result, out misfit);
        if (text.Length * pattern.States > MostWork)
            return Unfit(Misfit.Of("limit reached: it is too long to be held against the schema's pattern"), out result, out misfit);
        if (!pattern.IsMatch(text))
            return Unfit(Misfit.Of("it does not match the schema's pattern"), out result, out misfit);
        return Fits(value, out result, out misfit);
    }
}

/// <summary>Points in time: strings in the form of RFC 3339.</summary>
internal sealed class TimestampCoercer : Coercer
{
    public static TimestampCoercer Instance { get; } = new();

    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit)
    {
        if (value.Kind == ValueKind.Timestamp) return Fits(value, out result, out misfit);
        if (value.AsString is not { } text) return Unfit(Misfit.Kind("timestamp", value), out result, out misfit);
        var parsed = CelText.ParseTimestamp(text);
        return parsed.AsError is { } error
            ? Unfit(Misfit.Of(error.Message, EvalErrorCode.SyntaxError), out result, out misfit)
            : Fits(parsed, out result, out misfit);
    }
}

/// <summary>Spans of time: strings as <c>1h30m</c>.</summary>
internal sealed class DurationCoercer : Coercer
{
    public static DurationCoercer Instance { get; } = new();

    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit)
    {
        if (value.Kind == ValueKind.Duration) return Fits(value, out result, out misfit);
        if (value.AsString is not { } text) return Unfit(Misfit.Kind("duration", value), out result, out misfit);
        var parsed = CelText.ParseDuration(text);
        return parsed.AsError is { } error
            ? Unfit(Misfit.Of(error.Message, EvalErrorCode.SyntaxError), out result, out misfit)
            : Fits(parsed, out result, out misfit);
    }
}

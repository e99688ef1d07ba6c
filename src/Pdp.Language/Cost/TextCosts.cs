using Pdp.Language.Functions;
using Pdp.Language.Regex;
using Pdp.Language.Values;

namespace Pdp.Language.Cost;

/// <summary>Functions of texts and patterns.</summary>
internal static class TextCosts
{
    public static Dictionary<string, CostModel> Models { get; } = new(StringComparer.Ordinal)
    {
        ["size"] = Size,
        ["contains"] = (e, a) => new(ValueSize.Scalar, Search(e, a)),
        ["startsWith"] = Affix,
        ["endsWith"] = Affix,
        ["matches"] = Matches,
        ["charAt"] = (e, a) => new(ValueSize.OfText(2), Pass(e, a[0])),
        ["substring"] = Same,
        ["trim"] = Same,
        ["lowerAscii"] = Same,
        ["upperAscii"] = Same,
        ["strings.quote"] = (e, a) => new(Text(e.Text(a[0]) * 2 + 2), Pass(e, a[0])),
        ["replace"] = Replace,
        ["split"] = Split,
        ["join"] = Join,
        ["format"] = Format,
        ["regex.replace"] = ReplacePattern,
        ["regex.extract"] = Extract,
        ["regex.extractAll"] = ExtractAll,
        ["base64.encode"] = (e, a) => new(Text(Estimator.Octets(a[0]) / 3 * 4 + 4), Work.TextUnits(Estimator.Octets(a[0]))),
        ["base64.decode"] = (e, a) => new(Bytes(e.Text(a[0]) / 4 * 3 + 3), Pass(e, a[0])),
        ["json.encode"] = (e, a) => new(Text(e.WrittenLength(a[0], 0)), e.JsonUnits(a[0], 0)),
    };

    /// <summary>A computed text.</summary>
    public static ValueSize Text(long length) => ValueSize.OfText(Estimator.Bounded(length));

    /// <summary>Computed bytes.</summary>
    public static ValueSize Bytes(long length) => ValueSize.Scalar with { Octets = Estimator.Bounded(length) };

    /// <summary>What a pass over a text draws; nothing when it is none.</summary>
    public static long Pass(Estimator e, ValueSize text) => text.Text < 0 ? 0 : Work.TextUnits(e.Text(text));

    /// <summary>What looking for a text in another draws; nothing when it is none.</summary>
    public static long Search(Estimator e, ReadOnlySpan<ValueSize> a) =>
        a[0].Text < 0 ? 0 : Work.SearchUnits(e.Text(a[0]), e.Text(a[1]));

    private static FunctionCost Size(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var greatest = Math.Max(e.Length(a[0]), e.Count(a[0]));
        return new(ValueSize.OfNumber(greatest), Pass(e, a[0]));
    }

    private static FunctionCost Affix(Estimator e, ReadOnlySpan<ValueSize> a) =>
        new(ValueSize.Scalar, Work.CompareUnits(e.Text(a[1])));

    private static FunctionCost Same(Estimator e, ReadOnlySpan<ValueSize> a) => new(Text(e.Text(a[0])), Pass(e, a[0]));

    private static FunctionCost Replace(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var (text, replacement) = (e.Text(a[0]), e.Text(a[2]));
        var times = Parts(text, a[1]);
        if (a.Length == 4 && a[3].Constant is { IsInt: true, AsInt: >= 0 } most) times = Math.Min(times, most.AsInt);
        var added = Saturating.Multiply(times, replacement);
        var units = Saturating.Multiply(times, Work.TextUnits(replacement));
        return new(Text(Saturating.Add(text, added)), Saturating.Add(Search(e, a), units));
    }

    private static FunctionCost Split(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var text = e.Text(a[0]);
        var parts = Parts(text, a[1]);
        return new(ValueSize.OfList(Estimator.Bounded(parts), Text(text)), Saturating.Add(Search(e, a), parts));
    }

    /// <summary>At most how often a part stands in a text, and one more; the empty one stands before every character.</summary>
    private static long Parts(long text, ValueSize part) =>
        part.Constant.AsString is { Length: > 0 } known ? text / known.Length + 1 : text + 1;

    private static FunctionCost Join(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var count = e.Count(a[0]);
        var each = Estimator.ElementOf(a[0]) is { } element ? e.Text(element) : 0;
        if (a.Length == 2) each += e.Text(a[1]);
        var length = Estimator.Bounded(Saturating.Multiply(count, each));
        return new(Text(length), Saturating.Add(Work.ElementUnits(count), Work.TextUnits(length)));
    }

    private static FunctionCost Format(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        // the longest double has 309 digits before the point; %x writes two digits for each of up to three octets
        const long LongestNumber = 330;
        const long HexPerCharacter = 6;
        var format = e.Text(a[0]);
        var precision = Precision(a[0].Constant.AsString);
        var clauses = Math.Min(e.Count(a[1]), format / 2);
        var element = Estimator.ElementOf(a[1]) ?? ValueSize.Scalar;
        var units = Math.Max(e.FormatUnits(element, 0), Work.TextUnits(precision * 16L));
        units = Math.Max(units, Work.TextUnits(e.Length(element) * 3));
        var length = Math.Max(e.WrittenLength(element, 0), precision + LongestNumber);
        length = Math.Max(length, e.Length(element) * HexPerCharacter);
        return new(
            Text(Saturating.Add(format, Saturating.Multiply(clauses, length))),
            Saturating.Add(Work.TextUnits(format), Saturating.Multiply(clauses, units)));
    }

    /// <summary>The greatest precision that a format asks for.</summary>
    private static long Precision(string? format)
    {
        const int Greatest = 1000;
        const int Usual = 6;
        if (format is null) return Greatest;
        long greatest = Usual;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '.') continue;
            long precision = 0;
            while (i + 1 < format.Length && char.IsAsciiDigit(format[i + 1]))
                precision = Math.Min(precision * 10 + format[++i] - '0', Greatest);
            greatest = Math.Max(greatest, precision);
        }

        return greatest;
    }

    private static FunctionCost Matches(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var (states, compiling) = Pattern(e, a[1]);
        // a constant pattern is compiled once for all
        if (a[1].Constant.AsString is not null && states <= Re2Pattern.MaxStates) compiling = 0;
        return new(ValueSize.Scalar, Saturating.Add(compiling, PatternCache.SearchUnits(states, e.Text(a[0]))));
    }

    private static FunctionCost Extract(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var (states, compiling) = Pattern(e, a[1]);
        var text = e.Text(a[0]);
        return new(
            Estimator.Wrapped(Text(text)), Saturating.Add(compiling, PatternCache.SearchUnits(states, text)));
    }

    private static FunctionCost ExtractAll(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var text = e.Text(a[0]);
        return new(ValueSize.OfList(Estimator.Bounded(text + 1), Text(text)), Searches(e, a));
    }

    private static FunctionCost ReplacePattern(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var (text, replacement) = (e.Text(a[0]), e.Text(a[2]));
        // each `\1` is two characters long, and all that one group matches is no longer than the text
        var groups = Saturating.Multiply(replacement / 2 + 1, text);
        var literal = Saturating.Multiply(text + 1, replacement);
        return new(Text(Saturating.Add(text, Saturating.Add(groups, literal))), Searches(e, a));
    }

    /// <summary>What all searches for the matches in a text draw.</summary>
    private static long Searches(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        var (states, compiling) = Pattern(e, a[1]);
        var text = e.Text(a[0]);
        var times = text + 2;
        var looking = Saturating.Multiply(times, PatternCache.SearchUnits(states, PatternCache.NextCharacters(text)));
        // matches do not overlap, but each may be drawn for with one character more
        var matching = Saturating.Add(times, PatternCache.SearchUnits(states, text + times));
        return Saturating.Add(compiling, Saturating.Add(looking, matching));
    }

    /// <summary>The states of a pattern and what compiling it draws.</summary>
    private static (long States, long Compiling) Pattern(Estimator e, ValueSize pattern)
    {
        var compiling = PatternCache.CompileUnits(e.Text(pattern));
        if (pattern.Constant.AsString is { } constant) return (ParsedPattern.Of(constant).States, compiling);
        return (pattern.IsUnbounded ? 1 : Re2Pattern.MaxStates, compiling);
    }
}

using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions;

/// <summary>
/// What work draws from the budget: a unit is about 100 ns. The formulas stand here once, for those that draw and for
/// <see cref="Cost.CostEstimator"/>, which tells before how much will be drawn.
/// </summary>
internal static class Work
{
    /// <summary>From how many characters on comparing two equally long texts draws: shorter ones take no time worth counting.</summary>
    public const int LongText = 1024;

    /// <summary>From how many characters on a text that is hashed or ordered draws.</summary>
    public const int LongKey = 128;

    private const int CharactersPerUnit = 16;

    /// <summary>Draws for a pass over text. The error to return, or null.</summary>
    public static EvalError? Text(Frame frame, long characters) => frame.Draw(TextUnits(characters));

    /// <summary>
    /// Draws for a search. Its worst case, a long text that nearly contains a long part everywhere, costs the product
    /// of both lengths; only then does the second term matter.
    /// </summary>
    public static EvalError? Search(Frame frame, string text, string part) =>
        frame.Draw(SearchUnits(text.Length, part.Length));

    /// <summary>Draws for a pass over elements.</summary>
    public static EvalError? Elements(Frame frame, long count) => frame.Draw(ElementUnits(count));

    /// <summary>Draws for sorting: n·log n comparisons.</summary>
    public static EvalError? Sort(Frame frame, int count) => frame.Draw(SortUnits(count));

    /// <summary>Draws for reading a number, a time or an address out of a text; what is as short as those is free.</summary>
    public static EvalError? Parse(Frame frame, string text) => Some(frame, ParseUnits(text.Length));

    /// <summary>Draws for holding a text against a part as long as this.</summary>
    public static EvalError? Compare(Frame frame, int length) => Some(frame, CompareUnits(length));

    /// <summary>Draws for hashing a value: a key that is looked up, an element of a set.</summary>
    public static EvalError? Hash(Frame frame, in Value value) => Some(frame, HashUnits(Length(value)));

    /// <summary>Draws for making a map of entries.</summary>
    public static EvalError? Map(Frame frame, ReadOnlySpan<KeyValuePair<Value, Value>> entries)
    {
        long units = 0;
        foreach (ref readonly var entry in entries) units += HashUnits(Length(entry.Key));
        return Some(frame, units);
    }

    /// <summary>Draws for ordering two values.</summary>
    public static EvalError? Order(Frame frame, in Value left, in Value right) =>
        Some(frame, HashUnits(Math.Min(Length(left), Length(right))));

    /// <summary>Draws for ordering the elements of a list, each so many times.</summary>
    public static EvalError? Order(Frame frame, ReadOnlySpan<Value> items, int times)
    {
        long units = 0;
        foreach (ref readonly var item in items) units += HashUnits(Length(item));
        return Some(frame, units * times);
    }

    /// <summary>See <see cref="Text"/>.</summary>
    public static long TextUnits(long characters) => 1 + characters / CharactersPerUnit;

    /// <summary>See <see cref="Search"/>.</summary>
    public static long SearchUnits(long text, long part) => 1 + text / CharactersPerUnit + text * part / 16_384;

    /// <summary>See <see cref="Elements"/>.</summary>
    public static long ElementUnits(long count) => 1 + count;

    /// <summary>See <see cref="Sort"/>.</summary>
    public static long SortUnits(long count) => 1 + count * (1 + SortRounds(count));

    /// <summary>How many times sorting looks at each element, about.</summary>
    public static int SortRounds(long count) => (int)long.Log2(count + 1);

    /// <summary>See <see cref="Parse"/>.</summary>
    public static long ParseUnits(long characters)
    {
        const int Longest = 64;
        return characters <= Longest ? 0 : characters / CharactersPerUnit;
    }

    /// <summary>See <see cref="Compare"/>.</summary>
    public static long CompareUnits(long characters) => characters / LongText;

    /// <summary>See <see cref="Hash"/>.</summary>
    public static long HashUnits(long length) => length / LongKey;

    private static long Length(in Value value) => value.AsString?.Length ?? value.AsBytes?.Span.Length ?? 0;

    private static EvalError? Some(Frame frame, long units) => units == 0 ? null : frame.Draw(units);
}

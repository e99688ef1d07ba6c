using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Regex;

/// <summary>
/// Compiled patterns by text, for patterns that are no constants (those the compiler compiles once for all). It is
/// bounded by what they weigh, for a request can bring any number of patterns: when it is full it begins anew.
/// </summary>
internal static class PatternCache
{
    /// <summary>The most that the patterns take together, in bytes.</summary>
    private const long Capacity = 32_000_000;

    private static readonly BoundedCache<Entry> _entries = new(Capacity, static entry => entry.Pattern?.MostBytes ?? 500);

    /// <summary>
    /// The pattern, or the error. The draw is the same whether the pattern is kept or not, so that a rule's budget does
    /// not depend on what was evaluated before.
    /// </summary>
    public static EvalError? TryGet(Frame frame, string pattern, out Re2Pattern? compiled)
    {
        compiled = null;
        if (frame.Draw(CompileUnits(pattern.Length)) is { } limit) return limit;
        var entry = _entries.GetOrMake(pattern, Compile);
        compiled = entry.Pattern;
        return entry.Error;
    }

    private static Entry Compile(string pattern) => Re2Pattern.TryCompile(pattern, out var made, out var error)
        ? new Entry(made, null)
        : new Entry(null, new EvalError(
            EvalErrorCode.SyntaxError, $"{ValueLimits.Quote(pattern)} is no regular expression: {error}"));

    /// <summary>Draws for a search: states times characters at worst. The error to return, or null.</summary>
    public static EvalError? Draw(Frame frame, Re2Pattern pattern, long characters) =>
        frame.Draw(SearchUnits(pattern.States, characters));

    /// <summary>Draws for one of many searches in a text.</summary>
    public static EvalError? DrawNext(Frame frame, Re2Pattern pattern, long left) =>
        frame.Draw(SearchUnits(pattern.States, NextCharacters(left)));

    /// <summary>What a pattern that is no constant draws.</summary>
    public static long CompileUnits(long length) => 100 + 32 * length;

    /// <summary>See <see cref="Draw"/>.</summary>
    public static long SearchUnits(long states, long characters) => 1 + characters * states / 16;

    /// <summary>
    /// How many characters count as read by one of many searches. Most end with their match, which is drawn for by
    /// itself; how far a search looks beyond it is not known, and at worst each of them reads all that is left.
    /// </summary>
    public static long NextCharacters(long left)
    {
        const int Near = 256;
        const int FarPerCharacter = 16;
        return Math.Min(left, Near) + left / FarPerCharacter;
    }

    private sealed record Entry(Re2Pattern? Pattern, EvalError? Error);
}

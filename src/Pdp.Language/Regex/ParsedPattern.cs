using System.Globalization;

namespace Pdp.Language.Regex;

/// <summary>
/// A pattern's tree and measures, or why it is refused. While a policy is loaded the same pattern is checked, its cost
/// estimated, its guard made and its program compiled: it is parsed once for all of them.
/// </summary>
/// <param name="Root">The tree, or null.</param>
/// <param name="Groups">Number of capturing groups.</param>
/// <param name="States">Number of states.</param>
/// <param name="Error">Why it is refused, or null.</param>
internal sealed record ParsedPattern(Re2Node? Root, int Groups, long States, string? Error)
{
    private const long CacheBytes = 8_000_000;

    private static readonly BoundedCache<ParsedPattern> _cache = new(CacheBytes, static parsed => parsed.Bytes);

    /// <summary>About how many bytes it takes.</summary>
    public long Bytes { get; private init; }

    /// <summary>Parses a pattern, or takes what was parsed before.</summary>
    public static ParsedPattern Of(string pattern) => pattern.Length > Re2Pattern.MaxLength
        ? Refused(string.Create(CultureInfo.InvariantCulture, $"the pattern is longer than {Re2Pattern.MaxLength} characters"))
        : _cache.GetOrMake(pattern, static pattern => Parse(pattern));

    private static ParsedPattern Parse(string pattern)
    {
        var (root, groups, error) = Re2Parser.Parse(pattern);
        if (root is null) return Refused(error ?? "the pattern is malformed");
        var states = CountStates(root);
        if (states > Re2Pattern.MaxStates) return Refused("the pattern is too large: its repetitions multiply to too many states");
        var sets = new HashSet<RuneSet>();
        return new ParsedPattern(root, groups, states, null) { Bytes = 200 + CountBytes(root, sets) + sets.Sum(set => 100 + 8L * set.Ranges.Length) };
    }

    private static ParsedPattern Refused(string error) => new(null, 0, Re2Pattern.MaxStates + 1, error) { Bytes = 100 + 2L * error.Length };

    private static long CountStates(Re2Node node) => Math.Min(Re2Pattern.MaxStates + 1, node switch
    {
        SequenceNode sequence => 1 + sequence.Parts.Sum(CountStates),
        ChoiceNode choice => 1 + choice.Options.Sum(CountStates),
        GroupNode group => 2 + CountStates(group.Body),
        RepeatNode repeat => 1 + CountStates(repeat.Body) * Math.Max(1, Math.Max(repeat.Min, repeat.Max)),
        _ => 1,
    });

    private static long CountBytes(Re2Node node, HashSet<RuneSet> sets)
    {
        if (node is SetNode set) sets.Add(set.Set);
        return node switch
        {
            SequenceNode sequence => 64 + sequence.Parts.Sum(part => 8 + CountBytes(part, sets)),
            ChoiceNode choice => 64 + choice.Options.Sum(option => 8 + CountBytes(option, sets)),
            GroupNode group => 32 + CountBytes(group.Body, sets),
            RepeatNode repeat => 48 + CountBytes(repeat.Body, sets),
            _ => 24,
        };
    }
}

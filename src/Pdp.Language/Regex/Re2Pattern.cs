using System.Diagnostics.CodeAnalysis;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Regex;

/// <summary>
/// A regular expression of RE2's language: linear in time, unanchored, over code points. Immutable, for any number of
/// threads.
/// </summary>
public sealed class Re2Pattern
{
    /// <summary>Longest pattern, in UTF-16 units.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Largest pattern, in states after its counted repetitions are written out.</summary>
    public const int MaxStates = 5_000;

    private readonly PlainShape? _plain;
    // most patterns are compiled several times before they run once: to be checked, for their guard, for recording
    private readonly Lazy<LazyAutomaton> _automaton;
    private readonly Lazy<Re2Machine> _machine;

    private Re2Pattern(ParsedPattern parsed)
    {
        GroupCount = parsed.Groups;
        States = parsed.States;
        _plain = PlainShape.Of(parsed.Root!);
        _automaton = new(() => new LazyAutomaton(parsed.Root!, MostAutomatonBytes(parsed.States)));
        _machine = new(() => new Re2Machine(parsed.Root!, parsed.Groups));
        MostBytes = 400 + parsed.Bytes + MostProgramBytes(parsed.States) + MostAutomatonBytes(parsed.States);
    }

    /// <summary>Number of capturing groups.</summary>
    public int GroupCount { get; }

    /// <summary>Number of states; a match costs at most this much per character.</summary>
    public long States { get; }

    /// <summary>About how many bytes it takes at most, when it was searched for in many texts.</summary>
    internal long MostBytes { get; }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="compiled">The compiled pattern, or null.</param>
    /// <param name="error">Why it is refused: <c>back references such as `\1` are not supported</c>.</param>
    public static bool TryCompile(
        string pattern, [NotNullWhen(true)] out Re2Pattern? compiled, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var parsed = ParsedPattern.Of(pattern);
        compiled = parsed.Root is null ? null : new Re2Pattern(parsed);
        error = parsed.Error;
        return compiled is not null;
    }

    /// <summary>Whether the pattern matches somewhere in a text.</summary>
    public bool IsMatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Search(text, null, out var found);
        return found;
    }

    /// <summary>Whether the pattern matches somewhere in a text; looks at the end of the frame's decision meanwhile.</summary>
    /// <returns>The error with which the search ended early, or null.</returns>
    internal EvalError? Search(string text, Frame? frame, out bool found)
    {
        if (_plain is null) return _automaton.Value.Search(text, frame, out found);
        found = _plain.IsMatch(text);
        return null;
    }

    /// <summary>
    /// The leftmost match from an offset on: start and end of it and of its first nine groups (−1: not taken part), or null.
    /// </summary>
    /// <returns>The error with which the search ended early, or null.</returns>
    internal EvalError? Find(string text, int start, Frame? frame, out int[]? slots) =>
        _machine.Value.Find(text, start, frame, out slots);

    // two programs, each of up to three steps a state, and the classes of characters
    private static long MostProgramBytes(long states) => 2 * 3 * 24 * states + 32 * states;

    /// <summary>How much a pattern's automaton may take: enough for all states of a usual one.</summary>
    private static long MostAutomatonBytes(long states) => Math.Min(64_000 + 256 * states, 512_000);
}

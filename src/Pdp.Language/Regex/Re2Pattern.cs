using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NetRegex = System.Text.RegularExpressions.Regex;

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

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly PlainShape? _plain;
    private readonly bool _hasBoundary;
    // most patterns are compiled several times before they run once: to be checked, for their guard, for recording
    private readonly Lazy<NetRegex?> _regex;
    private readonly Lazy<Re2Machine> _machine;

    private Re2Pattern(Re2Node root, int groups, long states)
    {
        GroupCount = groups;
        States = states;
        _plain = PlainShape.Of(root);
        _hasBoundary = HasBoundary(root);
        _machine = new(() => new Re2Machine(root, groups));
        _regex = new(() => MakeRegex(root));
    }

    /// <summary>Number of capturing groups.</summary>
    public int GroupCount { get; }

    /// <summary>Number of states; a match costs at most this much per character.</summary>
    public long States { get; }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="compiled">The compiled pattern, or null.</param>
    /// <param name="error">Why it is refused: <c>back references such as `\1` are not supported</c>.</param>
    public static bool TryCompile(
        string pattern, [NotNullWhen(true)] out Re2Pattern? compiled, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        compiled = null;
        if (pattern.Length > MaxLength)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"the pattern is longer than {MaxLength} characters");
            return false;
        }

        (var root, var groups, error) = Re2Parser.Parse(pattern);
        if (root is null)
        {
            error ??= "the pattern is malformed";
            return false;
        }

        var states = CountStates(root);
        if (states > MaxStates)
        {
            error = "the pattern is too large: its repetitions multiply to too many states";
            return false;
        }

        compiled = new Re2Pattern(root, groups, states);
        error = null;
        return true;
    }

    /// <summary>The states of a pattern without compiling it; more than <see cref="MaxStates"/> when it would be refused.</summary>
    internal static long CountStates(string pattern) =>
        pattern.Length <= MaxLength && Re2Parser.Parse(pattern) is ({ } root, _, _) ? CountStates(root) : MaxStates + 1;

    /// <summary>Whether the pattern matches somewhere in a text.</summary>
    public bool IsMatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_plain is not null) return _plain.IsMatch(text);
        return RegexFor(text) is { } regex ? regex.IsMatch(text) : _machine.Value.Find(text, 0) is not null;
    }

    /// <summary>
    /// The leftmost match from an offset on: start and end of it and of each group (−1: not taken part), or null. .NET's automaton, which needs
    /// several passes to tell them, is no faster here and can take a hundred megabytes.
    /// </summary>
    internal int[]? Find(string text, int start) => _machine.Value.Find(text, start);

    private static NetRegex? MakeRegex(Re2Node root)
    {
        // Beyond 255 classes of characters .NET 10's automaton mistakes a line feed before the end.
        const int MostClasses = 200;
        // Each step of .NET's automaton costs the square of the repetitions that may be left out: 1,600 times `.?` took
        // it two seconds and two gigabytes for ten characters.
        const int MostRepetitions = 128;
        return CountRepetitions(root) > MostRepetitions || SetPartition.HasMoreClassesThan(MostClasses, root) || MayBeJoined(root)
            ? null
            : TryMakeRegex(PatternEmitter.Emit(root));
    }

    /// <summary>Null when the framework's own bound on automata is reached, which counts in its own way.</summary>
    private static NetRegex? TryMakeRegex(string pattern)
    {
        try
        {
            return new NetRegex(pattern, Options);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>
    /// The emitted pattern where it has the meaning of this one: in text without surrogates, for .NET counts UTF-16 units,
    /// and for word boundaries in ASCII, for .NET's look at Unicode's letters. Elsewhere the machine runs.
    /// </summary>
    private NetRegex? RegexFor(string text)
    {
        var isPlain = _hasBoundary ? Ascii.IsValid(text) : !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
        return isPlain ? _regex.Value : null;
    }

    /// <summary>
    /// Whether .NET may join three or more classes of a choice to one, by taking out what the options begin with: .NET 10
    /// loses characters then (<c>x\w|x\W|x\d</c>). Which it joins is its own affair, so any three in a choice count.
    /// </summary>
    private static bool MayBeJoined(Re2Node node) => node switch
    {
        ChoiceNode when PatternEmitter.SetOf(node) is not null => false,
        ChoiceNode choice => CountSets(choice) > 2 && CountClasses(choice) > 1,
        SequenceNode sequence => sequence.Parts.Any(MayBeJoined),
        GroupNode group => MayBeJoined(group.Body),
        RepeatNode repeat => MayBeJoined(repeat.Body),
        _ => false,
    };

    private static int CountSets(Re2Node node) => Count(node, static _ => true);

    private static int CountClasses(Re2Node node) => Count(node, static set => set.Ranges is not [var (first, last)] || first != last);

    private static int Count(Re2Node node, Func<RuneSet, bool> counts) =>
        PatternEmitter.SetOf(node) is { } set
            ? counts(set) ? 1 : 0
            : node switch
            {
                ChoiceNode choice => choice.Options.Sum(option => Count(option, counts)),
                SequenceNode sequence => sequence.Parts.Sum(part => Count(part, counts)),
                GroupNode group => Count(group.Body, counts),
                RepeatNode repeat => Count(repeat.Body, counts),
                _ => 0,
            };

    private static bool HasBoundary(Re2Node node) => node switch
    {
        PlaceNode place => place.Place is Place.WordBoundary or Place.NoWordBoundary,
        SequenceNode sequence => sequence.Parts.Any(HasBoundary),
        ChoiceNode choice => choice.Options.Any(HasBoundary),
        GroupNode group => HasBoundary(group.Body),
        RepeatNode repeat => HasBoundary(repeat.Body),
        _ => false,
    };

    /// <summary>Repetitions, each as often as it is written out.</summary>
    private static long CountRepetitions(Re2Node node) => Math.Min(MaxStates, node switch
    {
        SequenceNode sequence => sequence.Parts.Sum(CountRepetitions),
        ChoiceNode choice => choice.Options.Sum(CountRepetitions),
        GroupNode group => CountRepetitions(group.Body),
        RepeatNode repeat => (1 + CountRepetitions(repeat.Body)) * Math.Max(1, Math.Max(repeat.Min, repeat.Max)),
        _ => 0,
    });

    private static long CountStates(Re2Node node) => Math.Min(MaxStates + 1, node switch
    {
        SequenceNode sequence => 1 + sequence.Parts.Sum(CountStates),
        ChoiceNode choice => 1 + choice.Options.Sum(CountStates),
        GroupNode group => 2 + CountStates(group.Body),
        RepeatNode repeat => 1 + CountStates(repeat.Body) * Math.Max(1, Math.Max(repeat.Min, repeat.Max)),
        _ => 1,
    });
}

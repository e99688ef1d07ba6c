using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pdp.Language.Regex;

/// <summary>
/// Parses RE2's syntax (github.com/google/re2/wiki/Syntax, as Go's regexp accepts it). What RE2 refuses is refused: back
/// references, look-around, possessive and stacked repetitions, counts above 1,000.
/// </summary>
internal sealed partial class Re2Parser
{
    private const int MaxDepth = 200;
    private const int MaxRepeat = 1000;

    private readonly Rune[] _pattern;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Text, bool FoldsCase), RuneSet> _classes = [];
    private readonly HashSet<RuneSet> _sets = [];
    private int _next;
    private int _depth;
    private Flags _flags;
    private string? _error;

    private Re2Parser(Rune[] pattern) => _pattern = pattern;

    [Flags]
    private enum Flags
    {
        None = 0,
        FoldCase = 1,
        MultiLine = 2,
        DotAll = 4,
        Ungreedy = 8,
    }

    private int GroupCount { get; set; }

    /// <summary>Parses a pattern.</summary>
    /// <returns>The tree and the number of its groups, or why there is none.</returns>
    public static (Re2Node? Root, int Groups, string? Error) Parse(string pattern)
    {
        var parser = new Re2Parser([.. pattern.EnumerateRunes()]);
        var root = parser.ParseChoice();
        if (parser._error is null && parser._next < parser._pattern.Length) parser.Fail("unexpected `)`");
        return parser._error is null ? (root, parser.GroupCount, null) : (null, 0, parser._error);
    }

    private bool FoldsCase => _flags.HasFlag(Flags.FoldCase);

    private bool AtEnd => _next >= _pattern.Length || _error is not null;

    private int Current => _pattern[_next].Value;

    private SequenceNode Fail(string error)
    {
        // the author's words are part of it, which may break a line
        _error ??= error.ReplaceLineEndings(" ");
        return new SequenceNode([]);
    }

    private bool Take(char expected)
    {
        if (AtEnd || Current != expected) return false;
        _next++;
        return true;
    }

    private bool LooksAt(string text)
    {
        if (_next + text.Length > _pattern.Length) return false;
        for (var i = 0; i < text.Length; i++)
            if (_pattern[_next + i].Value != text[i]) return false;
        return true;
    }

    private string Slice(int start) =>
        string.Concat(_pattern[start.._next].Select(rune => rune.ToString()));

    private Re2Node ParseChoice()
    {
        var options = ImmutableArray.CreateBuilder<Re2Node>();
        options.Add(ParseSequence());
        while (Take('|')) options.Add(ParseSequence());
        return options.Count == 1 ? options[0] : new ChoiceNode(options.ToImmutable());
    }

    private Re2Node ParseSequence()
    {
        var parts = ImmutableArray.CreateBuilder<Re2Node>();
        var isRepeated = false;
        var partStart = _next;
        while (!AtEnd && Current != '|' && Current != ')')
        {
            var (start, flags) = (_next, _flags);
            if (parts.Count > 0 && TryParseRepetition(parts[^1], isRepeated, partStart) is { } repeated)
            {
                parts[^1] = repeated;
                isRepeated = true;
                continue;
            }

            isRepeated = false;
            if (LooksAt("\\Q"))
            {
                partStart = ParseQuoted(parts) ?? partStart;
                continue;
            }

            if (LooksAt("(?") && !LooksAt("(?:") && !LooksAt("(?P") && !LooksAt("(?<") && TryParseFlags(out var isGroup)
                && !isGroup)
            {
                continue;
            }

            (_next, _flags, partStart) = (start, flags, start);
            var atom = ParseAtom();
            if (_error is null) parts.Add(atom);
        }

        return parts.Count == 1 ? parts[0] : new SequenceNode(parts.ToImmutable());
    }

    /// <summary><c>\Q…\E</c>: everything between is literal; a repetition behind it takes the last character.</summary>
    /// <returns>Where the last character starts; null when there is none, and a repetition takes what stands before.</returns>
    private int? ParseQuoted(ImmutableArray<Re2Node>.Builder parts)
    {
        _next += 2;
        int? last = null;
        while (!AtEnd && !LooksAt("\\E"))
        {
            last = _next;
            parts.Add(Literal(Current));
            _next++;
        }

        if (LooksAt("\\E")) _next += 2;
        return last;
    }

    /// <summary>Reads a repetition of a part; null when there is none. One right behind another is refused, as RE2 does.</summary>
    private Re2Node? TryParseRepetition(Re2Node part, bool isRepeated, int start)
    {
        if (!TryParseCount(out var min, out var max)) return null;
        if (_error is not null) return part;
        if (isRepeated) return Fail($"repetitions cannot be stacked: `{Slice(start)}`");
        var greedy = !Take('?');
        if (_flags.HasFlag(Flags.Ungreedy)) greedy = !greedy;
        var node = new RepeatNode(part, min, max, greedy);
        return LargestCount(node) > MaxRepeat
            ? Fail($"nested repetitions may not exceed {MaxRepeat.ToString(CultureInfo.InvariantCulture)} together")
            : node;
    }

    private bool TryParseCount(out int min, out int max)
    {
        (min, max) = (0, -1);
        if (AtEnd) return false;
        switch (Current)
        {
            case '*':
                _next++;
                return true;
            case '+':
                _next++;
                min = 1;
                return true;
            case '?':
                _next++;
                max = 1;
                return true;
            case '{':
                return TryParseBraces(out min, out max);
            default:
                return false;
        }
    }

    /// <summary><c>{n}</c>, <c>{n,}</c>, <c>{n,m}</c>; anything else between braces is literal text.</summary>
    private bool TryParseBraces(out int min, out int max)
    {
        var start = _next++;
        max = -1;
        if (!TryParseInteger(out min)) return Restore(start);
        if (Take(','))
        {
            if (!AtEnd && Current != '}' && !TryParseInteger(out max)) return Restore(start);
        }
        else
        {
            max = min;
        }

        if (!Take('}')) return Restore(start);
        if (min > MaxRepeat || max > MaxRepeat || (max >= 0 && min > max))
            Fail($"the repetition `{Slice(start)}` is out of range: at most 1000, and the smaller count first");
        return true;

        bool Restore(int position)
        {
            _next = position;
            return false;
        }
    }

    private bool TryParseInteger(out int number)
    {
        number = 0;
        var start = _next;
        while (!AtEnd && Current is >= '0' and <= '9')
        {
            number = Math.Min(number * 10 + Current - '0', MaxRepeat + 1);
            _next++;
        }

        var hasLeadingZero = _next - start > 1 && _pattern[start].Value == '0';
        return _next > start && !hasLeadingZero;
    }

    /// <summary>The largest product of counts on a way down: RE2 bounds it as it bounds a single count.</summary>
    private static long LargestCount(Re2Node node) => node switch
    {
        RepeatNode { Max: 0 } => 1,
        RepeatNode repeat => Math.Max(1, Math.Max(repeat.Max, repeat.Min)) * LargestCount(repeat.Body),
        SequenceNode sequence => sequence.Parts.Select(LargestCount).DefaultIfEmpty(1).Max(),
        ChoiceNode choice => choice.Options.Select(LargestCount).Max(),
        GroupNode group => LargestCount(group.Body),
        _ => 1,
    };

    private Re2Node ParseAtom()
    {
        var rune = Current;
        switch (rune)
        {
            case '(':
                return ParseGroup();
            case '[':
                return new SetNode(ParseClass());
            case '.':
                _next++;
                return new SetNode(_flags.HasFlag(Flags.DotAll) ? RuneSet.All : RuneSet.NotLineFeed);
            case '^':
                _next++;
                return new PlaceNode(_flags.HasFlag(Flags.MultiLine) ? Place.LineStart : Place.TextStart);
            case '$':
                _next++;
                return new PlaceNode(_flags.HasFlag(Flags.MultiLine) ? Place.LineEnd : Place.TextEnd);
            case '\\':
                return ParseEscape();
            case '*' or '+' or '?':
                return Fail($"the repetition `{(char)rune}` has nothing to repeat");
            case '{' when TryParseBraces(out _, out _):
                return Fail("a repetition has nothing to repeat");
            default:
                _next++;
                return Literal(rune);
        }
    }

    private SetNode Literal(int rune)
    {
        var set = RuneSet.Single(rune);
        return new SetNode(FoldsCase ? CaseFolding.Fold(set) : set);
    }

    private Re2Node ParseGroup()
    {
        if (++_depth > MaxDepth) return Fail("groups are nested too deeply");
        var outer = _flags;
        var number = 0;
        _next++;
        if (LooksAt("?P<") || LooksAt("?<"))
        {
            if (!ParseName()) return Fail("a group has a malformed name, or one that another group has");
            number = ++GroupCount;
        }
        else if (LooksAt("?:"))
        {
            _next += 2;
        }
        else if (LooksAt("?"))
        {
            _next--;
            if (!TryParseFlags(out var isGroup) || !isGroup) return Fail("unknown kind of group behind `(?`");
        }
        else
        {
            number = ++GroupCount;
        }

        var body = ParseChoice();
        if (!Take(')')) return Fail("a `)` is missing");
        _flags = outer;
        _depth--;
        return number > 0 ? new GroupNode(number, body) : body;
    }

    private bool ParseName()
    {
        _next += LooksAt("?P<") ? 3 : 2;
        var start = _next;
        while (!AtEnd && Current < 128 && (char.IsAsciiLetterOrDigit((char)Current) || Current == '_')) _next++;
        var name = Slice(start);
        return name.Length > 0 && Take('>') && _names.Add(name);
    }

    /// <summary><c>(?i)</c> sets flags to the end of the group around; <c>(?i:</c> begins a group that has them.</summary>
    private bool TryParseFlags(out bool isGroup)
    {
        isGroup = false;
        _next += 2;
        var flags = _flags;
        var (negative, seen) = (false, false);
        while (!AtEnd)
        {
            var rune = Current;
            _next++;
            var flag = rune switch
            {
                'i' => Flags.FoldCase,
                'm' => Flags.MultiLine,
                's' => Flags.DotAll,
                'U' => Flags.Ungreedy,
                _ => Flags.None,
            };
            if (flag != Flags.None)
            {
                flags = negative ? flags & ~flag : flags | flag;
                seen = true;
            }
            else if (rune == '-' && !negative)
            {
                (negative, seen) = (true, false);
            }
            else if (rune is ':' or ')' && (seen || !negative))
            {
                isGroup = rune == ':';
                _flags = flags;
                return true;
            }
            else
            {
                break;
            }
        }

        Fail("unknown kind of group behind `(?`");
        return false;
    }
}

using System.Globalization;
using System.Text;

namespace Pdp.Language.Regex;

/// <content>Escapes and bracketed classes.</content>
internal sealed partial class Re2Parser
{
    private Re2Node ParseEscape()
    {
        if (_next + 1 >= _pattern.Length) return Fail("a `\\` stands at the end");
        var name = _pattern[_next + 1].Value;
        Place? place = name switch
        {
            'A' => Place.TextStart,
            'z' => Place.TextEnd,
            'b' => Place.WordBoundary,
            'B' => Place.NoWordBoundary,
            _ => null,
        };
        if (place is { } found)
        {
            _next += 2;
            return new PlaceNode(found);
        }

        if (ParseNamedClass() is { } set) return new SetNode(set);
        if (_error is not null) return new SequenceNode([]);
        var rune = ParseEscapedRune();
        return _error is null ? Literal(rune) : new SequenceNode([]);
    }

    /// <summary><c>\d</c> and its kin, <c>\pL</c>, <c>\p{Greek}</c>, <c>\P</c>; null when there is none.</summary>
    private RuneSet? ParseNamedClass()
    {
        if (_next + 1 >= _pattern.Length || Current != '\\') return null;
        var name = _pattern[_next + 1].Value;
        if (name < 128 && CharacterClasses.Perl(char.ToLowerInvariant((char)name)) is { } perl)
        {
            _next += 2;
            return Derived(perl, char.IsAsciiLetterUpper((char)name));
        }

        if (name is not ('p' or 'P')) return null;
        _next += 2;
        if (AtEnd) return FailSet("a `\\p` stands at the end");
        var negated = name == 'P';
        string property;
        if (Take('{'))
        {
            if (Take('^')) negated = !negated;
            var start = _next;
            while (!AtEnd && Current != '}') _next++;
            property = Slice(start);
            if (!Take('}')) return FailSet("a `}` is missing");
        }
        else
        {
            property = _pattern[_next++].ToString();
        }

        if (CharacterClasses.Unicode(property) is not { } set)
            return FailSet($"unknown category or script `{property}`");
        return Derived(set, negated);
    }

    private RuneSet FailSet(string error)
    {
        Fail(error);
        return RuneSet.All;
    }

    private RuneSet Derived(RuneSet named, bool isNegated) => CharacterClasses.Derived(named, FoldsCase, isNegated);

    /// <summary>An escape of one code point, the position at its backslash.</summary>
    private int ParseEscapedRune()
    {
        var start = _next++;
        if (AtEnd)
        {
            Fail("a `\\` stands at the end");
            return 0;
        }

        var rune = Current;
        _next++;
        switch (rune)
        {
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x': return ParseHex(start);
            case '0':
            case >= '1' and <= '7' when !AtEnd && Current is >= '0' and <= '7':
                return ParseOctal(rune - '0');
        }

        if (rune < 128 && !char.IsAsciiLetterOrDigit((char)rune)) return rune;
        Fail(rune is >= '1' and <= '9'
            ? $"back references such as `{Slice(start)}` are not supported"
            : $"unknown escape `{Slice(start)}`");
        return 0;
    }

    private int ParseOctal(int value)
    {
        for (var i = 0; i < 2 && !AtEnd && Current is >= '0' and <= '7'; i++)
        {
            value = value * 8 + Current - '0';
            _next++;
        }

        return value;
    }

    /// <summary><c>\x61</c>, <c>\x{1F600}</c>.</summary>
    private int ParseHex(int start)
    {
        var braces = Take('{');
        var digits = _next;
        while (!AtEnd && Current < 128 && char.IsAsciiHexDigit((char)Current) && (braces || _next < digits + 2)) _next++;
        var text = Slice(digits);
        var valid = (braces ? text.Length is > 0 and <= 8 : text.Length == 2) && (!braces || Take('}'));
        if (valid && int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune)
            && rune is >= 0 and <= RuneSet.Last)
        {
            // a surrogate is taken, though no text has it as a code point
            return rune;
        }

        Fail($"malformed escape `{Slice(start)}`");
        return 0;
    }

    private RuneSet ParseClass()
    {
        var start = _next++;
        var negated = Take('^');
        var ranges = new List<(int, int)>();
        var isFirst = true;
        while (!AtEnd && (Current != ']' || isFirst))
        {
            isFirst = false;
            if (LooksAt("[:") && TryParsePosix(out var posix)) ranges.AddRange(posix.Ranges);
            else if (ParseNamedClass() is { } named) ranges.AddRange(named.Ranges);
            else ranges.Add(ParseRange());
        }

        if (!Take(']')) return FailSet("a `]` is missing");
        var key = (Slice(start), FoldsCase);
        if (_classes.TryGetValue(key, out var known)) return known;
        var set = RuneSet.Of(ranges);
        if (FoldsCase) set = CaseFolding.Fold(set);
        if (negated) set = set.Negate();
        // equal sets are one: a pattern may write thousands
        if (!_sets.TryGetValue(set, out var kept)) _sets.Add(kept = set);
        return _classes[key] = kept;
    }

    private bool TryParsePosix(out RuneSet set)
    {
        set = RuneSet.All;
        var start = _next;
        _next += 2;
        var negated = Take('^');
        var nameStart = _next;
        while (!AtEnd && !LooksAt(":]")) _next++;
        if (AtEnd)
        {
            // Without an end it is no class: `[[:]` is a set of `[` and `:`.
            _next = start;
            return false;
        }

        var name = Slice(nameStart);
        _next += 2;
        if (CharacterClasses.Posix(name) is not { } found)
        {
            Fail($"unknown class `{Slice(start)}`");
            return true;
        }

        set = Derived(found, negated);
        return true;
    }

    private (int First, int Last) ParseRange()
    {
        var start = _next;
        var first = ParseMember();
        if (_next + 1 >= _pattern.Length || Current != '-' || _pattern[_next + 1].Value == ']') return (first, first);
        _next++;
        var last = ParseMember();
        if (last < first) Fail($"the range `{Slice(start)}` runs backwards");
        return (first, last);
    }

    private int ParseMember()
    {
        if (Current == '\\') return ParseEscapedRune();
        return _pattern[_next++].Value;
    }
}

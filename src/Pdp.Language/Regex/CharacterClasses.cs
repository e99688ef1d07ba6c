using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Pdp.Language.Regex;

/// <summary>RE2's named sets: Perl's and POSIX's classes in ASCII, Unicode's general categories and scripts.</summary>
internal static class CharacterClasses
{
    private static readonly ConcurrentDictionary<string, RuneSet> _categories = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<(RuneSet Named, bool IsFolded, bool IsNegated), RuneSet> _derived = new();
    private static readonly Lazy<FrozenDictionary<string, RuneSet>> _scripts = new(LoadScripts);

    private static readonly FrozenDictionary<string, RuneSet> _posix = new Dictionary<string, RuneSet>
    {
        ["alnum"] = RuneSet.Of([('0', '9'), ('A', 'Z'), ('a', 'z')]),
        ["alpha"] = RuneSet.Of([('A', 'Z'), ('a', 'z')]),
        ["ascii"] = RuneSet.Of([(0, 0x7F)]),
        ["blank"] = RuneSet.Of([('\t', '\t'), (' ', ' ')]),
        ["cntrl"] = RuneSet.Of([(0, 0x1F), (0x7F, 0x7F)]),
        ["digit"] = RuneSet.Of([('0', '9')]),
        ["graph"] = RuneSet.Of([('!', '~')]),
        ["lower"] = RuneSet.Of([('a', 'z')]),
        ["print"] = RuneSet.Of([(' ', '~')]),
        ["punct"] = RuneSet.Of([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        ["space"] = RuneSet.Of([('\t', '\r'), (' ', ' ')]),
        ["upper"] = RuneSet.Of([('A', 'Z')]),
        ["word"] = RuneSet.Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        ["xdigit"] = RuneSet.Of([('0', '9'), ('A', 'F'), ('a', 'f')]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // unlike [[:space:]] without the vertical tab
    private static readonly RuneSet _perlSpace = RuneSet.Of([('\t', '\n'), ('\f', '\r'), (' ', ' ')]);

    private static readonly FrozenDictionary<string, string[]> _categoryNames = new Dictionary<string, string[]>
    {
        ["L"] = ["Lu", "Ll", "Lt", "Lm", "Lo"],
        ["M"] = ["Mn", "Mc", "Me"],
        ["N"] = ["Nd", "Nl", "No"],
        ["P"] = ["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"],
        ["S"] = ["Sm", "Sc", "Sk", "So"],
        ["Z"] = ["Zs", "Zl", "Zp"],
        ["C"] = ["Cc", "Cf", "Co"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // In the order of UnicodeCategory's values. Surrogates are no code points of a string: their set is empty.
    private static readonly string[] _categoryByValue =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary>Perl's <c>\d \s \w</c>.</summary>
    public static RuneSet? Perl(char name) => name switch
    {
        'd' => _posix["digit"],
        's' => _perlSpace,
        'w' => _posix["word"],
        _ => null,
    };

    /// <summary>A named set, folded and then negated; each is made once.</summary>
    public static RuneSet Derived(RuneSet named, bool isFolded, bool isNegated) =>
        isFolded || isNegated ? _derived.GetOrAdd((named, isFolded, isNegated), static key => Derive(key.Named, key.IsFolded, key.IsNegated)) : named;

    private static RuneSet Derive(RuneSet named, bool isFolded, bool isNegated)
    {
        // the class is folded, not what is left without it: \W has no S, though the long s is no word character
        var set = isFolded ? CaseFolding.Fold(named) : named;
        return isNegated ? set.Negate() : set;
    }

    /// <summary>POSIX's <c>[:name:]</c>.</summary>
    public static RuneSet? Posix(string name) => _posix.GetValueOrDefault(name);

    /// <summary>A general category (<c>L</c>, <c>Lu</c>), a script (<c>Greek</c>) or <c>Any</c>.</summary>
    public static RuneSet? Unicode(string name)
    {
        if (name == "Any") return RuneSet.All;
        if (_categoryNames.TryGetValue(name, out var parts))
            return _categories.GetOrAdd(name, _ => RuneSet.Of(parts.SelectMany(part => Category(part).Ranges)));
        return Array.IndexOf(_categoryByValue, name) >= 0
            ? Category(name)
            : _scripts.Value.GetValueOrDefault(name);
    }

    private static RuneSet Category(string name) => _categories.GetOrAdd(name, static name =>
    {
        var wanted = (UnicodeCategory)Array.IndexOf(_categoryByValue, name);
        var ranges = new List<(int, int)>();
        var first = -1;
        for (var rune = 0; rune <= RuneSet.Last + 1; rune++)
        {
            var isIn = rune <= RuneSet.Last && CharUnicodeInfo.GetUnicodeCategory(rune) == wanted;
            if (isIn && first < 0) first = rune;
            if (isIn || first < 0) continue;
            ranges.Add((first, rune - 1));
            first = -1;
        }

        return RuneSet.Of(ranges);
    });

    private static FrozenDictionary<string, RuneSet> LoadScripts()
    {
        using var stream = typeof(CharacterClasses).Assembly.GetManifestResourceStream("scripts.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var scripts = new Dictionary<string, RuneSet>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line is ['#', ..]) continue;
            var name = line[..line.IndexOf(' ', StringComparison.Ordinal)];
            scripts[name] = RuneSet.Of(line[(name.Length + 1)..].Split(',').Select(Range));
        }

        return scripts.ToFrozenDictionary(StringComparer.Ordinal);

        static (int, int) Range(string text)
        {
            var dash = text.IndexOf('-', StringComparison.Ordinal);
            return dash < 0 ? (Hex(text), Hex(text)) : (Hex(text[..dash]), Hex(text[(dash + 1)..]));
        }

        static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}

using System.Text;

namespace Pdp.Language.Regex;

/// <summary>
/// Unicode's simple case folding, as RE2's <c>(?i)</c> has it: a letter stands for all that fold to the same, so that
/// <c>k</c> also matches the Kelvin sign.
/// </summary>
internal static class CaseFolding
{
    // ascending by the first of each pair: a code point and another that folds to the same
    private static readonly Lazy<(int Rune, int Other)[]> _pairs = new(Build);

    /// <summary>The set with everything that its members stand for.</summary>
    public static RuneSet Fold(RuneSet set)
    {
        List<(int First, int Last)>? added = null;
        foreach (var (first, last) in set.Ranges)
        {
            for (var i = FirstFrom(first); i < _pairs.Value.Length && _pairs.Value[i] is var (rune, other) && rune <= last; i++)
                if (!set.Contains(other)) (added ??= []).Add((other, other));
        }

        return added is null ? set : RuneSet.Of(set.Ranges.Concat(added));
    }

    /// <summary>Where the pairs begin whose first is a code point or greater.</summary>
    private static int FirstFrom(int rune)
    {
        var pairs = _pairs.Value;
        var (low, high) = (0, pairs.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (pairs[middle].Rune < rune) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static (int Rune, int Other)[] Build()
    {
        // Most code points fold to themselves alone: only what folds to another makes an orbit.
        var byKey = new Dictionary<int, List<int>>();
        for (var rune = 0; rune <= RuneSet.Last; rune++)
        {
            if (!Rune.IsValid(rune)) continue;
            var key = Key(new Rune(rune));
            if (key == rune) continue;
            if (!byKey.TryGetValue(key, out var members)) byKey[key] = members = Key(new Rune(key)) == key ? [key] : [];
            members.Add(rune);
        }

        return [.. byKey.Values
            .SelectMany(members => members.SelectMany(rune => members.Where(other => other != rune).Select(other => (rune, other))))
            .Order()];
    }

    /// <summary>
    /// Equal for what folds alike. The Turkish letters fold to themselves (CaseFolding.txt gives them status T), and the
    /// long s folds to s, which .NET's invariant mapping leaves alone.
    /// </summary>
    private static int Key(Rune rune) => rune.Value switch
    {
        0x130 or 0x131 => rune.Value,
        0x17F => 's',
        _ => Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).Value,
    };
}

using System.Collections.Frozen;
using System.Text;

namespace Pdp.Language.Regex;

/// <summary>
/// Unicode's simple case folding, as RE2's <c>(?i)</c> has it: a letter stands for all that fold to the same, so that
/// <c>k</c> also matches the Kelvin sign.
/// </summary>
internal static class CaseFolding
{
    private static readonly Lazy<FrozenDictionary<int, int[]>> _orbits = new(Build);

    /// <summary>The other code points that fold to the same as this one.</summary>
    public static ReadOnlySpan<int> Others(int rune) =>
        _orbits.Value.TryGetValue(rune, out var others) ? others : [];

    /// <summary>The set with everything that its members stand for.</summary>
    public static RuneSet Fold(RuneSet set)
    {
        var added = new List<(int First, int Last)>();
        foreach (var (rune, others) in _orbits.Value)
        {
            if (!set.Contains(rune)) continue;
            foreach (var other in others)
            {
                if (!set.Contains(other)) added.Add((other, other));
            }
        }

        return added.Count == 0 ? set : RuneSet.Of(set.Ranges.Concat(added));
    }

    private static FrozenDictionary<int, int[]> Build()
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

        return byKey.Values.Where(members => members.Count > 1)
            .SelectMany(members => members.Select(rune => (rune, members.Where(other => other != rune).ToArray())))
            .ToFrozenDictionary(pair => pair.rune, pair => pair.Item2);
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

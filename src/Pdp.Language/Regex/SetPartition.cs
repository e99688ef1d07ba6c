using System.Numerics;

namespace Pdp.Language.Regex;

/// <summary>
/// The classes of characters that a pattern tells apart: two characters are in one class when the same sets of the
/// pattern contain both.
/// </summary>
internal static class SetPartition
{
    /// <summary>Whether there are more classes than a bound.</summary>
    public static bool HasMoreClassesThan(int bound, Re2Node root)
    {
        var sets = new HashSet<RuneSet>(ReferenceEqualityComparer.Instance);
        Collect(root, sets);
        // Where one set begins or ends, membership changes.
        var changes = new SortedDictionary<int, BigInteger>();
        var bit = BigInteger.One;
        foreach (var set in sets.DistinctBy(set => string.Join(',', set.Ranges), StringComparer.Ordinal))
        {
            foreach (var (first, last) in set.Ranges)
            {
                changes[first] = changes.GetValueOrDefault(first) ^ bit;
                changes[last + 1] = changes.GetValueOrDefault(last + 1) ^ bit;
            }

            bit <<= 1;
        }

        var members = BigInteger.Zero;
        var classes = new HashSet<BigInteger> { members };
        foreach (var change in changes.Values)
        {
            members ^= change;
            if (classes.Add(members) && classes.Count > bound) return true;
        }

        return false;
    }

    private static void Collect(Re2Node node, HashSet<RuneSet> sets)
    {
        switch (node)
        {
            case SetNode set:
                sets.Add(set.Set);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Collect(part, sets);
                break;
            case ChoiceNode choice:
                foreach (var option in choice.Options) Collect(option, sets);
                break;
            case GroupNode group:
                Collect(group.Body, sets);
                break;
            case RepeatNode repeat:
                Collect(repeat.Body, sets);
                break;
        }
    }
}

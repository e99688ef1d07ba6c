using System.Buffers;
using System.Text;

namespace Pdp.Language.Regex;

/// <summary>What a match can begin with, so that a search may skip the rest.</summary>
internal static class FirstRunes
{
    // more than a few are found at almost every step
    private const int Most = 64;

    /// <summary>
    /// Whether matches begin at the start of the text alone; and the UTF-16 units with which those that begin elsewhere
    /// begin, null when there are many, or when a match may be empty.
    /// </summary>
    public static (bool IsAnchored, SearchValues<char>? Units) Of(Re2Program program)
    {
        var sets = new HashSet<RuneSet>();
        var canBeEmpty = false;
        var followed = new bool[program.Steps.Length];
        var pending = new Stack<int>([0]);
        while (pending.TryPop(out var at))
        {
            if (followed[at]) continue;
            followed[at] = true;
            var step = program.Steps[at];
            switch (step.Kind)
            {
                case StepKind.Match:
                    canBeEmpty = true;
                    break;
                case StepKind.Rune:
                    sets.Add(step.Set!);
                    break;
                case StepKind.Split:
                    pending.Push(step.Target);
                    pending.Push(step.Other);
                    break;
                case StepKind.Place when step.Other == (int)Place.TextStart:
                    break;
                default:
                    pending.Push(step.Target);
                    break;
            }
        }

        var isAnchored = !canBeEmpty && sets.Count == 0;
        return (isAnchored, isAnchored || canBeEmpty ? null : UnitsOf(sets));
    }

    /// <summary>The literal with which every match begins, when it has more than one UTF-16 unit; else null.</summary>
    public static string? PrefixOf(Re2Node root)
    {
        if (root is not SequenceNode sequence) return null;
        var text = new StringBuilder();
        foreach (var part in sequence.Parts)
        {
            if (part is not SetNode { Single: >= 0 and var rune }) break;
            text.Append(new Rune(rune).ToString());
        }

        return text.Length > 1 ? text.ToString() : null;
    }

    private static SearchValues<char>? UnitsOf(HashSet<RuneSet> sets)
    {
        var units = new HashSet<char>();
        foreach (var (first, last) in sets.SelectMany(set => set.Ranges))
        {
            if (last - first >= Most) return null;
            for (var rune = first; rune <= last; rune++) units.Add(rune < 0x10000 ? (char)rune : (char)(0xD7C0 + (rune >> 10)));
            if (units.Count > Most) return null;
        }

        return SearchValues.Create([.. units]);
    }
}

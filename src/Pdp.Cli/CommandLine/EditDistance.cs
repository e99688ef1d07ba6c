namespace Pdp.Cli.CommandLine;

/// <summary>"Did you mean": the known word nearest to a mistyped one.</summary>
internal static class EditDistance
{
    /// <summary>The candidate with the fewest edits from a word, the first of equals; null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        // A word of n letters may have about a third of them wrong; beyond that a suggestion misleads.
        var limit = Math.Max(1, (word.TrimStart('-').Length + 1) / 3);
        string? best = null;
        foreach (var candidate in candidates)
        {
            var distance = Between(word, candidate);
            if (distance > limit) continue;
            limit = distance - 1;
            best = candidate;
            if (distance == 0) break;
        }

        return best;
    }

    /// <summary>The optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours.</summary>
    internal static int Between(string left, string right)
    {
        var beforeLast = new int[right.Length + 1];
        var last = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++) last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[right.Length];
    }
}

namespace Pdp.Language.Text;

/// <summary>"Did you mean": the known word nearest to a mistyped one.</summary>
public static class NearWord
{
    // longer words are compared with nothing: a suggestion is for typing errors, and must cost little
    private const int Longest = 128;

    /// <summary>
    /// The candidate with the fewest edits from a word, letters without their case; of equally near ones the first in
    /// ordinal order. Null when none is near: about a third of a word may be wrong, beyond that a suggestion misleads.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        if (word.Length is 0 or > Longest) return null;
        string? best = null;
        var limit = Math.Max(1, word.Length / 3);
        foreach (var candidate in candidates)
        {
            if (candidate.Length is 0 or > Longest || Math.Abs(candidate.Length - word.Length) > limit) continue;
            var distance = Distance(word, candidate, limit);
            if (distance > limit) continue;
            if (distance == limit && best is not null && string.CompareOrdinal(candidate, best) >= 0) continue;
            best = candidate;
            limit = distance;
        }

        // a word of one or two letters all of which are wrong is like nothing
        return limit >= word.Length && word.Length < 3 ? null : best;
    }

    /// <summary>
    /// The optimal string alignment distance: insertions, deletions, replacements, swaps of neighbours. Any number above
    /// <paramref name="limit"/> when it is above.
    /// </summary>
    internal static int Distance(ReadOnlySpan<char> first, ReadOnlySpan<char> second, int limit)
    {
        // a folder of policies whose names begin alike would cost the square of its size times that of the names
        while (!first.IsEmpty && !second.IsEmpty && Same(first[0], second[0]))
        {
            first = first[1..];
            second = second[1..];
        }

        while (!first.IsEmpty && !second.IsEmpty && Same(first[^1], second[^1]))
        {
            first = first[..^1];
            second = second[..^1];
        }

        Span<int> beforeLast = stackalloc int[second.Length + 1];
        Span<int> last = stackalloc int[second.Length + 1];
        Span<int> current = stackalloc int[second.Length + 1];
        for (var j = 0; j <= second.Length; j++) last[j] = j;
        for (var i = 1; i <= first.Length; i++)
        {
            var least = current[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var edits = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + (Same(first[i - 1], second[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(first[i - 1], second[j - 2]) && Same(first[i - 2], second[j - 1]))
                    edits = Math.Min(edits, beforeLast[j - 2] + 1);
                current[j] = edits;
                least = Math.Min(least, edits);
            }

            // no later row is nearer: a swap builds on the row before the last, but takes one edit more than it
            if (least > limit) return least;
            var spare = beforeLast;
            beforeLast = last;
            last = current;
            current = spare;
        }

        return last[second.Length];
    }

    private static bool Same(char first, char second) =>
        first == second || char.ToUpperInvariant(first) == char.ToUpperInvariant(second);
}

namespace Pdp.Engine.Compilation;

/// <summary>What an author may have meant, by edit distance.</summary>
internal static class Suggestions
{
    /// <summary>"did you mean `x`?" for the nearest candidate, or null when none is near.</summary>
    public static string? DidYouMean(string written, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, written.Length / 3);
        string? best = null;
        foreach (var candidate in candidates.Order(StringComparer.Ordinal))
        {
            var distance = Distance(written, candidate, limit);
            if (distance > limit) continue;
            if (distance < limit || best is null) best = candidate;
            limit = Math.Min(limit, distance);
        }

        return best is null ? null : $"did you mean `{best}`?";
    }

    // optimal string alignment: an exchange of neighbours counts as one edit
    private static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit) return limit + 1;
        var previous = new int[right.Length + 1];
        var before = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++) previous[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                var edits = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    edits = Math.Min(edits, before[j - 2] + 1);
                current[j] = edits;
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[right.Length];
    }
}

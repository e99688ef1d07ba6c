namespace Pdp.Cli.Formatting;

/// <summary>A line of a difference.</summary>
/// <param name="Mark">A blank: both have it; <c>-</c>: the old text; <c>+</c>: the new one.</param>
/// <param name="Text">The line, without its line feed.</param>
/// <param name="IsTorn">Whether the text ends in it without a line feed.</param>
internal readonly record struct DiffLine(char Mark, string Text, bool IsTorn);

/// <summary>Lines of a difference that stand together.</summary>
/// <param name="Header">Where they stand: <c>@@ -1,3 +1,4 @@</c>.</param>
/// <param name="Lines">The lines, with some around them that both have.</param>
internal sealed record DiffHunk(string Header, IReadOnlyList<DiffLine> Lines);

/// <summary>
/// In which lines two texts differ, by Myers' algorithm ("An O(ND) difference algorithm and its variations", 1986): the fewest that do. Of texts
/// that have little in common all that is between their common beginning and end is told as another: the difference is right and longer.
/// </summary>
internal static class LineDiff
{
    private const int Context = 3;
    private const int MostSteps = 2_000;

    /// <summary>The differences; empty: there are none.</summary>
    public static IEnumerable<DiffHunk> Of(string before, string after) => Hunks(Lines(Split(before), Split(after)));

    private static List<(string Text, bool IsTorn)> Split(string text)
    {
        var lines = new List<(string, bool)>();
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            lines.Add(end < 0 ? (text[start..], true) : (text[start..end], false));
            start = end < 0 ? text.Length : end + 1;
        }

        return lines;
    }

    private static List<DiffLine> Lines(List<(string Text, bool IsTorn)> before, List<(string Text, bool IsTorn)> after)
    {
        var (first, last) = (0, 0);
        while (first < before.Count && first < after.Count && before[first] == after[first]) first++;
        while (last < before.Count - first && last < after.Count - first && before[^(last + 1)] == after[^(last + 1)]) last++;
        var lines = new List<DiffLine>();
        for (var i = 0; i < first; i++) Add(lines, ' ', before[i]);
        lines.AddRange(Differences(before[first..^last], after[first..^last]));
        for (var i = before.Count - last; i < before.Count; i++) Add(lines, ' ', before[i]);
        return lines;
    }

    private static void Add(List<DiffLine> lines, char mark, (string Text, bool IsTorn) line) => lines.Add(new DiffLine(mark, line.Text, line.IsTorn));

    // `reach[k]` is how far down the old text one gets on diagonal k with so many differing lines
    private static List<DiffLine> Differences(List<(string Text, bool IsTorn)> before, List<(string Text, bool IsTorn)> after)
    {
        var most = Math.Min(before.Count + after.Count, MostSteps);
        var offset = most + 1;
        var reach = new int[(2 * most) + 3];
        var history = new List<int[]>();
        for (var steps = 0; steps <= most; steps++)
        {
            history.Add(reach[(offset - steps)..(offset + steps + 1)]);
            for (var k = -steps; k <= steps; k += 2)
            {
                var old = k == -steps || (k != steps && reach[offset + k - 1] < reach[offset + k + 1]) ? reach[offset + k + 1] : reach[offset + k - 1] + 1;
                var next = old - k;
                while (old < before.Count && next < after.Count && before[old] == after[next]) (old, next) = (old + 1, next + 1);
                reach[offset + k] = old;
                if (old >= before.Count && next >= after.Count) return Path(before, after, history, steps);
            }
        }

        var lines = new List<DiffLine>(before.Count + after.Count);
        foreach (var line in before) Add(lines, '-', line);
        foreach (var line in after) Add(lines, '+', line);
        return lines;
    }

    // back from the ends of both, by what was reached with one difference less each time
    private static List<DiffLine> Path(List<(string Text, bool IsTorn)> before, List<(string Text, bool IsTorn)> after, List<int[]> history, int steps)
    {
        var lines = new List<DiffLine>();
        var (old, next) = (before.Count, after.Count);
        for (; steps > 0; steps--)
        {
            var reach = history[steps];
            var k = old - next;
            var isNew = k == -steps || (k != steps && At(k - 1) < At(k + 1));
            var from = isNew ? k + 1 : k - 1;
            var (oldFrom, nextFrom) = (At(from), At(from) - from);
            while (old > (isNew ? oldFrom : oldFrom + 1) && next > (isNew ? nextFrom + 1 : nextFrom)) (old, next) = Step(before[old - 1]);
            if (isNew) Add(lines, '+', after[--next]);
            else Add(lines, '-', before[--old]);

            int At(int diagonal) => reach[steps + diagonal];
        }

        while (old > 0) (old, next) = Step(before[old - 1]);
        lines.Reverse();
        return lines;

        (int Old, int Next) Step((string Text, bool IsTorn) line)
        {
            Add(lines, ' ', line);
            return (old - 1, next - 1);
        }
    }

    private static IEnumerable<DiffHunk> Hunks(List<DiffLine> lines)
    {
        var (old, next) = (1, 1);
        for (var i = 0; i < lines.Count;)
        {
            var first = lines.FindIndex(i, static line => line.Mark != ' ');
            if (first < 0) yield break;
            var last = first;
            for (var j = first + 1; j < lines.Count && j - last <= (2 * Context) + 1; j++)
            {
                if (lines[j].Mark != ' ') last = j;
            }

            var start = Math.Max(i, first - Context);
            var end = Math.Min(lines.Count, last + Context + 1);
            (old, next) = (old + start - i, next + start - i);
            var part = lines[start..end];
            var (removed, added) = (part.Count(static line => line.Mark != '+'), part.Count(static line => line.Mark != '-'));
            yield return new DiffHunk($"@@ -{Range(old, removed)} +{Range(next, added)} @@", part);
            (old, next, i) = (old + removed, next + added, end);
        }
    }

    // of nothing, the line before it is named
    private static string Range(int start, int count) => count == 1 ? $"{start}" : $"{(count == 0 ? start - 1 : start)},{count}";
}

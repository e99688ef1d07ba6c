using System.Collections.Immutable;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <summary>Finds what an author may have meant, by edit distance.</summary>
internal static class Suggestions
{
    private const int Longest = 64;
    private const int Shown = 8;

    /// <summary>The candidate nearest to a word when it is near enough; of equally near ones the first in ordinal order.</summary>
    public static string? Near(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > Longest) return null;
        var best = (Distance: Math.Max(1, word.Length / 3) + 1, Name: (string?)null);
        foreach (var candidate in candidates)
        {
            if (candidate.Length is 0 or > Longest || Math.Abs(candidate.Length - word.Length) > best.Distance) continue;
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < best.Distance
                || (distance == best.Distance && best.Name is not null && string.CompareOrdinal(candidate, best.Name) < 0))
                best = (distance, candidate);
        }

        return best.Name is null || (best.Distance >= word.Length && word.Length < 3) ? null : best.Name;
    }

    /// <summary>The attribute that an unknown member may mean: a near one of the same object, or one of that name elsewhere.</summary>
    public static string? ForMember(RecordType record, string field, string owner, TypeEnvironment environment)
    {
        if (Near(field, record.Members.Keys) is { } near) return $"did you mean `{owner}.{near}`?";
        var elsewhere = environment.Variables
            .Where(variable => variable.Value is RecordType { IsEntityRoot: true } other && !ReferenceEquals(other, record)
                && other.Members.ContainsKey(field))
            .Select(variable => $"{variable.Key}.{field}")
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return elsewhere is null ? null : $"did you mean `{elsewhere}`?";
    }

    /// <summary>What an object has; null when it has nothing.</summary>
    public static string? Members(RecordType record, string owner) =>
        record.Members.IsEmpty ? null : $"`{owner}` has {OneOf(record.Members.Keys.Order(StringComparer.Ordinal), "and")}";

    /// <summary>Words in backticks, joined by commas and a last conjunction, cut when there are many.</summary>
    public static string OneOf(IEnumerable<string> words, string conjunction = "or")
    {
        var all = words.Select(word => $"`{word}`").ToImmutableArray();
        if (all.Length > Shown) return $"{string.Join(", ", all.Take(Shown))} {conjunction} {all.Length - Shown} more";
        return all.Length == 1 ? all[0] : $"{string.Join(", ", all.Take(all.Length - 1))} {conjunction} {all[^1]}";
    }

    /// <summary>The number of insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    internal static int Distance(string first, string second)
    {
        var (beforeLast, last, current) = (new int[second.Length + 1], new int[second.Length + 1], new int[second.Length + 1]);
        for (var j = 0; j <= second.Length; j++) last[j] = j;
        for (var i = 1; i <= first.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var cost = first[i - 1] == second[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[second.Length];
    }
}

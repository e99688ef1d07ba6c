using System.Text.Json;
using Pdp.Bundles.Testing;
using Pdp.Cli.Output;

namespace Pdp.Cli.Testing;

/// <summary>A line of a difference.</summary>
/// <param name="Mark"><c>-</c>: expected but not there; <c>+</c>: there but not expected; a blank: as expected.</param>
/// <param name="Text">The element on one line.</param>
internal sealed record DiffLine(char Mark, string Text);

/// <summary>
/// The difference between the expected and the actual list, element by element. What a test expects may leave members out,
/// so that equality of texts would show differences where there are none: an expected element matches an actual one when
/// each of its members equals that one's.
/// </summary>
internal static class AnswerDiff
{
    /// <summary>The lines; null when the difference is not between lists.</summary>
    public static IReadOnlyList<DiffLine>? Of(TestDifference difference)
    {
        if (!TryParse(difference.Expected, out var expected) || !TryParse(difference.Actual, out var actual)) return null;

        // The order of determining rules and of errors has no meaning; that of obligations and advice has.
        var lines = difference.What is "determining" or "errors" ? AsSets(expected, actual) : InOrder(expected, actual);
        if (lines.Exists(static line => line.Mark != ' ')) return lines;
        return [.. expected.Select(e => Line('-', e)), .. actual.Select(a => Line('+', a))];
    }

    private static bool TryParse(string json, out JsonElement[] elements)
    {
        elements = [];
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array) return false;
            elements = [.. document.RootElement.EnumerateArray().Select(static e => e.Clone())];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Matches(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind != JsonValueKind.Object || actual.ValueKind != JsonValueKind.Object)
        {
            return JsonElement.DeepEquals(expected, actual);
        }

        foreach (var member in expected.EnumerateObject())
        {
            if (!actual.TryGetProperty(member.Name, out var value) || !JsonElement.DeepEquals(member.Value, value)) return false;
        }

        return true;
    }

    private static List<DiffLine> AsSets(JsonElement[] expected, JsonElement[] actual)
    {
        var partner = Pair(expected, actual);
        var lines = new List<DiffLine>();
        for (var e = 0; e < expected.Length; e++)
        {
            if (Array.IndexOf(partner, e) >= 0) lines.Add(Line(' ', expected[e]));
        }

        for (var e = 0; e < expected.Length; e++)
        {
            if (Array.IndexOf(partner, e) < 0) lines.Add(Line('-', expected[e]));
        }

        for (var a = 0; a < actual.Length; a++)
        {
            if (partner[a] < 0) lines.Add(Line('+', actual[a]));
        }

        return lines;
    }

    /// <summary>Pairs as many as possible (augmenting paths): for each actual element the expected one, or −1.</summary>
    private static int[] Pair(JsonElement[] expected, JsonElement[] actual)
    {
        var partner = new int[actual.Length];
        Array.Fill(partner, -1);
        for (var e = 0; e < expected.Length; e++) TryPlace(e, new bool[actual.Length]);
        return partner;

        // The depth is at most the number of actual elements, which an answer keeps small.
        bool TryPlace(int e, bool[] seen)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            for (var a = 0; a < actual.Length; a++)
            {
                if (seen[a] || !Matches(expected[e], actual[a])) continue;
                seen[a] = true;
                if (partner[a] >= 0 && !TryPlace(partner[a], seen)) continue;
                partner[a] = e;
                return true;
            }

            return false;
        }
    }

    // The longest common subsequence, by the table of the lengths from each pair of positions on.
    private static List<DiffLine> InOrder(JsonElement[] expected, JsonElement[] actual)
    {
        var lengths = new int[expected.Length + 1, actual.Length + 1];
        for (var e = expected.Length - 1; e >= 0; e--)
        {
            for (var a = actual.Length - 1; a >= 0; a--)
            {
                lengths[e, a] = Matches(expected[e], actual[a])
                    ? lengths[e + 1, a + 1] + 1
                    : Math.Max(lengths[e + 1, a], lengths[e, a + 1]);
            }
        }

        var lines = new List<DiffLine>();
        var (i, j) = (0, 0);
        while (i < expected.Length || j < actual.Length)
        {
            if (i < expected.Length && j < actual.Length && Matches(expected[i], actual[j])
                && lengths[i, j] == lengths[i + 1, j + 1] + 1)
            {
                lines.Add(Line(' ', expected[i++]));
                j++;
            }
            else if (i < expected.Length && (j == actual.Length || lengths[i + 1, j] >= lengths[i, j + 1]))
            {
                lines.Add(Line('-', expected[i++]));
            }
            else
            {
                lines.Add(Line('+', actual[j++]));
            }
        }

        return lines;
    }

    private static DiffLine Line(char mark, JsonElement element) => new(mark, SpacedJson.Of(element));
}

using System.Collections;
using Pdp.Language.Regex;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Extensions;

/// <summary>A match of a pattern, or the error with which the search for more ends.</summary>
/// <param name="Slots">Start and end of the match and of each group.</param>
/// <param name="Error">A limit was reached.</param>
internal readonly record struct PatternMatch(int[]? Slots, EvalError? Error);

/// <summary>
/// All matches from left to right that do not overlap, as Go finds them: an empty match right behind another does not
/// count. Each search draws from the budget.
/// </summary>
internal sealed class Matches(Frame frame, Re2Pattern pattern, string text) : IEnumerable<PatternMatch>
{
    public IEnumerator<PatternMatch> GetEnumerator()
    {
        var offset = 0;
        var lastEnd = -1;
        while (offset <= text.Length)
        {
            if (PatternCache.DrawNext(frame, pattern, text.Length - offset) is { } limit)
            {
                yield return new PatternMatch(null, limit);
                yield break;
            }

            if (pattern.Find(text, offset, frame, out var slots) is { } over)
            {
                yield return new PatternMatch(null, over);
                yield break;
            }

            if (slots is null) yield break;
            if (PatternCache.Draw(frame, pattern, slots[1] - offset) is { } further)
            {
                yield return new PatternMatch(null, further);
                yield break;
            }

            var isRepeated = slots[0] == slots[1] && slots[0] == lastEnd;
            if (slots[1] > offset) offset = slots[1];
            else offset += offset < text.Length ? CodePoints.LengthAt(text, offset) : 1;
            lastEnd = slots[1];
            if (!isRepeated) yield return new PatternMatch(slots, null);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using System.Text;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions.Specified;

/// <summary>The functions of texts whose positions are counted in code points, over arrays of them.</summary>
internal static class SpecifiedTexts
{
    /// <summary>What a function yields for a text and its arguments; an error where there is no value.</summary>
    public static Value? Of(string function, IReadOnlyList<Value> operands)
    {
        if (operands[0].AsString is not { } receiver) return null;
        var text = Runes(receiver);
        var part = operands.Count > 1 && operands[1].AsString is { } given ? Runes(given) : null;
        var number = operands is [_, .., { IsInt: true } last] ? last.AsInt : (long?)null;
        return (function, operands.Count) switch
        {
            ("charAt", 2) => number is >= 0 && number <= text.Length ? Text(text.Skip((int)number).Take(1)) : Error,
            ("substring", 2) => number is >= 0 && number <= text.Length ? Text(text.Skip((int)number)) : Error,
            ("substring", 3) => operands[1] is { IsInt: true, AsInt: >= 0 and var first } && number >= first && number <= text.Length
                ? Text(text.Skip((int)first).Take((int)(number - first)))
                : Error,
            ("indexOf", _) when part is not null => Position(text, part, number ?? 0, isLast: false),
            ("lastIndexOf", _) when part is not null => Position(text, part, number ?? text.Length, isLast: true),
            ("replace", >= 3) when part is not null => Value.From(string.Join(operands[2].AsString, Parts(text, part, number ?? -1, isSplit: false))),
            ("split", _) when part is not null => number == 0
                ? Value.From(new CelList([]))
                : Value.From(new CelList([.. Parts(text, part, (number ?? -1) - 1, isSplit: true).Select(Value.From)])),
            _ => null,
        };
    }

    /// <summary>The order of texts: that of their code points.</summary>
    public static int Compare(string left, string right)
    {
        var (first, second) = (Runes(left), Runes(right));
        for (var i = 0; i < Math.Min(first.Length, second.Length); i++)
            if (first[i] != second[i]) return first[i].CompareTo(second[i]);
        return first.Length.CompareTo(second.Length);
    }

    private static Value Error => Value.Fail("out of range");

    private static Rune[] Runes(string text) => [.. text.EnumerateRunes()];

    private static Value Text(IEnumerable<Rune> runes) => Value.From(string.Concat(runes));

    private static bool IsAt(Rune[] text, Rune[] part, long position) =>
        position + part.Length <= text.Length && part.AsSpan().SequenceEqual(text.AsSpan((int)position, part.Length));

    private static Value Position(Rune[] text, Rune[] part, long offset, bool isLast)
    {
        if (offset < 0 || offset > text.Length) return Error;
        var step = isLast ? -1 : 1;
        for (var i = offset; i >= 0 && i <= text.Length; i += step)
            if (IsAt(text, part, i)) return Value.From(i);
        return Value.From(-1L);
    }

    /// <summary>
    /// What stands between the occurrences of a part, the first ones up to a limit, all when it is negative. An empty
    /// part occurs before every character and, to be replaced, at the end as well.
    /// </summary>
    private static List<string> Parts(Rune[] text, Rune[] part, long limit, bool isSplit)
    {
        var parts = new List<string>();
        var begin = 0;
        if (part.Length == 0)
        {
            if (isSplit && text.Length == 0) return [];
            var ends = Enumerable.Range(isSplit ? 1 : 0, isSplit ? Math.Max(text.Length - 1, 0) : text.Length + 1);
            foreach (var end in limit < 0 ? ends : ends.Take((int)Math.Min(limit, int.MaxValue)))
            {
                parts.Add(string.Concat(text[begin..end]));
                begin = end;
            }
        }

        for (var i = 0; part.Length > 0 && i < text.Length && (limit < 0 || parts.Count < limit); i++)
        {
            if (i < begin || !IsAt(text, part, i)) continue;
            parts.Add(string.Concat(text[begin..i]));
            begin = i + part.Length;
        }

        parts.Add(string.Concat(text[begin..]));
        return parts;
    }
}

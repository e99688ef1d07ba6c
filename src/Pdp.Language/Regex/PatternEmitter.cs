using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pdp.Language.Regex;

/// <summary>
/// Writes a tree as a pattern of .NET with the same meaning over text without surrogates: sets become classes of UTF-16
/// units, and every group is numbered.
/// </summary>
internal sealed class PatternEmitter
{
    private readonly StringBuilder _text = new();

    /// <summary>The pattern, to be run without <c>IgnoreCase</c>, <c>Multiline</c> or <c>Singleline</c>.</summary>
    public static string Emit(Re2Node root)
    {
        var emitter = new PatternEmitter();
        emitter.Write(root);
        return emitter._text.ToString();
    }

    private void Write(Re2Node node)
    {
        switch (node)
        {
            case SetNode set:
                WriteSet(set.Set);
                break;
            case PlaceNode place:
                _text.Append(Anchor(place.Place));
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts)
                {
                    var isChoice = part is ChoiceNode;
                    if (isChoice) _text.Append("(?:");
                    Write(part);
                    if (isChoice) _text.Append(')');
                }

                break;
            case ChoiceNode choice:
                WriteOptions(choice);
                break;
            case GroupNode group:
                _text.Append('(');
                Write(group.Body);
                _text.Append(')');
                break;
            case RepeatNode repeat:
                _text.Append("(?:");
                Write(repeat.Body);
                _text.Append(')').Append(Quantifier(repeat));
                break;
        }
    }

    // .NET 10 loses characters when it joins three and more neighbouring classes to one: they are joined here
    private void WriteOptions(ChoiceNode choice)
    {
        var isFirst = true;
        for (var i = 0; i < choice.Options.Length; isFirst = false)
        {
            if (!isFirst) _text.Append('|');
            if (SetOf(choice.Options[i]) is not { } set)
            {
                Write(choice.Options[i++]);
                continue;
            }

            var ranges = set.Ranges;
            for (i++; i < choice.Options.Length && SetOf(choice.Options[i]) is { } next; i++) ranges = [.. ranges, .. next.Ranges];
            WriteSet(RuneSet.Of(ranges));
        }
    }

    /// <summary>The set of what a node matches when that is always one code point, else null.</summary>
    internal static RuneSet? SetOf(Re2Node node)
    {
        switch (node)
        {
            case SetNode set:
                return set.Set;
            case SequenceNode { Parts: [var only] }:
                return SetOf(only);
            case ChoiceNode choice:
                var ranges = ImmutableArray.CreateBuilder<(int First, int Last)>();
                foreach (var option in choice.Options)
                {
                    if (SetOf(option) is not { } part) return null;
                    ranges.AddRange(part.Ranges);
                }

                return RuneSet.Of(ranges);
            default:
                return null;
        }
    }

    private static string Anchor(Place place) => place switch
    {
        Place.TextStart => @"\A",
        Place.TextEnd => @"\z",
        Place.LineStart => "(?m:^)",
        Place.LineEnd => "(?m:$)",
        Place.WordBoundary => @"\b",
        _ => @"\B",
    };

    private static string Quantifier(RepeatNode repeat)
    {
        var lazy = repeat.Greedy ? "" : "?";
        var count = (repeat.Min, repeat.Max) switch
        {
            (0, -1) => "*",
            (1, -1) => "+",
            (0, 1) => "?",
            (var min, -1) => string.Create(CultureInfo.InvariantCulture, $"{{{min},}}"),
            var (min, max) => string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}"),
        };
        return count + lazy;
    }

    private void WriteSet(RuneSet set)
    {
        var units = new StringBuilder();
        foreach (var (first, last) in set.Ranges)
        {
            if (first > char.MaxValue) break;
            units.Append(Unit(first));
            if (last > first) units.Append('-').Append(Unit(Math.Min(last, char.MaxValue)));
        }

        // A set without a single unit matches nothing; a class of one unit is that unit.
        if (units.Length == 0) _text.Append(@"[^\s\S]");
        else if (units.Length == Unit(0).Length) _text.Append(units);
        else _text.Append('[').Append(units).Append(']');
    }

    private static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{unit:X4}");
}

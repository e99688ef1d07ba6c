using Pdp.Language.Regex;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Standard;

/// <summary><c>size</c> and the tests of strings.</summary>
internal static class TextCode
{
    public static Value Size(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var value = arguments[0];
        if (value.AsString is { } text)
        {
            return Work.Text(frame, text.Length) is { } limit
                ? Value.From(limit)
                : Value.From((long)CodePoints.Count(text));
        }

        if (value.AsList is { } list) return Value.From((long)list.Count);
        return value.AsMap is { } map ? Value.From((long)map.Count) : Value.From((long)value.AsBytes!.Span.Length);
    }

    public static Value Contains(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var (text, part) = (arguments[0].AsString!, arguments[1].AsString!);
        return Work.Search(frame, text, part) is { } limit
            ? Value.From(limit)
            : Value.From(text.Contains(part, StringComparison.Ordinal));
    }

    public static Value StartsWith(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var part = arguments[1].AsString!;
        return Work.Compare(frame, part.Length) is { } limit
            ? Value.From(limit)
            : Value.From(arguments[0].AsString!.StartsWith(part, StringComparison.Ordinal));
    }

    public static Value EndsWith(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var part = arguments[1].AsString!;
        return Work.Compare(frame, part.Length) is { } limit
            ? Value.From(limit)
            : Value.From(arguments[0].AsString!.EndsWith(part, StringComparison.Ordinal));
    }

    public static Value Matches(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (PatternCache.TryGet(frame, arguments[1].AsString!, out var pattern) is { } error) return Value.From(error);
        if (PatternCache.Draw(frame, pattern!, text.Length) is { } limit) return Value.From(limit);
        return pattern!.Search(text, frame, out var found) is { } over ? Value.From(over) : Value.From(found);
    }
}

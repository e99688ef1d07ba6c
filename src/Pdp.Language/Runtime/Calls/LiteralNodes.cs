using System.Collections.Immutable;
using Pdp.Language.Functions;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Calls;

/// <summary>An element of a list literal; an optional one that is none is left out.</summary>
internal readonly record struct ElementNode(Node Value, bool Optional, TextSpan Span);

/// <summary>A list literal.</summary>
internal sealed class ListNode(ImmutableArray<ElementNode> elements) : Node
{
    public override Value Evaluate(Frame frame)
    {
        if (elements.IsEmpty) return Value.From(CelList.Empty);
        var items = new Value[elements.Length];
        var count = 0;
        foreach (var element in elements)
        {
            var value = element.Value.Evaluate(frame);
            if (element.Optional) value = OptionalElement.Unwrap(value, element.Span);
            if (value.IsMissing) continue;
            if (value.IsError) return value;
            items[count++] = value;
        }

        return Value.From(new CelList(count == items.Length ? items : items[..count]));
    }
}

/// <summary>An entry of a map literal; an optional one whose value is none is left out.</summary>
internal readonly record struct EntryNode(Node Key, Node Value, bool Optional, TextSpan ValueSpan);

/// <summary>A map literal.</summary>
internal sealed class MapNode(ImmutableArray<EntryNode> entries, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame)
    {
        var pairs = new KeyValuePair<Value, Value>[entries.Length];
        var count = 0;
        foreach (var entry in entries)
        {
            var key = entry.Key.Evaluate(frame);
            if (key.IsError) return key;
            var value = entry.Value.Evaluate(frame);
            if (entry.Optional) value = OptionalElement.Unwrap(value, entry.ValueSpan);
            if (value.IsMissing) continue;
            if (value.IsError) return value;
            pairs[count++] = new KeyValuePair<Value, Value>(key, value);
        }

        if (Work.Map(frame, pairs.AsSpan(0, count)) is { } limit) return Value.From(limit.At(span));
        var map = ValueMap.Create(count == pairs.Length ? pairs : pairs[..count]);
        return map.AsError is { } error ? Value.From(error.At(span)) : map;
    }
}

/// <summary>What <c>?e</c> puts into a literal.</summary>
internal static class OptionalElement
{
    /// <summary>The value of an optional, missing when it is none; an error when the value is no optional.</summary>
    public static Value Unwrap(in Value value, TextSpan span)
    {
        if (value.AsOptional is { } optional) return optional.Value;
        return value.IsError ? value : Value.From(RuntimeErrors.Expected("optional", value).At(span));
    }
}

using System.Runtime.CompilerServices;
using Pdp.Language.Values;

namespace Pdp.Bundles.Reading;

/// <summary>JSON values as CEL values.</summary>
internal static class JsonValues
{
    /// <summary>The value; an integral number of at most 2^53 in magnitude is an int, any other a double, on every channel alike.</summary>
    public static Value ToValue(JsonNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return node.Kind switch
        {
            JsonKind.False => Value.False,
            JsonKind.True => Value.True,
            JsonKind.Number => node.IsIntegral ? Value.From((long)node.Number) : Value.From(node.Number),
            JsonKind.String => Value.From(node.Text),
            JsonKind.Array => Value.From(ToList(node)),
            JsonKind.Object => Value.From(ToMap(node)),
            _ => Value.Null,
        };
    }

    /// <summary>An object as a map.</summary>
    public static StringMap ToMap(JsonNode node)
    {
        if (node.Items.Count == 0) return StringMap.Empty;
        var entries = new KeyValuePair<string, Value>[node.Items.Count];
        for (var i = 0; i < entries.Length; i++) entries[i] = new(node.Items[i].Name!, ToValue(node.Items[i]));
        return new StringMap(entries);
    }

    private static CelList ToList(JsonNode node)
    {
        if (node.Items.Count == 0) return CelList.Empty;
        var items = new Value[node.Items.Count];
        for (var i = 0; i < items.Length; i++) items[i] = ToValue(node.Items[i]);
        return new CelList(items);
    }
}

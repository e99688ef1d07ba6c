using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>The entry of a constant map of which a term is the key: <c>definitions.levels[resource.classification]</c>.</summary>
/// <param name="map">The map.</param>
/// <param name="key">The key.</param>
/// <param name="text">As written.</param>
internal sealed class LookupTerm(CelMap map, GuardTerm key, string text) : GuardTerm
{
    private const int Few = 8;

    // so few keys are compared one by one sooner than a text is hashed
    private readonly KeyValuePair<Value, Value>[]? _few = map.Count <= Few ? [.. Enumerable.Range(0, map.Count).Select(map.EntryAt)] : null;

    public override bool TellsApart => true;

    internal override bool IsOfRequest => key.IsOfRequest;

    public CelMap Map => map;

    public GuardTerm Key => key;

    public override GuardBuckets Read(ReadOnlySpan<Value> slots, out Value value)
    {
        // what is a key of another kind is for the condition to tell
        value = default;
        if (key.Read(slots, out var at) != GuardBuckets.None) return GuardBuckets.Invalid;
        if (_few is not null && at.AsString is { } name) value = Find(_few, name);
        else if (at.Kind is ValueKind.String or ValueKind.Int or ValueKind.Bool && map.TryGet(at, out var found)) value = found;
        return value.IsMissing || value.IsError ? GuardBuckets.Invalid : GuardBuckets.None;
    }

    private static Value Find(KeyValuePair<Value, Value>[] entries, string name)
    {
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (entry.Key.AsString is { } one && string.Equals(one, name)) return entry.Value;
        }

        return default;
    }

    // the maps of two revisions are two objects, and mostly one map
    public override bool Equals(GuardTerm? other) =>
        ReferenceEquals(this, other)
        || (other is LookupTerm lookup && key.Equals(lookup.Key)
            && (ReferenceEquals(map, lookup.Map) || (map.Count == lookup.Map.Count && ValueEquality.AreEqual(Value.From(map), Value.From(lookup.Map)))));

    public override int GetHashCode() => HashCode.Combine(key, map.Count);

    public override string ToString() => text;
}

using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>The entry of a constant map of which a term is the key: <c>definitions.levels[resource.classification]</c>.</summary>
internal sealed class LookupTerm : GuardTerm
{
    private const int Few = 8;

    private readonly CelMap _map;
    private readonly GuardTerm _key;
    private readonly MapFacts _facts;
    private readonly string _text;

    // so few keys are compared one by one sooner than a text is hashed
    private readonly KeyValuePair<Value, Value>[]? _few;

    private LookupTerm(CelMap map, GuardTerm key, MapFacts facts, string text)
    {
        (_map, _key, _facts, _text) = (map, key, facts, text);
        if (map.Count <= Few) _few = [.. Enumerable.Range(0, map.Count).Select(map.EntryAt)];
    }

    /// <inheritdoc/>
    public override bool TellsApart => true;

    internal override bool IsOfRequest => _key.IsOfRequest;

    /// <summary>The term; null where the map has lists or maps in it, which take long to be told apart.</summary>
    /// <param name="map">The map.</param>
    /// <param name="key">The key.</param>
    /// <param name="text">As written.</param>
    public static LookupTerm? TryOf(CelMap map, GuardTerm key, string text) =>
        MapFacts.Of(map) is { AreScalars: true } facts ? new LookupTerm(map, key, facts, text) : null;

    /// <inheritdoc/>
    public override GuardBuckets Read(ReadOnlySpan<Value> slots, out Value value)
    {
        // what is a key of another kind is for the condition to tell
        value = default;
        if (_key.Read(slots, out var at) != GuardBuckets.None) return GuardBuckets.Invalid;
        if (_few is not null && at.AsString is { } name) value = Find(_few, name);
        else if (at.Kind is ValueKind.String or ValueKind.Int or ValueKind.Bool && _map.TryGet(at, out var found)) value = found;
        return value.IsMissing || value.IsError ? GuardBuckets.Invalid : GuardBuckets.None;
    }

    // the maps of two revisions are two objects, and mostly one map
    public override bool Equals(GuardTerm? other) =>
        ReferenceEquals(this, other)
        || (other is LookupTerm lookup && _facts.Hash == lookup._facts.Hash && _key.Equals(lookup._key)
            && (ReferenceEquals(_map, lookup._map) || ValueEquality.AreEqual(Value.From(_map), Value.From(lookup._map))));

    public override int GetHashCode() => HashCode.Combine(_key, _facts.Hash);

    public override string ToString() => _text;

    private static Value Find(KeyValuePair<Value, Value>[] entries, string name)
    {
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (entry.Key.AsString is { } one && string.Equals(one, name)) return entry.Value;
        }

        return default;
    }
}

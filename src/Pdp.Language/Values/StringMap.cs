namespace Pdp.Language.Values;

/// <summary>A map whose keys are all strings: a JSON object.</summary>
public sealed class StringMap : CelMap
{
    private readonly Dictionary<string, int> _positions;
    private readonly KeyValuePair<string, Value>[] _entries;

    /// <summary>Makes a map; the keys must differ.</summary>
    /// <param name="entries">The entries in order; the caller gives the array away and changes it no more.</param>
    /// <exception cref="ArgumentException">Two keys are equal.</exception>
    public StringMap(KeyValuePair<string, Value>[] entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _entries = entries;
        _positions = new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < entries.Length; i++) _positions.Add(entries[i].Key, i);
    }

    /// <summary>Takes positions that the caller has made while looking for duplicates.</summary>
    internal StringMap(KeyValuePair<string, Value>[] entries, Dictionary<string, int> positions)
    {
        _entries = entries;
        _positions = positions;
    }

    /// <summary>The map without entries.</summary>
    public static StringMap Empty { get; } = new([]);

    /// <summary>Makes a map of entries whose keys may be equal.</summary>
    /// <param name="entries">The entries in order; the caller gives the array away and changes it no more.</param>
    /// <returns>The map, or null when two keys are equal.</returns>
    public static StringMap? TryCreate(KeyValuePair<string, Value>[] entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var positions = new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < entries.Length; i++)
        {
            if (!positions.TryAdd(entries[i].Key, i)) return null;
        }

        return new StringMap(entries, positions);
    }

    /// <inheritdoc/>
    public override int Count => _entries.Length;

    /// <summary>The entries in order.</summary>
    public ReadOnlySpan<KeyValuePair<string, Value>> Entries => _entries;

    /// <inheritdoc/>
    public override KeyValuePair<Value, Value> EntryAt(int position) =>
        new(Value.From(_entries[position].Key), _entries[position].Value);

    /// <inheritdoc/>
    public override bool TryGet(in Value key, out Value value)
    {
        if (key.AsString is { } name) return TryGet(name, out value);
        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryGet(string key, out Value value)
    {
        if (_positions.TryGetValue(key, out var position))
        {
            value = _entries[position].Value;
            return true;
        }

        value = default;
        return false;
    }
}

using Pdp.Language.Runtime;

namespace Pdp.Language.Values;

/// <summary>A map with keys of any of the four key types.</summary>
public sealed class ValueMap : CelMap
{
    private readonly KeyValuePair<Value, Value>[] _entries;
    private readonly Dictionary<Value, int> _positions;

    private ValueMap(KeyValuePair<Value, Value>[] entries, Dictionary<Value, int> positions)
    {
        _entries = entries;
        _positions = positions;
    }

    /// <inheritdoc/>
    public override int Count => _entries.Length;

    /// <summary>
    /// A map of entries in order (a <see cref="StringMap"/> when all keys are strings), or the error when a key has an
    /// impossible type or occurs twice (numerically equal keys are equal).
    /// </summary>
    public static Value Create(KeyValuePair<Value, Value>[] entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Length == 0) return Value.From(StringMap.Empty);
        return Array.TrueForAll(entries, entry => entry.Key.IsString) ? CreateStringMap(entries) : CreateMap(entries);
    }

    /// <inheritdoc/>
    public override KeyValuePair<Value, Value> EntryAt(int position) => _entries[position];

    /// <inheritdoc/>
    public override bool TryGet(in Value key, out Value value)
    {
        // Anything may be looked up: what cannot be a key hashes and compares, and is not found.
        if (_positions.TryGetValue(key, out var position))
        {
            value = _entries[position].Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryGet(string key, out Value value) => TryGet(Value.From(key), out value);

    private static Value CreateMap(KeyValuePair<Value, Value>[] entries)
    {
        var positions = new Dictionary<Value, int>(entries.Length, ValueComparer.Instance);
        for (var i = 0; i < entries.Length; i++)
        {
            var key = entries[i].Key;
            if (key.Kind is not (ValueKind.Bool or ValueKind.Int or ValueKind.Uint or ValueKind.String))
            {
                return Value.Fail(
                    $"a map key must be bool, int, uint or string, got {RuntimeErrors.KindName(key.Kind)}");
            }

            if (!positions.TryAdd(key, i)) return Repeated(key);
        }

        return Value.From(new ValueMap(entries, positions));
    }

    private static Value CreateStringMap(KeyValuePair<Value, Value>[] entries)
    {
        var positions = new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
        var named = new KeyValuePair<string, Value>[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var key = entries[i].Key.AsString!;
            if (!positions.TryAdd(key, i)) return Repeated(entries[i].Key);
            named[i] = new KeyValuePair<string, Value>(key, entries[i].Value);
        }

        return Value.From(new StringMap(named, positions));
    }

    private static Value Repeated(in Value key) => Value.Fail($"the map key `{CelText.ToLiteral(key, 60)}` occurs twice");
}

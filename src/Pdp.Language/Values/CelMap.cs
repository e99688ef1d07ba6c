using System.Diagnostics.CodeAnalysis;

namespace Pdp.Language.Values;

/// <summary>
/// An immutable map with a fixed order of entries (that of insertion), so that errors and explanations are
/// reproducible. Keys are int, uint, bool or string; a number finds a key of another numeric type that is equal to it.
/// </summary>
public abstract class CelMap : CelObject
{
    /// <inheritdoc/>
    public sealed override ValueKind Kind => ValueKind.Map;

    /// <summary>Number of entries.</summary>
    public abstract int Count { get; }

    /// <summary>The entry at a position, 0 to <see cref="Count"/> − 1, in the map's fixed order.</summary>
    public abstract KeyValuePair<Value, Value> EntryAt(int position);

    /// <summary>Looks a key up by CEL's equality; a key of an impossible type is not found.</summary>
    public abstract bool TryGet(in Value key, out Value value);

    /// <summary>Looks a string key up.</summary>
    public abstract bool TryGet(string key, out Value value);
}

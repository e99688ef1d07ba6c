using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>A set of keys, in the order in which the condition names them.</summary>
public sealed class GuardKeySet : IReadOnlyCollection<GuardKey>
{
    private const int Few = 8;

    private readonly ImmutableArray<GuardKey> _keys;
    // built when a request is first compared with it: most sets are steps on the way to another
    private FrozenSet<GuardKey>? _set;

    private GuardKeySet(ImmutableArray<GuardKey> keys) => _keys = keys;

    /// <summary>The set without keys.</summary>
    public static GuardKeySet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _keys.Length;

    /// <summary>The keys.</summary>
    public ImmutableArray<GuardKey> Items => _keys;

    /// <summary>A set of keys, among which some may be equal.</summary>
    public static GuardKeySet Of(ReadOnlySpan<GuardKey> keys)
    {
        switch (keys.Length)
        {
            case 0: return Empty;
            case 1: return new GuardKeySet([keys[0]]);
        }

        var known = new HashSet<GuardKey>(keys.Length);
        var distinct = ImmutableArray.CreateBuilder<GuardKey>(keys.Length);
        foreach (var key in keys)
        {
            if (known.Add(key)) distinct.Add(key);
        }

        return new GuardKeySet(distinct.DrainToImmutable());
    }

    /// <summary>Whether a value equals one of the keys. Allocates nothing.</summary>
    public bool Contains(in Value value)
    {
        if (_keys.Length > Few) return GuardKey.TryFrom(value, out var key) && (_set ??= _keys.ToFrozenSet()).Contains(key);
        foreach (ref readonly var one in _keys.AsSpan())
        {
            if (ValueEquality.AreEqual(one.Value, value)) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<GuardKey> GetEnumerator() => ((IEnumerable<GuardKey>)_keys).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool IsSubsetOf(GuardKeySet other)
    {
        if (ReferenceEquals(this, other) || Count == 0) return true;
        // most sets that are compared have nothing in common, which one key tells
        return Count <= other.Count && other._keys.Contains(_keys[0]) && (Count == 1 || new HashSet<GuardKey>(other._keys).IsSupersetOf(_keys));
    }

    internal GuardKeySet Union(GuardKeySet other)
    {
        if (ReferenceEquals(this, other) || other.Count == 0) return this;
        var both = Of([.. _keys, .. other._keys]);
        return both.Count == Count ? this : both.Count == other.Count ? other : both;
    }

    /// <summary>The keys that an atom accepts as values.</summary>
    internal GuardKeySet Accepted(GuardAtom by)
    {
        var kept = ImmutableArray.CreateBuilder<GuardKey>(Count);
        foreach (ref readonly var key in _keys.AsSpan())
        {
            if (by.AcceptsValue(key.Value)) kept.Add(key);
        }

        return kept.Count == Count ? this : kept.Count == 0 ? Empty : new GuardKeySet(kept.DrainToImmutable());
    }
}

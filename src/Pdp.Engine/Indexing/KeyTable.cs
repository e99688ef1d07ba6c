using System.Numerics;
using System.Runtime.InteropServices;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Numbers the keys of a dimension, from 1 on. A slot holds all that a look-up compares, but for the characters of a text:
/// in a table too large for the caches a look-up reads two lines, and the second need not be waited for.
/// </summary>
internal sealed class KeyTable
{
    // so few keys are compared one by one sooner than a value is hashed
    private const int Few = 6;

    private Slot[] _slots = [];
    private bool _areFew;
    private int _mask;
    private int _count;

    private KeyTable()
    {
    }

    /// <summary>How many keys there are.</summary>
    public int Count => _count;

    /// <summary>What it takes in memory, without the texts, which belong to the conditions.</summary>
    public long Bytes => 24L * _slots.Length;

    /// <summary>The numbers of keys.</summary>
    public static KeyTable Of(HashSet<GuardKey> keys)
    {
        if (keys.Count <= Few)
            return new KeyTable { _slots = [.. keys.Select(static (key, i) => new Slot { Key = key.Value, Number = i + 1 })], _areFew = true, _count = keys.Count };
        var capacity = (int)BitOperations.RoundUpToPowerOf2((uint)(keys.Count + (keys.Count / 2)));
        var table = new KeyTable { _slots = new Slot[capacity], _mask = capacity - 1 };
        foreach (var key in keys) table.Add(key.Value);
        return table;
    }

    /// <summary>The number of a value, which is neither missing nor an error; 0 when it is none of the keys.</summary>
    public int Find(in Value value)
    {
        if (_areFew) return Find(_slots, value);
        if (value.AsString is { } text) return Find(text);
        return GuardKey.TryFrom(value, out var key) ? Find(key.Value, Hash(key.Value)) : 0;
    }

    private static int Find(Slot[] few, in Value value)
    {
        if (value.AsString is { } text)
        {
            for (var i = 0; i < few.Length; i++)
            {
                if (few[i].Key.AsString is { } key && string.Equals(key, text)) return i + 1;
            }

            return 0;
        }

        for (var i = 0; i < few.Length; i++)
        {
            if (ValueEquality.AreEqual(few[i].Key, value)) return i + 1;
        }

        return 0;
    }

    private int Find(string text)
    {
        var hash = string.GetHashCode(text, StringComparison.Ordinal);
        for (var at = hash & _mask; ; at = (at + 1) & _mask)
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Number == 0) return 0;
            if (slot.Hash == hash && slot.Key.AsString is { } key && string.Equals(key, text)) return slot.Number;
        }
    }

    private int Find(in Value key, int hash)
    {
        for (var at = hash & _mask; ; at = (at + 1) & _mask)
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Number == 0) return 0;
            if (slot.Hash == hash && ValueEquality.AreEqual(slot.Key, key)) return slot.Number;
        }
    }

    private void Add(in Value key)
    {
        var hash = Hash(key);
        var at = hash & _mask;
        while (_slots[at].Number != 0) at = (at + 1) & _mask;
        _slots[at] = new Slot { Key = key, Hash = hash, Number = ++_count };
    }

    // seeded, so that no request can choose keys that collide
    private static int Hash(in Value key) => ValueEquality.Hash(key);

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public Value Key;
        public int Hash;
        public int Number;
    }
}

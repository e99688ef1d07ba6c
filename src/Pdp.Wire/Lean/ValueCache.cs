using System.Buffers.Binary;
using System.Numerics;
using Pdp.Language.Values;

namespace Pdp.Wire.Lean;

/// <summary>
/// Values that were decoded before, by their bytes, so that the words that come in every request are neither checked nor
/// made again. It forgets freely: a place holds one value. What comes once only does not displace anything, as a value is
/// kept when it comes the second time. Used from any number of threads: places are written without a lock, and whatever is
/// read there is compared with the bytes at hand.
/// </summary>
internal sealed class ValueCache
{
    private readonly Place[] _places;
    private readonly int _longest;

    /// <summary>Makes a cache.</summary>
    /// <param name="places">How many values it may hold: a power of two.</param>
    /// <param name="longest">The most bytes that a value kept here has.</param>
    public ValueCache(int places, int longest)
    {
        _places = new Place[places];
        _longest = longest;
    }

    /// <summary>Finds a value.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="hash">Their hash, for <see cref="Offer"/>.</param>
    /// <param name="value">The value.</param>
    public bool TryGet(ReadOnlySpan<byte> bytes, out uint hash, out Value value)
    {
        if (bytes.Length > _longest)
        {
            hash = 0;
            value = default;
            return false;
        }

        hash = Hash(bytes);
        ref readonly var place = ref _places[hash & (_places.Length - 1)];
        if (place.Hash == hash && place.Kept is { } kept && bytes.SequenceEqual(kept.Bytes))
        {
            value = kept.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Offers a value that was not found.</summary>
    public void Offer(uint hash, ReadOnlySpan<byte> bytes, in Value value)
    {
        if (bytes.Length > _longest) return;
        ref var place = ref _places[hash & (_places.Length - 1)];
        if (place.Seen != hash)
        {
            place.Seen = hash;
            return;
        }

        place.Kept = new Kept(bytes.ToArray(), value);
        place.Hash = hash;
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)bytes.Length * Multiplier;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt64LittleEndian(bytes) * Multiplier), 29) * Multiplier;
            bytes = bytes[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (var unit in bytes) rest = (rest << 8) | unit;
        hash = (hash ^ rest) * Multiplier;
        hash ^= hash >> 29;
        return (uint)(hash * Multiplier >> 32);
    }

    private sealed class Kept(byte[] bytes, Value value)
    {
        public byte[] Bytes { get; } = bytes;

        public Value Value { get; } = value;
    }

    private struct Place
    {
        public Kept? Kept;
        public uint Hash;
        public uint Seen;
    }
}

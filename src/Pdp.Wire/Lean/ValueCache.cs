using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Wire.Lean;

/// <summary>
/// Values that were decoded before, by their bytes, so that lists of roles and the like are not made anew for each request. It
/// works as <see cref="TextCache"/> does.
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

        hash = ByteHash.Of(bytes);
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

using System.Numerics;
using System.Runtime.CompilerServices;
using Pdp.Wire.Lean;

namespace Pdp.Wire.Answers;

/// <summary>
/// Parts of answers as bytes that were written before: what a policy set tells of a rule, and its revision, are the same objects
/// each time. It forgets freely, as <see cref="TextCache"/> does, and is used from any number of threads.
/// </summary>
/// <param name="rules">How many rules there are to tell of, so that those of large sets do not displace each other.</param>
internal sealed class EncodedParts(int rules)
{
    private const int Least = 256;
    private const int Most = 1 << 14;

    private readonly Part?[] _places = new Part?[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(2L * rules, Least, Most))];

    /// <summary>Writes a part again.</summary>
    /// <param name="tag">Its field.</param>
    /// <param name="of">What it was written of: this very object.</param>
    /// <param name="writer">Where it goes.</param>
    /// <returns>False: it is not here.</returns>
    public bool TryWrite(byte tag, object of, ReverseWriter writer)
    {
        if (_places[Place(of)] is not { } part || !ReferenceEquals(part.Of, of) || part.Tag != tag) return false;
        writer.Raw(part.Bytes);
        return true;
    }

    /// <summary>Keeps what was written of an object.</summary>
    public void Keep(byte tag, object of, ReadOnlySpan<byte> bytes) => _places[Place(of)] = new Part(tag, of, bytes.ToArray());

    private int Place(object of) => RuntimeHelpers.GetHashCode(of) & (_places.Length - 1);

    private sealed class Part(byte tag, object of, byte[] bytes)
    {
        public byte Tag { get; } = tag;

        public object Of { get; } = of;

        public byte[] Bytes { get; } = bytes;
    }
}

using System.Numerics;

namespace Pdp.Engine.Indexing;

/// <summary>What stands at some of the keys of a dimension, by their numbers: one line of memory a look-up.</summary>
internal sealed class NumberMap
{
    // a number and what stands there; 0 is free
    private readonly ulong[] _slots;
    private readonly int _shift;

    /// <param name="entries">Numbers, each once and greater than 0, and what stands at them.</param>
    public NumberMap(IReadOnlyCollection<KeyValuePair<int, Target>> entries)
    {
        var bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, entries.Count + (entries.Count / 2))));
        _slots = new ulong[1 << bits];
        _shift = 32 - bits;
        foreach (var (number, target) in entries)
        {
            var at = At(number);
            while (_slots[at] != 0) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = ((ulong)(uint)number << 32) | target.Bits;
        }
    }

    /// <summary>What it takes in memory.</summary>
    public long Bytes => 8L * _slots.Length;

    /// <summary>What stands at a number; nothing where none does.</summary>
    public Target this[int number]
    {
        get
        {
            var slots = _slots;
            for (var at = At(number); ; at = (at + 1) & (slots.Length - 1))
            {
                var slot = slots[at];
                if ((uint)(slot >> 32) == (uint)number) return new Target((uint)slot);
                if (slot == 0) return default;
            }
        }
    }

    private int At(int number) => (int)(((uint)number * 2_654_435_769u) >> _shift);
}

/// <summary>What stands at a key of a <see cref="DimensionNode"/>, in 32 bits.</summary>
/// <param name="bits">Two bits that tell what it is, and above them where it is.</param>
internal readonly struct Target(uint bits)
{
    /// <summary>Most of anything that can be pointed at.</summary>
    public const int Most = 1 << 29;

    public uint Bits { get; } = bits;

    public TargetKind Kind => (TargetKind)(Bits & 3);

    public int Place => (int)(Bits >> 2);

    public static Target Of(TargetKind kind, int place) => new(((uint)place << 2) | (uint)kind);
}

/// <summary>What a <see cref="Target"/> is.</summary>
internal enum TargetKind
{
    /// <summary>A node, by its position among the children, from 1 on; nothing at 0.</summary>
    Node,

    /// <summary>A candidate, see <see cref="Candidate"/>.</summary>
    Item,

    /// <summary>A <see cref="PackedGroups">group</see>.</summary>
    Group,
}

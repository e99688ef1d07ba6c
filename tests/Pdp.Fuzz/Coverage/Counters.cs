namespace Pdp.Fuzz.Coverage;

/// <summary>What the code under test passed through since <see cref="Clear"/>. The counters are called by instrumented code.</summary>
public static class Counters
{
    /// <summary>Slots for edges; two edges may share one, as in any hashed map.</summary>
    public const int Size = 1 << 17;

    private static int _previous;

    /// <summary>How often each edge between two blocks was passed, up to 255.</summary>
    internal static byte[] Edges { get; } = new byte[Size];

    /// <summary>Which blocks were ever entered, by number.</summary>
    internal static bool[] Blocks { get; } = new bool[1 << 16];

    /// <summary>Number of blocks that have a counter; none before the language was instrumented.</summary>
    internal static int BlockCount { get; set; }

    /// <summary>A block of code was entered.</summary>
    public static void Hit(int block)
    {
        Blocks[block & 0xFFFF] = true;
        ref var count = ref Edges[((_previous * 0x5BD1) ^ block) & (Size - 1)];
        if (count < byte.MaxValue) count++;
        _previous = block;
    }

    /// <summary>Forgets the edges passed.</summary>
    internal static void Clear()
    {
        Array.Clear(Edges);
        _previous = 0;
    }
}

using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Pdp.Server.ShadowReports;

/// <summary>
/// Chooses a share of the requests at random, so that no pattern of theirs can meet one of the choice: without a lock, without
/// memory, in about a nanosecond.
/// </summary>
internal sealed class ShadowShare
{
    // the golden ratio's step, and the mixing of it: SplitMix64
    private const ulong Step = 0x9e37_79b9_7f4a_7c15;

    [ThreadStatic]
    private static ulong _state;

    private readonly bool _isAll;
    private readonly ulong _chosenBelow;

    /// <param name="share">The share, from 0 to 1.</param>
    public ShadowShare(double share)
    {
        Share = share;
        _isAll = share >= 1;
        _chosenBelow = _isAll ? ulong.MaxValue : (ulong)(share * Math.ScaleB(1, 64));
    }

    /// <summary>The share, from 0 to 1.</summary>
    public double Share { get; }

    /// <summary>Whether the next request is chosen.</summary>
    public bool Chooses() => _isAll || (_chosenBelow != 0 && Next() < _chosenBelow);

    /// <summary>Makes this thread's choices repeatable, for tests.</summary>
    internal static void Seed(ulong seed) => _state = seed;

    private static ulong Next()
    {
        if (_state == 0) Start();
        var mixed = _state += Step;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58_476d_1ce4_e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d0_49bb_1331_11eb;
        return mixed ^ (mixed >> 31);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Start()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        _state = BitConverter.ToUInt64(random) | 1;
    }
}

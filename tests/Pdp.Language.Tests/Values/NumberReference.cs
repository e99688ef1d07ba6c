using System.Numerics;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Values;

/// <summary>The numbers at which implementations go wrong, and exact arithmetic to judge results by.</summary>
internal static class NumberReference
{
    public static readonly long[] Ints =
    [
        long.MinValue, long.MinValue + 1, -9007199254740993, -9007199254740992, -4294967296, -2, -1, 0, 1, 2, 3, 7,
        4294967295, 9007199254740991, 9007199254740992, 9007199254740993, 9223372036854774784, 9223372036854775806,
        long.MaxValue,
    ];

    public static readonly ulong[] Uints =
    [
        0, 1, 2, 3, 7, 9007199254740992, 9007199254740993, long.MaxValue, 9223372036854775808, 9223372036854775809,
        18446744073709549568, 18446744073709551614, ulong.MaxValue,
    ];

    public static readonly double[] Doubles =
    [
        double.NegativeInfinity, double.MinValue, -18446744073709551616.0, -9223372036854777856.0,
        -9223372036854775808.0, -9007199254740992.0, -1.5, -1.0, -0.5, -double.Epsilon, -0.0, 0.0, double.Epsilon, 0.5,
        1.0, 1.5, 2.0, 3.0, 3.5, 7.0, 4294967295.0, 9007199254740991.0, 9007199254740992.0, 9007199254740994.0,
        9223372036854774784.0, 9223372036854775808.0, 18446744073709549568.0, 18446744073709551616.0, double.MaxValue,
        double.PositiveInfinity, double.NaN,
    ];

    public static IEnumerable<Value> All =>
        Ints.Select(Value.From).Concat(Uints.Select(Value.FromUint)).Concat(Doubles.Select(Value.From));

    /// <summary>Compares exactly: as fractions over 2^1074, with room for the infinities.</summary>
    public static int? Compare(Value left, Value right)
    {
        if (IsNaN(left) || IsNaN(right)) return null;
        return Exact(left).CompareTo(Exact(right));
    }

    private static bool IsNaN(Value value) => value.IsDouble && double.IsNaN(value.AsDouble);

    private static BigInteger Exact(Value value)
    {
        if (value.IsInt) return (BigInteger)value.AsInt << 1074;
        if (value.IsUint) return (BigInteger)value.AsUint << 1074;
        var number = value.AsDouble;
        if (double.IsInfinity(number)) return (number > 0 ? BigInteger.One : BigInteger.MinusOne) << 4000;
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(number));
        var exponent = (int)(bits >> 52);
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        var magnitude = exponent == 0 ? mantissa : (BigInteger)(mantissa | 0x10_0000_0000_0000) << exponent - 1;
        return number < 0 ? -magnitude : magnitude;
    }
}

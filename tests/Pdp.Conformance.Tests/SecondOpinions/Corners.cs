using Pdp.Conformance.Tests.Data;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>The values of each kind at which implementations go wrong, and some that are plain.</summary>
internal sealed class Corners(Random random)
{
    private static readonly long[] Ints =
    [
        0, 1, -1, 2, 3, 5, 7, 10, 42, 64, 100, -7, 255, 1_000, int.MaxValue, int.MinValue, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1,
        long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1, 1_700_000_000, -62_135_596_800, 253_402_300_799,
    ];

    private static readonly ulong[] Uints =
        [0, 1, 2, 3, 7, 10, 42, 100, uint.MaxValue, 1UL << 53, (1UL << 53) + 1, 1UL << 63, long.MaxValue, ulong.MaxValue, ulong.MaxValue - 1];

    private static readonly double[] Doubles =
    [
        0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1.5, 2.5, -2.5, 3.14159, 0.1, 1e-4, 1e-5, 1e-6, 1e-7, 123456.789, 1e15, 1e20, 1e21, 1e22, 1e100,
        double.MaxValue, double.MinValue, double.Epsilon, 2.2250738585072014e-308, double.NaN, double.PositiveInfinity,
        double.NegativeInfinity, 9007199254740992.0, 9007199254740993.0, 9223372036854775807.0, -9223372036854775808.0,
        9223372036854774784.0, 18446744073709551615.0, 18446744073709549568.0, 4.35, 1.005, 42.0,
    ];

    private static readonly string[] Strings =
    [
        "", "a", "b", "ab", "abc", "banana", "Hello, World", "0", "1", "-1", "42", "007", "3.5", "true", "false", "null", "a.b", "x y",
        " padded\t", "line\nbreak", "quote'\"", "back\\slash", "é", "e\u0301", "ß", "İ", "日本語", "😀", "a😀b", "😀😀", "\U0010FFFF",
        "\uE000", "\uFFFD", "\u00A0x\u3000", "\u200Bx", "\0", "\u0007", "%", "%d", "key", "k", "user:alice", "foo/bar", "AbC", "ÀÉ", "ﬀ",
    ];

    private static readonly byte[][] Octets =
        [[], [0], [97], [97, 98, 99], [255], [0xC3, 0xA9], [0xC3], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF, 97], [0, 1, 2]];

    private static readonly (long Seconds, int Nanos)[] Instants =
    [
        (0, 0), (1, 0), (-1, 999_999_999), (1_700_000_000, 123_456_789), (1_709_164_800, 0), (951_782_400, 500_000_000),
        (Timestamp.MinSeconds, 0), (Timestamp.MaxSeconds, 999_999_999), (-1_000_000_000, 1_000), (1_711_846_799, 0), (1_711_846_800, 0),
        (1_730_595_600, 0), (4_102_444_799, 999_000_000), (-2_208_988_800, 0), (-30_000_000_000, 0),
    ];

    private static readonly long[] Durations =
    [
        0, 1, -1, 1_000, 1_000_000, 1_000_000_000, -1_000_000_000, 3_600_000_000_000, 5_400_000_000_000, -90_500_000_000, 123_456_789_012,
        86_400_000_000_000, long.MaxValue, long.MinValue, 60_001_000_000,
    ];

    private static readonly string[] TypeNames =
    [
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "google.protobuf.Timestamp",
        "google.protobuf.Duration",
    ];

    public T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public bool Chance(int percent) => random.Next(100) < percent;

    /// <summary>A value that fits a shape.</summary>
    public Value Of(Shape shape) => shape.Kind switch
    {
        Kind.Bool => Chance(50) ? Value.True : Value.False,
        Kind.Int => Value.From(Chance(40) ? random.Next(-3, 12) : Pick(Ints)),
        Kind.Uint => Value.FromUint(Chance(40) ? (ulong)random.Next(0, 12) : Pick(Uints)),
        Kind.Double => Value.From(Double()),
        Kind.String => Value.From(Pick(Strings)),
        Kind.Bytes => Value.From(new CelBytes(Pick(Octets))),
        Kind.Timestamp => Instant(),
        Kind.Duration => Value.FromDuration(Chance(30) ? random.NextInt64(-10_000, 10_000) * 100_000_000 : Pick(Durations)),
        Kind.Null => Value.Null,
        Kind.Type => Value.From(new CelTypeValue(JsonTypes.Named(Pick(TypeNames)))),
        Kind.List => Value.From(new CelList([.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => Of(Part(shape.Item)))])),
        _ => Map(shape),
    };

    /// <summary>The kind wanted, or now and then another one.</summary>
    public Kind Part(Kind kind) => Chance(4) ? Any() : kind;

    /// <summary>Any kind that has no parts.</summary>
    public Kind Any() => (Kind)random.Next(0, (int)Kind.Type);

    private double Double() => random.Next(4) switch
    {
        0 => random.Next(-20, 20),
        1 => Math.Round(random.NextDouble() * 1000, random.Next(0, 6)),
        2 when Chance(20) => BitConverter.Int64BitsToDouble(random.NextInt64()),
        _ => Pick(Doubles),
    };

    private Value Instant()
    {
        if (!Chance(30)) return Value.From(new Timestamp(Pick(Instants).Seconds, Pick(Instants).Nanos));
        return Value.From(new Timestamp(random.NextInt64(-2_000_000_000, 4_000_000_000), Chance(50) ? 0 : random.Next(1_000_000_000)));
    }

    private Value Map(Shape shape)
    {
        var map = Value.From(StringMap.Empty);
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            var key = shape.Key == Kind.String && Chance(50) ? Value.From(Pick(Fields)) : Of(shape.Key);
            var entries = Enumerable.Range(0, map.AsMap!.Count).Select(map.AsMap.EntryAt);
            var larger = ValueMap.Create([.. entries, KeyValuePair.Create(key, Of(Part(shape.Item)))]);
            if (!larger.IsError) map = larger;
        }

        return map;
    }

    /// <summary>Names of members, some of which are words of the language.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["a", "b", "k", "key", "if", "package", "size", "x0", "_y"];
}

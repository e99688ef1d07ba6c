using System.Text;
using CsCheck;
using Pdp.Language.Tests.Runtime;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Cost;

/// <summary>Random values of a type, short and long, among them those that functions understand.</summary>
internal static class ValueGen
{
    private static readonly Gen<Value> Text = Gen.Frequency(
        (4, Gen.OneOf(
            "", "a", "ab", "b", "é", "😀a", "1", "-7", "2.5", "true", "1h30m", "2024-01-01T00:00:00Z", "10.0.0.1", "::1",
            "10.0.0.0/8", "YWJj", "Europe/Berlin", "+01:00", "%s", "%d %s %%", "%.3f %e", "%x %X %b %o", "a+", "(a)", "[a-z]*|b",
            "a,b,c", ",", "\\1", "\"\t")),
        (3, Gen.Select(Gen.OneOf("a", "ab", "a,", "é", "😀", "%s", "1"), Gen.Int[0, 40], Repeat)),
        (1, Gen.Select(Gen.OneOf("a", "b", ",a", "é"), Gen.Int[0, 2_500], Repeat))).Select(Value.From);

    private static readonly Gen<Value> Bytes = Gen.OneOf(Gen.Int[0, 8], Gen.Int[0, 3_000])
        .Select(length => Value.From(new CelBytes([.. Enumerable.Range(0, length).Select(i => (byte)(97 + i % 3))])));

    private static readonly Gen<Value> Int = Gen.OneOf(Gen.Int[-2, 12], Gen.Int[0, 400]).Select(i => Value.From((long)i));

    private static readonly Gen<Value> Double = Gen.OneOf(0.0, 1.0, -2.5, 1e300, double.NaN, double.PositiveInfinity).Select(Value.From);

    private static readonly Gen<Value> Scalar = Gen.OneOf(
        Gen.Const(Value.Null), Gen.Bool.Select(Value.From), Int, Gen.UInt[0, 9].Select(i => Value.FromUint(i)), Double);

    public static Gen<Value> Of(CelType type, int depth = 2) => type.Kind switch
    {
        CelTypeKind.Null => Gen.Const(Value.Null),
        CelTypeKind.Bool => Gen.Bool.Select(Value.From),
        CelTypeKind.Int => Int,
        CelTypeKind.Uint => Gen.UInt[0, 9].Select(i => Value.FromUint(i)),
        CelTypeKind.Double => Double,
        CelTypeKind.String => Text,
        CelTypeKind.Bytes => Bytes,
        CelTypeKind.Timestamp => Gen.Int[0, 2_000_000_000].Select(s => Value.From(new Timestamp(s, 0))),
        CelTypeKind.Duration => Gen.Int.Select(n => Value.FromDuration(n)),
        CelTypeKind.List => List(Of(type.Parameters[0], depth - 1), depth),
        CelTypeKind.Map => Map(Of(type.Parameters[1], depth - 1)),
        CelTypeKind.Type => Gen.Const(Value.From(new CelTypeValue(CelType.Int))),
        CelTypeKind.Opaque => type.Name switch
        {
            "net.IP" => Gen.OneOf("10.0.0.1", "::1").Select(text => CelIp.Parse(text)),
            "net.CIDR" => Gen.OneOf("10.0.0.0/8", "::/0").Select(text => CelCidr.Parse(text)),
            _ => Gen.OneOf(
                Gen.Const(Value.From(CelOptional.None)), Of(type.Parameters[0], depth - 1).Select(v => Value.From(CelOptional.Of(v)))),
        },
        _ => Any(depth),
    };

    private static Gen<Value> Any(int depth)
    {
        if (depth <= 0) return Gen.OneOf(Scalar, Text, Bytes);
        var inner = Any(depth - 1);
        return Gen.Frequency(
            (3, Scalar), (4, Text), (1, Bytes), (2, List(inner, depth)), (1, Map(inner)),
            (1, inner.Select(value => Value.From(CelOptional.Of(value)))));
    }

    private static Gen<Value> List(Gen<Value> element, int depth) => Gen
        .Frequency((4, element.Array[0, 5]), (1, element.Array[0, depth > 1 ? 20 : 90]))
        .Select(items => Value.From(new CelList(items)));

    private static Gen<Value> Map(Gen<Value> value) => Gen.Select(Text.Array[0, 6], value.Array[6]).Select((keys, values) =>
        AccessTests.Map([.. keys.Select(key => key.AsString!).Distinct().Zip(values)]));

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}

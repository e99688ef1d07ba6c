using CsCheck;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Wire.Tests;

/// <summary>Requests such as callers may send.</summary>
internal static class Generators
{
    private const long LargestExact = 9_007_199_254_740_992;

    /// <summary>Text that is well-formed, from any plane.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.String.AlphaNumeric,
        Gen.Int[0x20, 0x10ffff].Where(static c => c is < 0xd800 or > 0xdfff).Select(char.ConvertFromUtf32).Array[0, 8]
            .Select(static parts => string.Concat(parts)));

    private static readonly Gen<string> Name = Text.Where(static t => t.Length > 0);

    private static readonly Gen<Value> Scalar = Gen.OneOf(
        Gen.Const(Value.Null),
        Gen.Bool.Select(static b => Value.From(b)),
        Gen.Long[-LargestExact, LargestExact].Select(static i => Value.From(i)),
        Gen.Double.Where(static d => double.IsFinite(d) && (Math.Floor(d) != d || Math.Abs(d) > LargestExact)).Select(static d => Value.From(d)),
        Text.Select(static t => Value.From(t)));

    /// <summary>Any JSON value.</summary>
    public static Gen<Value> Json { get; } = Gen.Recursive<Value>(static (depth, inner) => depth >= 4
        ? Scalar
        : Gen.Frequency(
            (4, Scalar),
            (1, inner.Array[0, 4].Select(static items => Value.From(new CelList(items)))),
            (1, MapOf(inner).Select(static map => Value.From((CelObject)map)))));

    /// <summary>Any JSON object.</summary>
    public static Gen<StringMap> Map { get; } = MapOf(Json);

    /// <summary>Any request.</summary>
    public static Gen<Request> Request { get; } =
        from subject in Gen.Select(Name, Name, Map)
        from action in Gen.Select(Name, Map)
        from resource in Gen.Select(Name, Name, Map)
        from context in Map
        select new Request(
            new Entity(subject.Item1, subject.Item2, subject.Item3), new ActionInfo(action.Item1, action.Item2),
            new Entity(resource.Item1, resource.Item2, resource.Item3), context);

    private static Gen<StringMap> MapOf(Gen<Value> values) =>
        Gen.Select(Text, values).Array[0, 4].Select(static pairs => new StringMap(
            [.. pairs.DistinctBy(static p => p.Item1, StringComparer.Ordinal).Select(static p => KeyValuePair.Create(p.Item1, p.Item2))]));
}

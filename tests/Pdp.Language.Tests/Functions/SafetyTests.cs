using CsCheck;
using Pdp.Language.Functions;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class SafetyTests
{
    private static readonly Gen<Value> _ints = Gen.OneOf(
        Gen.Long.Select(Value.From),
        Gen.OneOf(long.MinValue, -1L, 0, 1, 2, 63, 64, 65, 1_000_001, int.MaxValue, (long)int.MaxValue + 1, long.MaxValue).Select(Value.From));

    private static readonly Gen<Value> _doubles = Gen.OneOf(
        Gen.Double.Select(Value.From),
        Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.MaxValue, double.Epsilon).Select(Value.From));

    private static readonly Gen<Value> _strings = Gen.OneOf(
        Gen.OneOf(
            "", "a", "😀", "é\n", "%", "%.", "%.9f%s%d%x", "(", "(a)(b)", "(a*)*", "[", "\\", "\\1", "1h", "-9223372036854775808ns", "7d",
            "2009-02-13T23:31:30Z", "9999-12-31T23:59:59.999999999Z", "0001-01-01T00:00:00+23:59", "10.0.0.1", "::1", "::/0", "10.0.0.0/8",
            "::ffff:1.2.3.4", "1e400", "NaN", "Europe/Berlin", "+14:00", "-23:59", "====", "aGk").Select(Value.From),
        Gen.OneOf("a", "é", "😀", "%s", "%", "(", ")", "*", "\\", "1", ":", ".", "/", "-", "=").Array[0, 12].Select(string.Concat).Select(Value.From));

    private static readonly Value[] _others =
    [
        Value.Null, Value.True, Value.FromUint(ulong.MaxValue), Value.FromDuration(long.MinValue), Value.FromDuration(long.MaxValue),
        Value.From(new Timestamp(Timestamp.MinSeconds, 0)), Value.From(new Timestamp(Timestamp.MaxSeconds, 999_999_999)),
        Run.Of(new byte[] { 0xFF, 0x00 }), Value.From(CelOptional.None), Value.From(CelOptional.Of(Value.Null)), CelIp.Parse("10.0.0.1"),
        CelCidr.Parse("::/0"), CelCidr.Parse("10.1.2.3/8"), Run.Call("type", Value.Null), Run.Map(1, "a", true, Run.List(1), "k", 1.5),
        Run.Map("a", 1), Value.From(StringMap.Empty),
    ];

    private static readonly Gen<Value> _values = Gen.Recursive<Value>((depth, inner) =>
    {
        var scalar = Gen.OneOf(_ints, _doubles, _strings, Gen.OneOf(_others));
        return depth > 2 ? scalar : Gen.OneOf(scalar, inner.Array[0, 5].Select(items => Value.From(new CelList(items))));
    });

    /// <summary>Arguments of the declared kinds; lists hold whatever lists can, for only their kind is looked at.</summary>
    private static Gen<Value> Argument(CelType type) => type.Kind switch
    {
        CelTypeKind.Int => _ints,
        CelTypeKind.Double => _doubles,
        CelTypeKind.String => _strings,
        CelTypeKind.Uint => Gen.ULong.Select(Value.FromUint),
        CelTypeKind.List => _values.Array[0, 6].Select(items => Value.From(new CelList(items))),
        CelTypeKind.Dyn or CelTypeKind.Parameter => _values,
        _ => Gen.OneOf([.. _others.Where(value => Fits(type, value.Kind))]),
    };

    private static bool Fits(CelType type, ValueKind kind) => type.Name switch
    {
        "google.protobuf.Timestamp" => kind == ValueKind.Timestamp,
        "google.protobuf.Duration" => kind == ValueKind.Duration,
        "optional_type" => kind == ValueKind.Optional,
        "net.IP" => kind == ValueKind.Ip,
        "net.CIDR" => kind == ValueKind.Cidr,
        var name => string.Equals(name, kind.ToString(), StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>Functions that do not evaluate all of their arguments and so are no calls of code.</summary>
    private static readonly string[] _lazy = ["optional_or_optional", "optional_orValue_value"];

    public static TheoryData<string> Ids => [.. Run.All.Select(overload => overload.Id).Except(_lazy)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void No_function_throws_or_yields_nothing_whatever_its_arguments(string id)
    {
        var overload = Run.All.Single(candidate => candidate.Id == id);
        var arguments = overload.Parameters.Length == 0
            ? Gen.Const(Array.Empty<Value>())
            : overload.Parameters.Select(Argument).Aggregate(
                Gen.Const(Array.Empty<Value>()), (all, next) => Gen.Select(all, next, (done, value) => (Value[])[.. done, value]));
        arguments.Sample(values =>
        {
            var result = Run.Call(Run.NewFrame(20_000), id, values);
            AssertFits(overload, result);
            return true;
        }, iter: 60);
    }

    [Fact]
    public void Every_function_says_what_it_does_and_has_code() => Assert.All(Run.All, overload =>
    {
        Assert.Equal(!_lazy.Contains(overload.Id), overload.Code is not null);
        Assert.NotEmpty(overload.Description!);
        Assert.True(overload.IsPure);
    });

    [Fact]
    public void The_registries_hold_what_they_promise()
    {
        Assert.NotEmpty(StandardLibrary.Core.Find("matches"));
        Assert.Empty(StandardLibrary.Core.Find("charAt"));
        Assert.Same(StandardLibrary.Policies, StandardLibrary.Policies);
        Assert.All(Run.All, overload => Assert.Same(overload, StandardLibrary.Policies.FindById(overload.Id)));
    }

    private static void AssertFits(Overload overload, Value result)
    {
        if (result.IsError) return;
        var wanted = overload.Result.Kind;
        if (wanted is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double or CelTypeKind.Bool or CelTypeKind.String
            && !overload.Parameters.Any(parameter => parameter.Kind == CelTypeKind.List))
        {
            Assert.Equal(wanted.ToString(), result.Kind.ToString());
        }
    }
}

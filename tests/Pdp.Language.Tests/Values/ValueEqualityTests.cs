using CsCheck;
using Pdp.Language.Tests.Functions;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Values;

public sealed class ValueEqualityTests
{
    private static readonly Gen<Value> _scalars = Gen.OneOf(
        Value.Null, Value.True, Value.False, Value.From(0), Value.FromUint(0), Value.From(-0.0), Value.From(1), Value.FromUint(1),
        Value.From(1.0), Value.From(double.NaN), Value.From(long.MaxValue), Value.From(9223372036854775808.0),
        Value.FromUint(9223372036854775808), Value.From(""), Value.From("1"), Value.From("a"), Run.Of(new byte[] { 97 }),
        Value.FromDuration(1), Value.From(new Timestamp(0, 1)), Value.From(new Timestamp(Timestamp.MinSeconds, 0)),
        Run.Call("type", Value.From(1)), Run.Call("type", Value.From("")), Value.From(CelOptional.None), CelIp.Parse("::1"),
        CelIp.Parse("0.0.0.1"), CelCidr.Parse("::1/128"));

    private static readonly Gen<Value> _keys = Gen.OneOf(
        Value.True, Value.False, Value.From(1), Value.FromUint(1), Value.FromUint(2), Value.From("a"), Value.From("b"));

    private static readonly Gen<Value> _values = Gen.Recursive<Value>((depth, inner) => depth > 2
        ? _scalars
        : Gen.Frequency(
            (3, _scalars),
            (1, inner.Array[0, 3].Select(items => Value.From(new CelList(items)))),
            (1, inner.Select(value => value.IsError ? value : Value.From(CelOptional.Of(value)))),
            (1, Gen.Select(_keys, inner, KeyValuePair.Create).Array[0, 3].Select(ValueMap.Create).Where(map => !map.IsError))));

    [Fact]
    public void Equality_is_symmetric_and_transitive_and_hashes_agree_with_it() =>
        Gen.Select(_values, _values, _values).Sample((a, b, c) =>
        {
            var equal = ValueEquality.AreEqual(a, b);
            Assert.Equal(equal, ValueEquality.AreEqual(b, a));
            if (equal) Assert.Equal(ValueEquality.Hash(a), ValueEquality.Hash(b));
            if (equal && ValueEquality.AreEqual(b, c)) Assert.True(ValueEquality.AreEqual(a, c));
            Assert.Null(ValueEquality.TryAreEqual(Run.NewFrame(), a, b, out var budgeted));
            Assert.Equal(equal, budgeted);
        }, iter: 20_000);

    [Fact]
    public void Every_value_equals_itself_unless_it_holds_nan() => _values.Sample(value =>
        ValueEquality.AreEqual(value, value) != CelText.ToLiteral(value).Contains("NaN", StringComparison.Ordinal));

    [Fact]
    public void Order_is_total_within_a_type_and_agrees_with_equality() =>
        Gen.Select(_values, _values, _values).Sample((a, b, c) =>
        {
            if (!ValueOrder.TryCompare(a, b, out var ab)) return;
            Assert.True(ValueOrder.TryCompare(b, a, out var ba));
            Assert.Equal(ab == 0, ValueEquality.AreEqual(a, b));
            if (ab != ValueOrder.Unordered) Assert.Equal(Math.Sign(ab), -Math.Sign(ba));
            if (!ValueOrder.TryCompare(b, c, out _)) return;
            var (x, y, z) = (ValueOrder.CompareForSort(a, b), ValueOrder.CompareForSort(b, c), ValueOrder.CompareForSort(a, c));
            if (x <= 0 && y <= 0) Assert.True(z <= 0);
        }, iter: 20_000);

    [Fact]
    public void Equality_allocates_nothing()
    {
        var left = Run.List(1, 2.5, "text", Run.Map("k", Run.List(1u)), Run.Map(1, 2), Value.From(CelOptional.Of(Value.From(3))));
        var right = Run.List(1.0, 2.5, "text", Run.Map("k", Run.List(1)), Run.Map(1u, 2), Value.From(CelOptional.Of(Value.From(3.0))));
        Assert.True(ValueEquality.AreEqual(left, right));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) ValueEquality.AreEqual(left, right);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Values_of_any_depth_are_compared()
    {
        var (left, right, other) = (Value.From(1), Value.From(1.0), Value.From(2));
        for (var i = 0; i < 100_000; i++)
        {
            (left, right, other) = i % 3 == 0
                ? (Run.Map("k", left), Run.Map("k", right), Run.Map("k", other))
                : (Run.List(left), Run.List(right), Run.List(other));
        }

        Assert.True(ValueEquality.AreEqual(left, right));
        Assert.False(ValueEquality.AreEqual(left, other));
        Assert.NotEmpty(CelText.ToLiteral(left));
    }

    [Fact]
    public void Comparing_what_shares_its_parts_ends_with_the_budget()
    {
        var (left, right) = (Run.List(1), Run.List(1));
        for (var i = 0; i < 60; i++) (left, right) = (Run.List(left, left), Run.List(right, right));
        Assert.NotNull(ValueEquality.TryAreEqual(Run.NewFrame(10_000), left, right, out _));
    }

    [Fact]
    public void Null_and_containers_have_no_order()
    {
        Value[] unordered = [Value.Null, Run.List(1), Run.Map("a", 1), Value.From(CelOptional.None), CelIp.Parse("::1"), Run.Call("type", Value.Null)];
        foreach (var value in unordered)
        {
            Assert.False(ValueOrder.TryCompare(value, value, out _));
            Assert.False(ValueOrder.TryCompare(value, Value.From(1), out _));
        }
    }
}

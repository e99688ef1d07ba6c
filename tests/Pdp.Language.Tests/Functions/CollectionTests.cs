using CsCheck;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class CollectionTests
{
    private static readonly Gen<Value> _items = Gen.OneOf(
        Value.From(1), Value.FromUint(1), Value.From(1.0), Value.From(2), Value.From("a"), Value.From("b"), Value.Null,
        Value.True, Value.From(double.NaN), Run.List(1), Run.List(1.0), Run.List("a", Run.List()), Run.Map("a", 1));

    private static readonly Gen<Value> _lists = _items.Array[0, 20].Select(items => Value.From(new CelList(items)));

    [Theory]
    [InlineData("[1, 2, 3, 4].slice(1, 3)", "[2, 3]")]
    [InlineData("[1, 2].slice(2, 2)", "[]")]
    [InlineData("[1, 2].slice(0, 3)", null)]
    [InlineData("[1, 2].slice(-1, 1)", null)]
    [InlineData("[1, 2].slice(2, 1)", null)]
    [InlineData("[[1], [2, 3]].flatten()", "[1, 2, 3]")]
    [InlineData("[dyn([1, [2]]), dyn(3)].flatten(1)", "[dyn(1), dyn([2]), dyn(3)]")]
    [InlineData("[dyn([1, [2, [3]]])].flatten(9)", "[1, 2, 3]")]
    [InlineData("[dyn([1])].flatten(0)", "[[1]]")]
    [InlineData("[dyn(1)].flatten(-1)", null)]
    [InlineData("lists.range(4)", "[0, 1, 2, 3]")]
    [InlineData("lists.range(0)", "[]")]
    [InlineData("lists.range(-1)", null)]
    [InlineData("lists.range(1000001)", null)]
    [InlineData("[1, 2, 3].reverse()", "[3, 2, 1]")]
    [InlineData("[1, 2, 1, 3, 2].distinct()", "[1, 2, 3]")]
    [InlineData("[dyn(1), dyn(1.0), dyn(1u), dyn('1')].distinct()", "[dyn(1), dyn('1')]")]
    [InlineData("[[1], [1], [2]].distinct()", "[[1], [2]]")]
    [InlineData("[3, 1, 2].sort()", "[1, 2, 3]")]
    [InlineData("['b', 'a'].sort()", "['a', 'b']")]
    [InlineData("[true, false].sort()", "[false, true]")]
    [InlineData("[b'b', b'a'].sort()", "[b'a', b'b']")]
    [InlineData("[duration('2s'), duration('1s')].sort()", "[duration('1s'), duration('2s')]")]
    [InlineData("dyn([1, 'a']).sort()", null)]
    [InlineData("dyn([null, null]).sort()", null)]
    [InlineData("[1, 2, 2].isSorted()", "true")]
    [InlineData("[2, 1].isSorted()", "false")]
    [InlineData("[3, 1, 2].min()", "1")]
    [InlineData("['a', 'c', 'b'].max()", "'c'")]
    [InlineData("dyn([]).max()", null)]
    [InlineData("[1, 2, 3].sum()", "6")]
    [InlineData("[1.5, 2.5].sum()", "4.0")]
    [InlineData("[duration('1s'), duration('2s')].sum()", "duration('3s')")]
    [InlineData("[9223372036854775807, 1].sum()", null)]
    [InlineData("dyn(['a']).sum()", null)]
    [InlineData("[1, 2, 1].indexOf(1)", "0")]
    [InlineData("[1, 2, 1].lastIndexOf(1)", "2")]
    [InlineData("[1, 2, 1].indexOf(5)", "-1")]
    [InlineData("[dyn([1])].indexOf(dyn([1.0]))", "0")]
    [InlineData("[1, 2].first()", "optional.of(1)")]
    [InlineData("[1, 2].last()", "optional.of(2)")]
    [InlineData("[].first().hasValue()", "false")]
    [InlineData("one(['x'])", "'x'")]
    [InlineData("one([])", null)]
    [InlineData("one([1, 2])", null)]
    public void Lists(string text, string? expected) => Cel.AssertEqual(text, expected);

    [Theory]
    [InlineData("sets.contains([1, 2, 3], [2, 3])", true)]
    [InlineData("sets.contains([1], [])", true)]
    [InlineData("sets.contains([], [1])", false)]
    [InlineData("sets.contains([dyn(1)], [dyn(1.0), dyn(1u)])", true)]
    [InlineData("sets.contains([[1], [2, 3]], [[2, 3]])", true)]
    [InlineData("sets.equivalent([1, 1, 2], [2, 1])", true)]
    [InlineData("sets.equivalent([1], [1, 2])", false)]
    [InlineData("sets.equivalent([], [])", true)]
    [InlineData("sets.intersects([1, 2], [2, 3])", true)]
    [InlineData("sets.intersects([1], [2])", false)]
    [InlineData("sets.intersects([], [])", false)]
    [InlineData("sets.intersects([0.0 / 0.0], [0.0 / 0.0])", false)]
    public void Sets(string text, bool expected) => Cel.AssertEqual(text, expected ? "true" : "false");

    [Fact]
    public void Sets_agree_with_comparing_each_with_each() => Gen.Select(_lists, _lists).Sample((left, right) =>
    {
        var (a, b) = (left.AsList!.Items.ToArray(), right.AsList!.Items.ToArray());
        bool In(Value item, Value[] list) => list.Any(other => ValueEquality.AreEqual(item, other));
        return Run.Call("list_sets_contains_list", left, right).AsBool == b.All(item => In(item, a))
            && Run.Call("list_sets_equivalent_list", left, right).AsBool == (b.All(item => In(item, a)) && a.All(item => In(item, b)))
            && Run.Call("list_sets_intersects_list", left, right).AsBool == a.Any(item => In(item, b));
    });

    [Fact]
    public void Distinct_keeps_the_first_of_equals() => _lists.Sample(list =>
    {
        var expected = new List<Value>();
        foreach (var item in list.AsList!.Items)
            if (!expected.Any(other => ValueEquality.AreEqual(item, other))) expected.Add(item);
        return CelText.ToLiteral(Run.Call("list_distinct", list)) == CelText.ToLiteral(Value.From(new CelList([.. expected])));
    });

    [Fact]
    public void Empty_sums_are_zeros_of_their_type()
    {
        Assert.Equal("0", Run.Show("list_int_sum", Run.List()));
        Assert.Equal("0u", Run.Show("list_uint_sum", Run.List()));
        Assert.Equal("0.0", Run.Show("list_double_sum", Run.List()));
        Assert.Equal("duration('0s')", Run.Show("list_google.protobuf.Duration_sum", Run.List()));
    }

    [Fact]
    public void Flattening_is_bounded_even_when_lists_share_their_parts()
    {
        var list = Run.List(1, 2);
        for (var i = 0; i < 40; i++) list = Run.List(list, list);
        Assert.True(Run.Call("list_flatten_int", list, Value.From(100)).IsError);
    }

    [Fact]
    public void Comparing_lists_that_share_their_parts_is_bounded()
    {
        var (left, right) = (Run.List(1), Run.List(1));
        for (var i = 0; i < 60; i++) (left, right) = (Run.List(left, left), Run.List(right, right));
        Assert.True(Run.Call("list_sets_contains_list", Run.List(left), Run.List(right)).IsError);
        Assert.True(Run.Call("list_a_index_of_int", Run.List(left), right).IsError);
    }

    [Theory]
    [InlineData("optional.of(1).value()", "1")]
    [InlineData("optional.none().hasValue()", "false")]
    [InlineData("optional.of(1).orValue(1 / 0)", "1")]
    [InlineData("optional.of(1).or(optional.of(1 / 0)).value()", "1")]
    [InlineData("optional.none().or(optional.none()).or(optional.of(3)).value()", "3")]
    [InlineData("optional.ofNonZeroValue(0).hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue(0u).hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue(-0.0).hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue('').hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue(b'').hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue([]).hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue({}).hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue(null).hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue(false).hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue(duration('0s')).hasValue()", "false")]
    [InlineData("optional.ofNonZeroValue(' ')", "optional.of(' ')")]
    [InlineData("optional.none().orValue(5)", "5")]
    [InlineData("optional.of(1).or(optional.of(2))", "optional.of(1)")]
    [InlineData("optional.none().or(optional.of(2))", "optional.of(2)")]
    [InlineData("dyn(optional.none()).value()", null)]
    [InlineData("optional.none() == optional.none()", "true")]
    [InlineData("optional.of(1) == optional.of(dyn(1.0))", "true")]
    [InlineData("optional.of(1) == optional.none()", "false")]
    [InlineData("optional.unwrap([optional.of(1), optional.none(), optional.of(3)])", "[1, 3]")]
    [InlineData("[optional.none(), optional.of(3)].unwrapOpt()", "[3]")]
    public void Optionals(string text, string? expected) => Cel.AssertEqual(text, expected);
}

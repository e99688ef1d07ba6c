using Pdp.Language.Tests.Functions;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Values;

public sealed class ValueMapTests
{
    [Fact]
    public void A_number_finds_the_key_of_any_type_that_is_equal()
    {
        var map = Run.Map(1, "int", 2u, "uint", "1", "string", true, "bool").AsMap!;
        Assert.Equal("int", Find(1));
        Assert.Equal("int", Find(1u));
        Assert.Equal("int", Find(1.0));
        Assert.Equal("uint", Find(2));
        Assert.Equal("uint", Find(2.0));
        Assert.Equal("string", Find("1"));
        Assert.Equal("bool", Find(true));
        foreach (var absent in new object?[] { 3.1, 3, double.NaN, double.PositiveInfinity, false, null, "x", new byte[] { 1 } })
            Assert.Null(Find(absent));
        Assert.False(map.TryGet(Run.List(1), out _));

        string? Find(object? key) => map.TryGet(Run.Of(key), out var value) ? value.AsString : null;
    }

    [Fact]
    public void A_map_of_strings_is_a_string_map_and_keeps_the_order()
    {
        var map = Assert.IsType<StringMap>(Run.Map("b", 1, "a", 2).AsMap);
        Assert.Equal("b", map.EntryAt(0).Key.AsString);
        Assert.True(map.TryGet("a", out var value));
        Assert.Equal(2, value.AsInt);
        Assert.Same(StringMap.Empty, ValueMap.Create([]).AsMap);
    }

    [Theory]
    [InlineData(1, 1, "the map key `1` occurs twice")]
    [InlineData(0, 0u, "the map key `0u` occurs twice")]
    [InlineData("a", "a", "the map key `'a'` occurs twice")]
    [InlineData(1.5, 1, "a map key must be bool, int, uint or string, got double")]
    [InlineData("a", null, "a map key must be bool, int, uint or string, got null")]
    public void Rejects_repeated_and_impossible_keys(object? first, object? second, string message)
    {
        var map = ValueMap.Create(
            [KeyValuePair.Create(Run.Of(first), Value.Null), KeyValuePair.Create(Run.Of(second), Value.Null)]);
        Assert.Equal(message, map.AsError?.Message);
    }
}

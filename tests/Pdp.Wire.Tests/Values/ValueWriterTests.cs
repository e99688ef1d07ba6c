using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.Wire.Values;
using Xunit;
using WireValue = Google.Protobuf.WellKnownTypes.Value;

namespace Pdp.Wire.Tests.Values;

public sealed class ValueWriterTests
{
    [Theory]
    [InlineData(9007199254740992L, "9007199254740992")]
    [InlineData(-9007199254740992L, "-9007199254740992")]
    [InlineData(9007199254740993L, "\"9007199254740993\"")]
    [InlineData(long.MaxValue, "\"9223372036854775807\"")]
    [InlineData(long.MinValue, "\"-9223372036854775808\"")]
    public void An_int_that_a_double_cannot_hold_is_written_in_decimals(long number, string json) =>
        Assert.Equal(Parse(json), ValueWriter.ToMessage(Value.From(number)));

    [Fact]
    public void So_is_a_uint()
    {
        Assert.Equal(WireValue.ForNumber(7), ValueWriter.ToMessage(Value.FromUint(7)));
        Assert.Equal(WireValue.ForString("18446744073709551615"), ValueWriter.ToMessage(Value.FromUint(ulong.MaxValue)));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_double_that_JSON_lacks_is_written_by_name(double number, string name) =>
        Assert.Equal(WireValue.ForString(name), ValueWriter.ToMessage(Value.From(number)));

    [Fact]
    public void Other_kinds_are_written_as_text()
    {
        Assert.Equal(WireValue.ForString("AQL/"), ValueWriter.ToMessage(Value.From(new CelBytes([1, 2, 255]))));
        Assert.Equal(WireValue.ForString("90s"), ValueWriter.ToMessage(Value.FromDuration(90_000_000_000)));
        Assert.Equal(WireValue.ForString("1970-01-01T00:00:01Z"), ValueWriter.ToMessage(Value.From(new Timestamp(1, 0))));
        Assert.Equal(WireValue.ForString("int"), ValueWriter.ToMessage(Value.From(new CelTypeValue(CelType.Int))));
    }

    [Fact]
    public void An_optional_is_its_value_or_null()
    {
        Assert.Equal(WireValue.ForNumber(1), ValueWriter.ToMessage(Value.From(CelOptional.Of(Value.From(1L)))));
        Assert.Equal(WireValue.ForNull(), ValueWriter.ToMessage(Value.From(CelOptional.None)));
    }

    [Fact]
    public void A_map_loses_no_entry_when_its_keys_become_text()
    {
        var map = ValueMap.Create(
        [
            new(Value.From(1L), Value.From("int")), new(Value.From("1"), Value.From("string")), new(Value.True, Value.From("bool")),
        ]);
        var fields = ValueWriter.ToMessage(map).StructValue.Fields;
        Assert.Equal(3, fields.Count);
        Assert.Equal("int", fields["1"].StringValue);
        Assert.Equal("string", fields[CelText.ToLiteral(Value.From("1"))].StringValue);
        Assert.Equal("bool", fields["true"].StringValue);
    }

    [Fact]
    public void What_is_no_value_is_never_written_as_one()
    {
        Assert.Throws<System.Diagnostics.UnreachableException>(static () => ValueWriter.ToMessage(default));
        Assert.Throws<System.Diagnostics.UnreachableException>(static () => ValueWriter.ToMessage(Value.Fail("broken")));
    }

    private static WireValue Parse(string json) => WireValue.Parser.ParseJson(json);
}

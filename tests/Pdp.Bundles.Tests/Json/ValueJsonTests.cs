using System.Text;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Bundles.Tests.Json;

public class ValueJsonTests
{
    public static TheoryData<string, string> Values { get; } = new()
    {
        { "null", "null" },
        { "missing", "null" },
        { "true", "true" },
        { "int", "-9223372036854775808" },
        { "uint", "18446744073709551615" },
        { "double", "0.5" },
        { "nan", "\"NaN\"" },
        { "infinity", "\"Infinity\"" },
        { "minus infinity", "\"-Infinity\"" },
        { "string", "\"a\\u0022b\"" },
        { "bytes", "\"AP8=\"" },
        { "timestamp", "\"2026-03-02T10:00:00Z\"" },
        { "duration", "\"90s\"" },
        { "list", "[1,[]]" },
        { "map", "{\"a\":1}" },
        { "map of ints", "{\"1\":\"x\"}" },
        { "type", "\"int\"" },
        { "none", "null" },
        { "some", "5" },
        { "error", "{\"error\":\"no\"}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Writes_every_kind_of_value(string kind, string expected)
    {
        var value = kind switch
        {
            "null" => Value.Null,
            "true" => Value.True,
            "int" => Value.From(long.MinValue),
            "uint" => Value.FromUint(ulong.MaxValue),
            "double" => Value.From(0.5),
            "nan" => Value.From(double.NaN),
            "infinity" => Value.From(double.PositiveInfinity),
            "minus infinity" => Value.From(double.NegativeInfinity),
            "string" => Value.From("a\"b"),
            "bytes" => Value.From(new CelBytes([0, 255])),
            "timestamp" => CelText.ParseTimestamp("2026-03-02T10:00:00Z"),
            "duration" => CelText.ParseDuration("1m30s"),
            "list" => Value.From(new CelList([Value.From(1), Value.From(CelList.Empty)])),
            "map" => Value.From(new StringMap([new("a", Value.From(1))])),
            "map of ints" => ValueMap.Create([new(Value.From(1), Value.From("x"))]),
            "type" => Value.From(new CelTypeValue(CelType.Int)),
            "none" => Value.From(CelOptional.None),
            "some" => Value.From(CelOptional.Of(Value.From(5))),
            "error" => Value.Fail("no"),
            _ => default,
        };
        Assert.Equal(expected, Written(value));
    }

    internal static string Written(Value value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) DecisionJson.Write(writer, value);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

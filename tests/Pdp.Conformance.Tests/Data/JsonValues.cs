using System.Globalization;
using System.Text.Json;
using Pdp.Language.Values;
using CelValue = Pdp.Language.Values.Value;

namespace Pdp.Conformance.Tests.Data;

/// <summary>Reads values in the JSON form of <c>cel.expr.Value</c>.</summary>
internal static class JsonValues
{
    private const string TypePrefix = "type.googleapis.com/google.protobuf.";

    public static Value Value(JsonElement json)
    {
        foreach (var member in json.EnumerateObject())
        {
            var value = member.Value;
            return member.Name switch
            {
                "nullValue" => CelValue.Null,
                "boolValue" => CelValue.From(value.GetBoolean()),
                "int64Value" => CelValue.From(long.Parse(Digits(value), CultureInfo.InvariantCulture)),
                "uint64Value" => CelValue.FromUint(ulong.Parse(Digits(value), CultureInfo.InvariantCulture)),
                "doubleValue" => CelValue.From(Double(value)),
                "stringValue" => CelValue.From(value.GetString()!),
                "bytesValue" => CelValue.From(new CelBytes(value.GetBytesFromBase64())),
                "typeValue" => CelValue.From(new CelTypeValue(JsonTypes.Named(value.GetString()!))),
                "listValue" => CelValue.From(List(value)),
                "mapValue" => Map(value),
                "objectValue" => Object(value),
                var other => throw new InvalidOperationException($"unknown kind of value `{other}`"),
            };
        }

        throw new InvalidOperationException("a value without kind");
    }

    private static string Digits(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();

    private static double Double(JsonElement json) => json.ValueKind == JsonValueKind.Number
        ? json.GetDouble()
        : json.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => double.Parse(text!, CultureInfo.InvariantCulture),
        };

    private static CelList List(JsonElement json) =>
        json.TryGetProperty("values", out var values) ? new CelList([.. values.EnumerateArray().Select(Value)]) : CelList.Empty;

    private static Value Map(JsonElement json)
    {
        if (!json.TryGetProperty("entries", out var entries)) return CelValue.From(StringMap.Empty);
        return ValueMap.Create([.. entries.EnumerateArray().Select(entry =>
            KeyValuePair.Create(Value(entry.GetProperty("key")), Value(entry.GetProperty("value"))))]);
    }

    private static Value Object(JsonElement json)
    {
        var type = json.GetProperty("@type").GetString()!;
        var text = json.GetProperty("value").GetString()!;
        return type switch
        {
            TypePrefix + "Duration" =>
                CelValue.FromDuration((long)(decimal.Parse(text[..^1], CultureInfo.InvariantCulture) * 1_000_000_000m)),
            TypePrefix + "Timestamp" => CelValue.From(Instant(text)),
            _ => throw new InvalidOperationException($"unknown message `{type}`"),
        };
    }

    /// <summary>Reads an instant; .NET's own types stop at 100 ns, so the fraction is read apart.</summary>
    private static Timestamp Instant(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? text : text[..dot] + "Z";
        var nanos = dot < 0 ? 0 : int.Parse(text[(dot + 1)..^1].PadRight(9, '0'), CultureInfo.InvariantCulture);
        return Timestamp.From(DateTimeOffset.Parse(whole, CultureInfo.InvariantCulture)) with { Nanos = nanos };
    }
}

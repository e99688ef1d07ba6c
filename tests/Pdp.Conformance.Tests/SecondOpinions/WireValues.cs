using System.Globalization;
using System.Text.Json;
using Pdp.Conformance.Tests.Data;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>Values as <c>peer.mjs</c> reads and writes them: typed arrays, exact to the bit.</summary>
internal static class WireValues
{
    public static void Write(Utf8JsonWriter json, in Value value)
    {
        json.WriteStartArray();
        switch (value.Kind)
        {
            case ValueKind.Null: json.WriteStringValue("null"); break;
            case ValueKind.Bool: json.WriteStringValue("bool"); json.WriteBooleanValue(value.AsBool); break;
            case ValueKind.Int: Write(json, "int", value.AsInt); break;
            case ValueKind.Uint: Write(json, "uint", value.AsUint); break;
            case ValueKind.Double:
                Write(json, "double", BitConverter.DoubleToInt64Bits(value.AsDouble).ToString("x", CultureInfo.InvariantCulture));
                break;
            case ValueKind.String: Write(json, "string", value.AsString!); break;
            case ValueKind.Bytes: json.WriteStringValue("bytes"); json.WriteBase64StringValue(value.AsBytes!.Span); break;
            case ValueKind.Duration: Write(json, "duration", value.AsDurationNanos); break;
            case ValueKind.Timestamp:
                Write(json, "timestamp", value.AsTimestamp.Seconds);
                json.WriteNumberValue(value.AsTimestamp.Nanos);
                break;
            case ValueKind.Type: Write(json, "type", value.AsType!.Type.Name); break;
            case ValueKind.List: WriteList(json, value.AsList!); break;
            case ValueKind.Map: WriteMap(json, value.AsMap!); break;
            default: throw new InvalidOperationException($"the other side knows no {value.Kind}");
        }

        json.WriteEndArray();
    }

    /// <summary>Reads a value, or tells what is no value of CEL.</summary>
    public static Outcome Read(JsonElement json)
    {
        try
        {
            return Outcome.Of(Value(json));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return new Outcome(OutcomeKind.Broken, default, json[1].ValueKind == JsonValueKind.String ? json[1].GetString()! : json.GetRawText());
        }
    }

    private static Value Value(JsonElement json)
    {
        var kind = json[0].GetString();
        return kind switch
        {
            "null" => Language.Values.Value.Null,
            "bool" => Language.Values.Value.From(json[1].GetBoolean()),
            "int" => Language.Values.Value.From(Long(json[1])),
            "uint" => Language.Values.Value.FromUint(ulong.Parse(json[1].GetString()!, CultureInfo.InvariantCulture)),
            "double" => Language.Values.Value.From(BitConverter.UInt64BitsToDouble(
                ulong.Parse(json[1].GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))),
            "string" => Language.Values.Value.From(json[1].GetString()!),
            "bytes" => Language.Values.Value.From(new CelBytes(json[1].GetBytesFromBase64())),
            "duration" => Language.Values.Value.FromDuration(Long(json[1])),
            "timestamp" => Instant(Long(json[1]), json[2].GetInt32()),
            "type" => Language.Values.Value.From(new CelTypeValue(JsonTypes.Named(json[1].GetString()!))),
            "list" => Language.Values.Value.From(new CelList([.. json[1].EnumerateArray().Select(Value)])),
            "map" => Map(json[1]),
            _ => throw new FormatException(),
        };
    }

    private static long Long(JsonElement json) => long.Parse(json.GetString()!, CultureInfo.InvariantCulture);

    private static Value Instant(long seconds, int nanos)
    {
        if (seconds is < Timestamp.MinSeconds or > Timestamp.MaxSeconds || nanos is < 0 or > 999_999_999) throw new FormatException();
        return Language.Values.Value.From(new Timestamp(seconds, nanos));
    }

    private static Value Map(JsonElement json)
    {
        var map = ValueMap.Create(
            [.. json.EnumerateArray().Select(entry => KeyValuePair.Create(Value(entry[0]), Value(entry[1])))]);
        return map.IsError ? throw new FormatException() : map;
    }

    private static void Write(Utf8JsonWriter json, string kind, string value)
    {
        json.WriteStringValue(kind);
        json.WriteStringValue(value);
    }

    private static void Write(Utf8JsonWriter json, string kind, IFormattable value) =>
        Write(json, kind, value.ToString(null, CultureInfo.InvariantCulture));

    private static void WriteList(Utf8JsonWriter json, CelList list)
    {
        json.WriteStringValue("list");
        json.WriteStartArray();
        foreach (var item in list.Items) Write(json, item);
        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, CelMap map)
    {
        json.WriteStringValue("map");
        json.WriteStartArray();
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map.EntryAt(i);
            json.WriteStartArray();
            Write(json, key);
            Write(json, value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}

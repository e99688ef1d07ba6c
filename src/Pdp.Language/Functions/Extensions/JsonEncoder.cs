using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Extensions;

/// <summary>
/// <c>json.encode</c>: bytes become base64; time stamps, durations, addresses and types their CEL text; integers that a
/// double cannot hold, and NaN and infinities, become strings, as in protobuf's JSON.
/// </summary>
internal static class JsonEncoder
{
    private const int MaxDepth = 100;
    private const long LargestExact = 9_007_199_254_740_991;

    // The text goes into logs and obligations, not into HTML.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Value Encode(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, _options);
        if (Write(frame, writer, arguments[0], 0) is { } error) return Value.From(error);
        writer.Flush();
        if (buffer.WrittenCount > ValueLimits.MaxLength) return Value.From(ValueLimits.StringTooLong);
        return Value.From(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static EvalError? Write(Frame frame, Utf8JsonWriter writer, in Value value, int depth)
    {
        if (depth > MaxDepth) return ValueLimits.TooDeep;
        if (writer.BytesCommitted + writer.BytesPending > ValueLimits.MaxLength) return ValueLimits.StringTooLong;
        if (frame.Draw(1) is { } limit) return limit;
        switch (value.Kind)
        {
            case ValueKind.Null:
                writer.WriteNullValue();
                return null;
            case ValueKind.Bool:
                writer.WriteBooleanValue(value.AsBool);
                return null;
            case ValueKind.Int when value.AsInt is >= -LargestExact and <= LargestExact:
                writer.WriteNumberValue(value.AsInt);
                return null;
            case ValueKind.Uint when value.AsUint <= LargestExact:
                writer.WriteNumberValue(value.AsUint);
                return null;
            case ValueKind.Double when double.IsFinite(value.AsDouble):
                writer.WriteNumberValue(value.AsDouble);
                return null;
            case ValueKind.Double:
                writer.WriteStringValue(NumberText.Plain(value.AsDouble));
                return null;
            case ValueKind.Bytes:
                if (Work.Text(frame, value.AsBytes!.Span.Length) is { } further) return further;
                writer.WriteBase64StringValue(value.AsBytes.Span);
                return null;
            case ValueKind.List:
                return WriteList(frame, writer, value.AsList!, depth);
            case ValueKind.Map:
                return WriteMap(frame, writer, value.AsMap!, depth);
            case ValueKind.Optional:
                return new EvalError(EvalErrorCode.ProcessingError, "an optional has no JSON: use its value");
            default:
                var text = CelText.ToStringValue(value);
                if (text.AsError is { } error) return error;
                if (Work.Text(frame, text.AsString!.Length) is { } more) return more;
                writer.WriteStringValue(text.AsString);
                return null;
        }
    }

    private static EvalError? WriteList(Frame frame, Utf8JsonWriter writer, CelList list, int depth)
    {
        writer.WriteStartArray();
        foreach (var item in list.Items)
            if (Write(frame, writer, item, depth + 1) is { } error) return error;
        writer.WriteEndArray();
        return null;
    }

    private static EvalError? WriteMap(Frame frame, Utf8JsonWriter writer, CelMap map, int depth)
    {
        writer.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map.EntryAt(i);
            var name = CelText.ToStringValue(key).AsString!;
            if (Work.Text(frame, name.Length) is { } limit) return limit;
            // {1: 'a', '1': 'b'} is a map, but no JSON object.
            if (!names.Add(name))
            {
                return new EvalError(
                    EvalErrorCode.ProcessingError, $"two keys of the map are {ValueLimits.Quote(name)} in JSON");
            }

            writer.WritePropertyName(name);
            if (Write(frame, writer, value, depth + 1) is { } error) return error;
        }

        writer.WriteEndObject();
        return null;
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using Pdp.Language.Values;

namespace Pdp.Bundles.Json;

/// <summary>Values as JSON.</summary>
internal static class ValueJson
{
    public static void Write(Utf8JsonWriter writer, in Value value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value.Kind)
        {
            case ValueKind.Bool:
                writer.WriteBooleanValue(value.AsBool);
                break;
            case ValueKind.Int:
                writer.WriteNumberValue(value.AsInt);
                break;
            case ValueKind.Uint:
                writer.WriteNumberValue(value.AsUint);
                break;
            case ValueKind.Double when double.IsFinite(value.AsDouble):
                writer.WriteNumberValue(value.AsDouble);
                break;
            case ValueKind.Double:
                // JSON has no such numbers
                writer.WriteStringValue(double.IsNaN(value.AsDouble) ? "NaN" : value.AsDouble > 0 ? "Infinity" : "-Infinity");
                break;
            case ValueKind.String:
                writer.WriteStringValue(value.AsString);
                break;
            case ValueKind.Bytes:
                writer.WriteBase64StringValue(value.AsBytes!.Span);
                break;
            case ValueKind.List:
                writer.WriteStartArray();
                foreach (ref readonly var item in value.AsList!.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case ValueKind.Map:
                Write(writer, value.AsMap!);
                break;
            case ValueKind.Optional when value.AsOptional!.HasValue:
                Write(writer, value.AsOptional.Value);
                break;
            case ValueKind.Missing or ValueKind.Null or ValueKind.Optional:
                writer.WriteNullValue();
                break;
            case ValueKind.Error:
                writer.WriteStartObject();
                writer.WriteString("error", value.AsError!.Message);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(CelText.ToStringValue(value).AsString);
                break;
        }
    }

    public static void Write(Utf8JsonWriter writer, CelMap map)
    {
        writer.WriteStartObject();
        for (var i = 0; i < map.Count; i++)
        {
            var entry = map.EntryAt(i);
            writer.WritePropertyName(CelText.ToStringValue(entry.Key).AsString!);
            Write(writer, entry.Value);
        }

        writer.WriteEndObject();
    }
}

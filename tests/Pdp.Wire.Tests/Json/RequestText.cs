using System.Buffers;
using System.Text.Json;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Wire.Tests.Json;

/// <summary>Writes requests as JSON, by .NET's own writer.</summary>
internal static class RequestText
{
    public static byte[] Of(Request request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Entity(json, "subject", request.Subject);
            json.WriteStartObject("action");
            json.WriteString("name", request.Action.Name);
            Member(json, "properties", request.Action.Properties);
            json.WriteEndObject();
            Entity(json, "resource", request.Resource);
            Member(json, "context", request.Context);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Entity(Utf8JsonWriter json, string name, Entity entity)
    {
        json.WriteStartObject(name);
        json.WriteString("type", entity.Type);
        json.WriteString("id", entity.Id);
        Member(json, "properties", entity.Properties);
        json.WriteEndObject();
    }

    private static void Member(Utf8JsonWriter json, string name, StringMap map)
    {
        json.WritePropertyName(name);
        Write(json, Value.From((CelObject)map));
    }

    private static void Write(Utf8JsonWriter json, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Bool: json.WriteBooleanValue(value.AsBool); break;
            case ValueKind.Int: json.WriteNumberValue(value.AsInt); break;
            case ValueKind.Double: json.WriteNumberValue(value.AsDouble); break;
            case ValueKind.String: json.WriteStringValue(value.AsString); break;
            case ValueKind.List:
                json.WriteStartArray();
                foreach (ref readonly var item in value.AsList!.Items) Write(json, item);
                json.WriteEndArray();
                break;
            case ValueKind.Map:
                json.WriteStartObject();
                foreach (var (name, member) in ((StringMap)value.AsMap!).Entries)
                {
                    json.WritePropertyName(name);
                    Write(json, member);
                }

                json.WriteEndObject();
                break;
            default: json.WriteNullValue(); break;
        }
    }
}

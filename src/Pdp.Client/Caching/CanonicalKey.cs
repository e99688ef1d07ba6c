using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>
/// Names a question by all that a policy may read of it: two have the same name when, and only when, they ask the same, in whatever order
/// attributes were set.
/// </summary>
internal static class CanonicalKey
{
    private enum Kind : byte
    {
        Absent,
        Null,
        False,
        True,
        Number,
        Text,
        List,
        Object,
    }

    /// <summary>The name: a SHA-256 of everything with its kind and length.</summary>
    public static string Of(CheckRequest request)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        Text(bytes, request.Subject.Type);
        Text(bytes, request.Subject.Id);
        Object(bytes, request.Subject.Properties);
        Text(bytes, request.Action.Name);
        Object(bytes, request.Action.Properties);
        Text(bytes, request.Resource.Type);
        Text(bytes, request.Resource.Id);
        Object(bytes, request.Resource.Properties);
        Object(bytes, request.Context);
        return Convert.ToBase64String(SHA256.HashData(bytes.WrittenSpan));
    }

    private static void Object(ArrayBufferWriter<byte> bytes, Struct? value)
    {
        if (value is null)
        {
            Begin(bytes, Kind.Absent, 0);
            return;
        }

        Begin(bytes, Kind.Object, value.Fields.Count);
        foreach (var name in value.Fields.Keys.Order(StringComparer.Ordinal))
        {
            Text(bytes, name);
            Write(bytes, value.Fields[name]);
        }
    }

    private static void Write(ArrayBufferWriter<byte> bytes, Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StringValue:
                Text(bytes, value.StringValue);
                break;
            case Value.KindOneofCase.NumberValue:
                Begin(bytes, Kind.Number, 0);
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.GetSpan(sizeof(double)), value.NumberValue);
                bytes.Advance(sizeof(double));
                break;
            case Value.KindOneofCase.BoolValue:
                Begin(bytes, value.BoolValue ? Kind.True : Kind.False, 0);
                break;
            case Value.KindOneofCase.StructValue:
                Object(bytes, value.StructValue);
                break;
            case Value.KindOneofCase.ListValue:
                Begin(bytes, Kind.List, value.ListValue.Values.Count);
                foreach (var element in value.ListValue.Values) Write(bytes, element);
                break;
            default:
                Begin(bytes, Kind.Null, 0);
                break;
        }
    }

    private static void Text(ArrayBufferWriter<byte> bytes, string text)
    {
        Begin(bytes, Kind.Text, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, bytes);
    }

    private static void Begin(ArrayBufferWriter<byte> bytes, Kind kind, int length)
    {
        var span = bytes.GetSpan(1 + sizeof(int));
        span[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], length);
        bytes.Advance(1 + sizeof(int));
    }
}

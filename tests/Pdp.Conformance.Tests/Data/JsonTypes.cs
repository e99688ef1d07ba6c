using System.Text.Json;
using Pdp.Language.Types;

namespace Pdp.Conformance.Tests.Data;

/// <summary>Reads types in the JSON form of <c>cel.expr.Type</c>.</summary>
internal static class JsonTypes
{
    public static CelType Type(JsonElement json)
    {
        foreach (var member in json.EnumerateObject())
        {
            var value = member.Value;
            return member.Name switch
            {
                "dyn" => CelType.Dyn,
                "null" => CelType.Null,
                "error" => CelType.Error,
                "primitive" => Primitive(value.GetString()!),
                "wrapper" => CelType.WrapperOf(Primitive(value.GetString()!)),
                "wellKnown" => WellKnown(value.GetString()!),
                "listType" => CelType.ListOf(Inner(value, "elemType")),
                "mapType" => CelType.MapOf(Inner(value, "keyType"), Inner(value, "valueType")),
                "messageType" => Message(value.GetString()!),
                "typeParam" => CelType.Parameter(value.GetString()!),
                "type" => CelType.TypeOf(Type(value)),
                "abstractType" => CelType.Opaque(
                    value.GetProperty("name").GetString()!,
                    value.TryGetProperty("parameterTypes", out var types) ? [.. types.EnumerateArray().Select(Type)] : []),
                var other => throw new InvalidOperationException($"unknown kind of type `{other}`"),
            };
        }

        return CelType.Dyn;
    }

    /// <summary>The type that a name denotes as a value: <c>int</c>, <c>list</c>, <c>google.protobuf.Timestamp</c>.</summary>
    public static CelType Named(string name) => name switch
    {
        "bool" => CelType.Bool,
        "int" => CelType.Int,
        "uint" => CelType.Uint,
        "double" => CelType.Double,
        "string" => CelType.String,
        "bytes" => CelType.Bytes,
        "null_type" => CelType.Null,
        "list" => CelType.DynList,
        "map" => CelType.DynMap,
        "type" => CelType.TypeOf(CelType.Dyn),
        "optional_type" => CelType.OptionalOf(CelType.Dyn),
        _ => Message(name),
    };

    /// <summary>Whether a message is one of the two that are values of CEL's own.</summary>
    public static bool IsTime(string name) => name is "google.protobuf.Timestamp" or "google.protobuf.Duration";

    private static CelType Inner(JsonElement json, string name) =>
        json.TryGetProperty(name, out var inner) ? Type(inner) : CelType.Dyn;

    private static CelType Primitive(string name) => name switch
    {
        "BOOL" => CelType.Bool,
        "INT64" => CelType.Int,
        "UINT64" => CelType.Uint,
        "DOUBLE" => CelType.Double,
        "STRING" => CelType.String,
        "BYTES" => CelType.Bytes,
        _ => throw new InvalidOperationException($"unknown primitive type `{name}`"),
    };

    private static CelType WellKnown(string name) => name switch
    {
        "ANY" => CelType.Any,
        "TIMESTAMP" => CelType.Timestamp,
        "DURATION" => CelType.Duration,
        _ => throw new InvalidOperationException($"unknown well-known type `{name}`"),
    };

    /// <summary>What a message is to CEL.</summary>
    public static CelType Message(string name) => name switch
    {
        "google.protobuf.Timestamp" => CelType.Timestamp,
        "google.protobuf.Duration" => CelType.Duration,
        "google.protobuf.Any" => CelType.Any,
        "google.protobuf.Value" => CelType.Dyn,
        "google.protobuf.BoolValue" => CelType.WrapperOf(CelType.Bool),
        "google.protobuf.BytesValue" => CelType.WrapperOf(CelType.Bytes),
        "google.protobuf.StringValue" => CelType.WrapperOf(CelType.String),
        "google.protobuf.DoubleValue" or "google.protobuf.FloatValue" => CelType.WrapperOf(CelType.Double),
        "google.protobuf.Int32Value" or "google.protobuf.Int64Value" => CelType.WrapperOf(CelType.Int),
        "google.protobuf.UInt32Value" or "google.protobuf.UInt64Value" => CelType.WrapperOf(CelType.Uint),
        "google.protobuf.Struct" => CelType.MapOf(CelType.String, CelType.Dyn),
        "google.protobuf.ListValue" => CelType.DynList,
        _ => CelType.Message(name),
    };
}

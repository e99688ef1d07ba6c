using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Pdp.Language.Values;
using EngineValue = Pdp.Language.Values.Value;
using WireValue = Google.Protobuf.WellKnownTypes.Value;

namespace Pdp.Wire.Values;

/// <summary>
/// Writes the engine's values as JSON values on the wire. What JSON lacks becomes text, as in the JSON mapping of CEL and
/// of Protocol Buffers: time stamps, durations, types, addresses and ranges as CEL's strings, bytes as base64, integers
/// beyond 2^53 in decimals, NaN and infinities by name. An optional without a value is null.
/// </summary>
public static class ValueWriter
{
    private const long LargestExact = 9_007_199_254_740_992;

    /// <summary>A map whose keys are strings.</summary>
    public static Struct ToStruct(StringMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var message = new Struct();
        foreach (var (name, value) in map.Entries) message.Fields.Add(name, ToMessage(value));
        return message;
    }

    /// <summary>Any value but a missing one or an error.</summary>
    public static WireValue ToMessage(in EngineValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                return WireValue.ForNull();
            case ValueKind.Bool:
                return WireValue.ForBool(value.AsBool);
            case ValueKind.Int:
                return value.AsInt is >= -LargestExact and <= LargestExact
                    ? WireValue.ForNumber(value.AsInt)
                    : WireValue.ForString(value.AsInt.ToString(CultureInfo.InvariantCulture));
            case ValueKind.Uint:
                return value.AsUint <= LargestExact
                    ? WireValue.ForNumber(value.AsUint)
                    : WireValue.ForString(value.AsUint.ToString(CultureInfo.InvariantCulture));
            case ValueKind.Double:
                return Number(value.AsDouble);
            case ValueKind.String:
                return WireValue.ForString(value.AsString);
            case ValueKind.Bytes:
                return WireValue.ForString(Convert.ToBase64String(value.AsBytes!.Span));
            case ValueKind.List:
                return List(value.AsList!);
            case ValueKind.Map:
                return new WireValue { StructValue = value.AsMap is StringMap map ? ToStruct(map) : Map(value.AsMap!) };
            case ValueKind.Optional:
                return value.AsOptional is { HasValue: true } some ? ToMessage(some.Value) : WireValue.ForNull();
            case ValueKind.Timestamp or ValueKind.Duration or ValueKind.Type or ValueKind.Ip or ValueKind.Cidr:
                return WireValue.ForString(Text(value));
            default:
                throw new UnreachableException("a value that is missing or an error is never sent as a value");
        }
    }

    private static WireValue Number(double number) =>
        double.IsFinite(number) ? WireValue.ForNumber(number)
        : WireValue.ForString(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");

    private static WireValue List(CelList list)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var message = new ListValue();
        foreach (var item in list.Items) message.Values.Add(ToMessage(item));
        return new WireValue { ListValue = message };
    }

    private static Struct Map(CelMap map)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var message = new Struct();
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map.EntryAt(i);
            // {1: a, '1': b} is a map of two entries, and stays one.
            var name = Text(key);
            message.Fields.Add(message.Fields.ContainsKey(name) ? CelText.ToLiteral(key) : name, ToMessage(value));
        }

        return message;
    }

    private static string Text(in EngineValue value) => CelText.ToStringValue(value).AsString ?? CelText.ToLiteral(value);
}

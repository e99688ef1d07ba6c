using System.Runtime.CompilerServices;
using Google.Protobuf;
using Pdp.Language.Values;
using Pdp.Wire.Values;

namespace Pdp.Wire.Lean;

/// <summary>Writes what <see cref="ValueWriter"/> makes, as bytes and without the messages.</summary>
internal static class LeanValueWriter
{
    private const long LargestExact = 9_007_199_254_740_992;

    /// <summary>Writes the members of a <c>google.protobuf.Struct</c>.</summary>
    public static void Members(ReverseWriter writer, StringMap map)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var entries = map.Entries;
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            var entry = writer.Length;
            Any(writer, entries[i].Value);
            writer.Close(WireTags.Field2, entry);
            writer.Text(WireTags.Field1, entries[i].Key);
            writer.Close(WireTags.Field1, entry);
        }
    }

    // what is rare is left to the messages
    private static void Any(ReverseWriter writer, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                writer.IntegerAlways(WireTags.NullValue, 0);
                break;
            case ValueKind.Bool:
                writer.IntegerAlways(WireTags.BoolValue, value.AsBool ? 1u : 0u);
                break;
            case ValueKind.Int when value.AsInt is >= -LargestExact and <= LargestExact:
                writer.Number(WireTags.NumberValue, value.AsInt);
                break;
            case ValueKind.Double when double.IsFinite(value.AsDouble):
                writer.Number(WireTags.NumberValue, value.AsDouble);
                break;
            case ValueKind.String:
                writer.TextAlways(WireTags.StringValue, value.AsString!);
                break;
            case ValueKind.List:
                var list = writer.Length;
                Elements(writer, value.AsList!);
                writer.Close(WireTags.ListValue, list);
                break;
            case ValueKind.Map when value.AsMap is StringMap map:
                var members = writer.Length;
                Members(writer, map);
                writer.Close(WireTags.StructValue, members);
                break;
            default:
                writer.Raw(ValueWriter.ToMessage(value).ToByteArray());
                break;
        }
    }

    private static void Elements(ReverseWriter writer, CelList list)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        for (var i = list.Count - 1; i >= 0; i--)
        {
            var element = writer.Length;
            Any(writer, list[i]);
            writer.Close(WireTags.Field1, element);
        }
    }
}

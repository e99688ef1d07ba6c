using System.Net;
using System.Net.Sockets;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>Values at and just beside one that a condition names: where its answer turns.</summary>
internal static class Neighbours
{
    /// <summary>A text that no policy names.</summary>
    public const string OtherText = "another";

    /// <summary>The value, and those beside it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isOrdered">Whether it is compared by order; a text that is not has only other texts beside it.</param>
    public static IEnumerable<Value> Of(Value value, bool isOrdered)
    {
        yield return value;
        switch (value.Kind)
        {
            case ValueKind.Bool:
                yield return Value.From(!value.AsBool);
                break;
            case ValueKind.Int:
                if (value.AsInt > long.MinValue) yield return Value.From(value.AsInt - 1);
                if (value.AsInt < long.MaxValue) yield return Value.From(value.AsInt + 1);
                break;
            case ValueKind.Uint:
                if (value.AsUint > 0) yield return Value.FromUint(value.AsUint - 1);
                if (value.AsUint < ulong.MaxValue) yield return Value.FromUint(value.AsUint + 1);
                break;
            case ValueKind.Double when double.IsFinite(value.AsDouble):
                yield return Value.From(Math.BitDecrement(value.AsDouble));
                yield return Value.From(Math.BitIncrement(value.AsDouble));
                break;
            case ValueKind.String when isOrdered:
                yield return Value.From(value.AsString + "!");
                if (value.AsString!.Length > 0) yield return Value.From(value.AsString[..^1]);
                break;
            case ValueKind.String:
                yield return Value.From(OtherText);
                break;
            case ValueKind.Timestamp:
                if (Shift(value, -1) is { IsError: false } before) yield return before;
                if (Shift(value, 1) is { IsError: false } after) yield return after;
                break;
        }
    }

    /// <summary>Texts that begin with one, that are it, and that do not quite.</summary>
    public static IEnumerable<Value> OfPart(string part)
    {
        yield return Value.From(part + "-");
        yield return Value.From(part);
        if (part.Length > 1) yield return Value.From(part[..^1]);
        yield return Value.From("-" + part);
        yield return Value.From(OtherText);
    }

    /// <summary>The first and last address of a range, and those just outside.</summary>
    public static IEnumerable<Value> OfRange(string cidr)
    {
        if (!IPNetwork.TryParse(cidr, out var network)) yield break;
        var octets = network.BaseAddress.GetAddressBytes();
        var isV4 = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        var width = isV4 ? 32 : 128;
        var first = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian([.. new byte[16 - octets.Length], .. octets]);
        var size = network.PrefixLength == 0 ? UInt128.MaxValue : (UInt128.One << (width - network.PrefixLength)) - 1;
        var top = isV4 ? (UInt128)uint.MaxValue : UInt128.MaxValue;
        var last = UInt128.Min(first + UInt128.Min(size, top - first), top);
        yield return Text(first);
        yield return Text(last);
        if (first > 0) yield return Text(first - 1);
        if (last < top) yield return Text(last + 1);

        Value Text(UInt128 address)
        {
            var bytes = new byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
            return Value.From(new IPAddress(bytes.AsSpan(16 - (width / 8))).ToString());
        }
    }

    /// <summary>What is of no type that a value is expected to be of.</summary>
    public static Value WrongType(IEnumerable<Value> expected) =>
        expected.Any(static value => value.IsString || value.Kind is ValueKind.Timestamp or ValueKind.Missing) ? Value.From(7L) : Value.From("wrong type");

    /// <summary>A value as a request has it: JSON has no times.</summary>
    public static Value Sent(in Value value) =>
        value.Kind is ValueKind.Timestamp or ValueKind.Duration or ValueKind.Ip or ValueKind.Cidr ? CelText.ToStringValue(value) : value;

    private static Value Shift(in Value value, long seconds)
    {
        var moved = value.AsTimestamp with { Seconds = value.AsTimestamp.Seconds + seconds };
        return moved.IsValid ? Value.From(moved) : Value.Fail("out of range");
    }

    /// <summary>A value in short, for the origin of a case.</summary>
    public static string Words(in Value value) =>
        value.IsMissing ? "absent" : CelText.ToLiteral(value, 60);
}

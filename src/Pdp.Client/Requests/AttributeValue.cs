using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Pdp.Client;

/// <summary>
/// The value of an attribute: any JSON. Strings, numbers, booleans, times and lists convert by themselves. The value of a null string, and
/// <c>default</c>, is <em>no</em> value: an attribute set to it is left out, so that a policy that needs it says INDETERMINATE.
/// </summary>
public readonly struct AttributeValue
{
    // the largest magnitude up to which every integer is a double of its own
    private const long LargestInteger = 1L << 53;

    private AttributeValue(Value message) => Message = message;

    /// <summary>JSON's null, which is a value: a policy that reads it finds null, and does not miss it.</summary>
    public static AttributeValue Null => new(Value.ForNull());

    /// <summary>Whether it is no value at all.</summary>
    public bool IsAbsent => Message is null;

    internal Value? Message { get; }

    /// <summary>A string; none when it is null.</summary>
    public static implicit operator AttributeValue(string? value) => value is null ? default : new(Value.ForString(value));

    /// <summary>A boolean.</summary>
    public static implicit operator AttributeValue(bool value) => new(Value.ForBool(value));

    /// <summary>An integer.</summary>
    public static implicit operator AttributeValue(int value) => new(Value.ForNumber(value));

    /// <summary>An integer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is beyond 2^53 in magnitude, where JSON's numbers have gaps: give it as a string.</exception>
    public static implicit operator AttributeValue(long value) => value is >= -LargestInteger and <= LargestInteger
        ? new(Value.ForNumber(value))
        : throw new ArgumentOutOfRangeException(nameof(value), value, "an integer beyond 2^53 in magnitude cannot be sent as a number: give it as a string");

    /// <summary>A number; one that is integral and at most 2^53 in magnitude is an int to policies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static implicit operator AttributeValue(double value) => double.IsFinite(value)
        ? new(Value.ForNumber(value))
        : throw new ArgumentOutOfRangeException(nameof(value), value, "a number has to be finite");

    /// <summary>A time, as RFC 3339 writes it in UTC.</summary>
    public static implicit operator AttributeValue(DateTimeOffset value) =>
        new(Value.ForString(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)));

    /// <summary>A list of strings; none when it is null.</summary>
    public static implicit operator AttributeValue(string[]? values) => values is null ? default : List(values.Select(value => (AttributeValue)value));

    /// <summary>A list of strings; none when it is null.</summary>
    public static implicit operator AttributeValue(List<string>? values) => values is null ? default : List(values.Select(value => (AttributeValue)value));

    /// <summary>An object; none when it is null.</summary>
    public static implicit operator AttributeValue(AttributeMap? value) => value is null ? default : new(Value.ForStruct(value.Message.Clone()));

    /// <summary>A list.</summary>
    /// <exception cref="ArgumentException">One of the values is none.</exception>
    public static AttributeValue List(IEnumerable<AttributeValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var list = new ListValue();
        foreach (var value in values)
            list.Values.Add(value.Message ?? throw new ArgumentException($"value {list.Values.Count} of the list is none", nameof(values)));
        return new AttributeValue(new Value { ListValue = list });
    }

    /// <summary>What a JSON text has been read to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number in it is not finite, or an integer beyond 2^53 in magnitude.</exception>
    public static AttributeValue From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => default,
        JsonValueKind.Null => Null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var integer) ? integer : value.GetDouble(),
        JsonValueKind.Array => List(value.EnumerateArray().Select(From)),
        _ => Object(value),
    };

    private static AttributeValue Object(JsonElement value)
    {
        var map = new AttributeMap();
        foreach (var member in value.EnumerateObject()) map[member.Name] = From(member.Value);
        return new AttributeValue(Value.ForStruct(map.Message));
    }
}

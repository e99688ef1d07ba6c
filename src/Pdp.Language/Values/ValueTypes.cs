using Pdp.Language.Types;

namespace Pdp.Language.Values;

/// <summary>The types of values as values: what <c>type(x)</c> yields.</summary>
internal static class ValueTypes
{
    private static readonly Value[] _byKind =
        [.. Enum.GetValues<ValueKind>().Select(kind => TypeOf(kind) is { } type ? Value.From(new CelTypeValue(type)) : default)];

    /// <summary>The type of a value that is neither missing nor an error.</summary>
    public static Value Of(in Value value) => _byKind[(int)value.Kind];

    private static CelType? TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Null => CelType.Null,
        ValueKind.Bool => CelType.Bool,
        ValueKind.Int => CelType.Int,
        ValueKind.Uint => CelType.Uint,
        ValueKind.Double => CelType.Double,
        ValueKind.String => CelType.String,
        ValueKind.Bytes => CelType.Bytes,
        ValueKind.List => CelType.DynList,
        ValueKind.Map => CelType.DynMap,
        ValueKind.Timestamp => CelType.Timestamp,
        ValueKind.Duration => CelType.Duration,
        ValueKind.Type => CelType.TypeOf(CelType.Dyn),
        ValueKind.Optional => CelType.OptionalOf(CelType.Dyn),
        ValueKind.Ip => CelType.Ip,
        ValueKind.Cidr => CelType.Cidr,
        _ => null,
    };
}

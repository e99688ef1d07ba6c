using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>Some value of a type.</summary>
internal static class Samples
{
    /// <summary>A value whose literal has the type; lists, maps and optionals have something in them. Null when there is none.</summary>
    public static Value? Of(CelType type)
    {
        switch (type.Kind)
        {
            case CelTypeKind.Dyn:
                return Value.Null;
            case CelTypeKind.List:
                return Of(type.Parameters[0]) is { } item ? Value.From(new CelList([item])) : null;
            case CelTypeKind.Map:
                var keyType = type.Parameters[0].Kind == CelTypeKind.Dyn ? CelType.String : type.Parameters[0];
                return Of(keyType) is { } key && Of(type.Parameters[1]) is { } value
                    && ValueMap.Create([new KeyValuePair<Value, Value>(key, value)]) is { IsError: false } map
                        ? map
                        : null;
            case CelTypeKind.Record:
                return Value.From(StringMap.Empty);
            case CelTypeKind.Opaque when type.IsOptional:
                return Of(type.Parameters[0]) is { } some ? Value.From(CelOptional.Of(some)) : null;
            default:
                return OfValue(type);
        }
    }

    /// <summary>The least value of which a type is that at run time.</summary>
    public static Value? OfValue(CelType type) => type.Kind switch
    {
        CelTypeKind.Null => Value.Null,
        CelTypeKind.Bool => Value.False,
        CelTypeKind.Int => Value.From(0L),
        CelTypeKind.Uint => Value.FromUint(0),
        CelTypeKind.Double => Value.From(0.0),
        CelTypeKind.String => Value.From(""),
        CelTypeKind.Bytes => Value.From(new CelBytes([])),
        CelTypeKind.Timestamp => Value.From(new Timestamp(0, 0)),
        CelTypeKind.Duration => Value.FromDuration(0),
        CelTypeKind.List => Value.From(CelList.Empty),
        CelTypeKind.Map => Value.From(StringMap.Empty),
        CelTypeKind.Type => Value.From(new CelTypeValue(CelType.Int)),
        CelTypeKind.Opaque when type.IsOptional => Value.From(CelOptional.None),
        CelTypeKind.Opaque when type.Equals(CelType.Ip) => CelIp.Parse("::"),
        CelTypeKind.Opaque when type.Equals(CelType.Cidr) => CelCidr.Parse("::/0"),
        _ => null,
    };
}

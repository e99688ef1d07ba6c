using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>The types of value for which an operator is defined; see <see cref="GuardBuckets.WrongType"/>.</summary>
public enum GuardType
{
    /// <summary>Every value: <c>==</c> and <c>in [..]</c> are total.</summary>
    Any,

    /// <summary>A bool.</summary>
    Bool,

    /// <summary>An int, uint or double; NaN, which has no order, counts as of a wrong type.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>A point in time.</summary>
    Timestamp,

    /// <summary>A span of time.</summary>
    Duration,

    /// <summary>A list of scalars; one that holds a list or a map counts as of a wrong type.</summary>
    List,

    /// <summary>A list of scalars, as <see cref="List"/>, or a map, which stands for its keys.</summary>
    ListOrMap,
}

/// <summary>Questions about types.</summary>
internal static class GuardTypes
{
    /// <summary>Whether a value, neither missing nor an error, is of a type; of lists and maps the kind alone is asked.</summary>
    public static bool Has(this GuardType type, in Value value) => type switch
    {
        GuardType.Bool => value.IsBool,
        GuardType.Number => NumberOrder.IsNumber(value.Kind) && !(value.IsDouble && double.IsNaN(value.AsDouble)),
        GuardType.String => value.IsString,
        GuardType.Timestamp => value.Kind == ValueKind.Timestamp,
        GuardType.Duration => value.Kind == ValueKind.Duration,
        GuardType.List => value.AsList is not null,
        GuardType.ListOrMap => value.AsList is not null || value.AsMap is not null,
        _ => true,
    };

    /// <summary>The type of constants that have an order; null for those that have none.</summary>
    public static GuardType? Ordered(in Value constant) => constant.Kind switch
    {
        ValueKind.Bool => GuardType.Bool,
        ValueKind.Int or ValueKind.Uint or ValueKind.Double => GuardType.Number,
        ValueKind.String => GuardType.String,
        ValueKind.Timestamp => GuardType.Timestamp,
        ValueKind.Duration => GuardType.Duration,
        _ => null,
    };
}

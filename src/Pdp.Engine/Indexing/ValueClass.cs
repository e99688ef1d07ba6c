using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>The kinds of value between which the types of guards tell.</summary>
internal enum ValueClass
{
    Null,
    Bool,
    Number,
    NaN,
    String,
    Timestamp,
    Duration,
    List,
    Map,
    Other,
}

/// <summary>Classes of values.</summary>
internal static class ValueClasses
{
    public const int Count = (int)ValueClass.Other + 1;

    /// <summary>The class of a value that is neither missing nor an error.</summary>
    public static ValueClass Of(in Value value) => value.Kind switch
    {
        ValueKind.String => ValueClass.String,
        ValueKind.Int or ValueKind.Uint => ValueClass.Number,
        ValueKind.Double => double.IsNaN(value.AsDouble) ? ValueClass.NaN : ValueClass.Number,
        ValueKind.Bool => ValueClass.Bool,
        ValueKind.Null => ValueClass.Null,
        ValueKind.Timestamp => ValueClass.Timestamp,
        ValueKind.Duration => ValueClass.Duration,
        ValueKind.List => ValueClass.List,
        ValueKind.Map => ValueClass.Map,
        _ => ValueClass.Other,
    };

    /// <summary>Whether an operator of a type takes values of a class.</summary>
    public static bool Has(this GuardType type, ValueClass valueClass) => type switch
    {
        GuardType.Bool => valueClass == ValueClass.Bool,
        GuardType.Number => valueClass == ValueClass.Number,
        GuardType.String => valueClass == ValueClass.String,
        GuardType.Timestamp => valueClass == ValueClass.Timestamp,
        GuardType.Duration => valueClass == ValueClass.Duration,
        GuardType.List => valueClass == ValueClass.List,
        GuardType.ListOrMap => valueClass is ValueClass.List or ValueClass.Map,
        _ => true,
    };

    /// <summary>Whether an atom holds of every value of a class, whatever it asks of others: its operator fails there.</summary>
    public static bool AcceptsAll(this GuardAtom atom, ValueClass valueClass) =>
        (atom.Buckets & GuardBuckets.WrongType) != 0 && !atom.Type.Has(valueClass);
}

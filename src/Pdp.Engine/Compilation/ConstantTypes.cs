using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Engine.Compilation;

/// <summary>The types of constants.</summary>
internal static class ConstantTypes
{
    public static CelType Of(in Value value) => value.Kind switch
    {
        ValueKind.Null => CelType.Null,
        ValueKind.Bool => CelType.Bool,
        ValueKind.Int => CelType.Int,
        ValueKind.Uint => CelType.Uint,
        ValueKind.Double => CelType.Double,
        ValueKind.String => CelType.String,
        ValueKind.Bytes => CelType.Bytes,
        ValueKind.Timestamp => CelType.Timestamp,
        ValueKind.Duration => CelType.Duration,
        ValueKind.List => OfList(value.AsList!),
        ValueKind.Map => CelType.MapOf(CelType.String, CelType.Dyn),
        _ => CelType.Dyn,
    };

    private static CelType OfList(CelList list)
    {
        if (list.Count == 0) return CelType.DynList;
        var first = Shallow(list[0]);
        foreach (ref readonly var item in list.Items)
        {
            if (!Shallow(item).Equals(first)) return CelType.DynList;
        }

        return CelType.ListOf(first);
    }

    private static CelType Shallow(in Value value) => value.Kind == ValueKind.List ? CelType.DynList : Of(value);
}

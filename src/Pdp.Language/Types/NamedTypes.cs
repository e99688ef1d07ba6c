using System.Collections.Frozen;

namespace Pdp.Language.Types;

/// <summary>The types that have a name which denotes them as values, as in <c>type(x) == int</c>.</summary>
internal static class NamedTypes
{
    private static readonly FrozenDictionary<string, CelType> ByName = new[]
    {
        CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Null,
        CelType.DynList, CelType.DynMap, CelType.Timestamp, CelType.Duration, CelType.TypeOfTypes,
        CelType.OptionalOfAny, CelType.Ip, CelType.Cidr,
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The type of a name, or null.</summary>
    public static CelType? Find(string name) => ByName.GetValueOrDefault(name);
}

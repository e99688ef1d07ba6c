using System.Collections.Frozen;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Compilation;

/// <summary>The names that denote types as values.</summary>
internal static class TypeNames
{
    private static readonly FrozenDictionary<string, Value> ByName = new[]
    {
        CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Null,
        CelType.DynList, CelType.DynMap, CelType.Timestamp, CelType.Duration, CelType.TypeOf(CelType.Dyn),
        CelType.OptionalOf(CelType.Dyn), CelType.Ip, CelType.Cidr,
    }.ToFrozenDictionary(type => type.Name, type => Value.From(new CelTypeValue(type)), StringComparer.Ordinal);

    /// <summary>The type that a name denotes.</summary>
    public static bool TryFind(string name, out Value type) => ByName.TryGetValue(name, out type);
}

using System.Runtime.CompilerServices;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>What is found of a constant map once, however many conditions look something up in it.</summary>
/// <param name="AreScalars">Whether none of its values has parts of its own.</param>
/// <param name="Hash">A hash of its entries, whatever their order; meaningful of scalars alone.</param>
internal sealed record MapFacts(bool AreScalars, int Hash)
{
    private static readonly ConditionalWeakTable<CelMap, MapFacts> Known = [];

    /// <summary>What is known of a map.</summary>
    public static MapFacts Of(CelMap map) => Known.GetValue(map, Find);

    private static MapFacts Find(CelMap map)
    {
        var hash = map.Count;
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map.EntryAt(i);
            if (value.AsObject is CelList or CelMap or CelOptional) return new MapFacts(false, 0);
            hash += HashCode.Combine(ValueEquality.Hash(key), ValueEquality.Hash(value));
        }

        return new MapFacts(true, hash);
    }
}

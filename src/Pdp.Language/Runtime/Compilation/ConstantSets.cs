using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Compilation;

/// <summary>
/// The sets of constant lists. A list that many expressions read has one set: three hundred thousand numbers take twenty
/// megabytes and a tenth of a second, and a thousand rules may read them.
/// </summary>
internal static class ConstantSets
{
    private static readonly ConditionalWeakTable<CelList, FrozenSet<Value>> _scalars = [];
    private static readonly ConditionalWeakTable<CelList, FrozenSet<string>> _strings = [];

    /// <summary>The elements, none of which has parts.</summary>
    public static FrozenSet<Value> Scalars(CelList list) =>
        _scalars.GetValue(list, static items => items.Items.ToArray().ToFrozenSet(ValueComparer.Instance));

    /// <summary>The elements, all of which are strings.</summary>
    public static FrozenSet<string> Strings(CelList list) => _strings.GetValue(list, static items =>
    {
        var strings = new string[items.Count];
        for (var i = 0; i < strings.Length; i++) strings[i] = items[i].AsString!;
        return strings.ToFrozenSet(StringComparer.Ordinal);
    });
}

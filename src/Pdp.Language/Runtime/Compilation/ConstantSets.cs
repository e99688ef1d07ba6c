using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pdp.Language.Runtime.Comparisons;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Compilation;

/// <summary>
/// A constant list as what is looked for is looked up in it. A list that many expressions read has one: three hundred
/// thousand numbers take twenty megabytes and a tenth of a second, and a thousand rules may read them.
/// </summary>
internal sealed class ConstantSets
{
    private static readonly ConditionalWeakTable<CelList, ConstantSets> _sets = [];

    private ConstantSets(CelList list)
    {
        var strings = 0;
        foreach (ref readonly var item in list.Items)
        {
            // comparing with what has parts draws on the budget
            if (BoundedEquality.HasParts(item))
            {
                HasParts = true;
                return;
            }

            if (item.IsString) strings++;
        }

        if (strings != list.Count)
        {
            Scalars = list.Items.ToArray().ToFrozenSet(ValueComparer.Instance);
            return;
        }

        var words = new string[list.Count];
        for (var i = 0; i < words.Length; i++) words[i] = list[i].AsString!;
        if (words.Length <= IsOneOfFew.Few) Few = ImmutableCollectionsMarshal.AsImmutableArray(words);
        else Strings = words.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Whether an element has parts: then there are no sets.</summary>
    public bool HasParts { get; }

    /// <summary>The elements when they are not all strings.</summary>
    public FrozenSet<Value>? Scalars { get; }

    /// <summary>The elements when they are many strings.</summary>
    public FrozenSet<string>? Strings { get; }

    /// <summary>The elements when they are few strings.</summary>
    public ImmutableArray<string> Few { get; } = [];

    /// <summary>The sets of a list, the same each time.</summary>
    public static ConstantSets Of(CelList list) => _sets.GetValue(list, static items => new ConstantSets(items));
}

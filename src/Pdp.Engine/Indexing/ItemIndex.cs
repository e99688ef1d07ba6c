using System.Collections.Immutable;
using Pdp.Engine.Reports;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// Finds the items of a list that may be other than not applicable. It leaves out only what is provably not applicable and
/// has no error to tell, so that combining the candidates in document order gives what combining all gives.
/// </summary>
internal abstract class ItemIndex
{
    private const int WorthIt = 5;

    /// <summary>What the items ask for.</summary>
    public abstract ImmutableArray<KeyReport> Keys { get; }

    /// <summary>How many groups it has.</summary>
    public abstract int Groups { get; }

    /// <summary>The positions of the items that are always candidates.</summary>
    public abstract int[] WithoutKey { get; }

    /// <summary>About what it takes in memory.</summary>
    public abstract long Bytes { get; }

    /// <summary>An index over the guards of a list's items; null where looking at all of them is as fast.</summary>
    public static BuiltIndex? Of(IReadOnlyCollection<Guard> guards)
    {
        if (guards.Count < WorthIt) return null;
        var index = BuiltIndex.Of(guards.Select((guard, item) => (item, guard)));
        return index.IsList ? null : index;
    }

    /// <summary>An index over the guards of all places of a set; one that never holds belongs to a place that is not asked for.</summary>
    public static BuiltIndex OfWhole(IReadOnlyCollection<Guard> guards) =>
        BuiltIndex.Of(guards.Select((guard, item) => (item, guard)), isWhole: true);

    /// <summary>Adds the candidates at a request in document order, each once. Allocates nothing once the list has grown.</summary>
    public abstract void Find(ReadOnlySpan<Value> slots, CandidateList into);

    /// <summary>What the attributes of a request that the index looks up came to, in the order of <see cref="Keys"/>.</summary>
    /// <param name="slots">The slots of the request.</param>
    /// <param name="into">What the candidates at the request were last added to: it knows what was looked up for them.</param>
    public abstract ImmutableArray<KeyUse> UsesOf(ReadOnlySpan<Value> slots, CandidateList into);

    /// <summary>The dimensions that were looked up when the candidates at a request were last added to a list.</summary>
    public abstract IEnumerable<Dimension> LookedUp(CandidateList into);
}

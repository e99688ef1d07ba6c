using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>A part of an index. Immutable; asking allocates nothing.</summary>
internal abstract class IndexNode
{
    /// <summary>
    /// Adds every item below of which some entry holds at the request, in no order, perhaps several times, and perhaps
    /// others.
    /// </summary>
    /// <param name="slots">The slots of the request; see <see cref="Pdp.Language.Runtime.Frame.Slots"/>.</param>
    /// <param name="into">Gets the items.</param>
    public abstract void Find(ReadOnlySpan<Value> slots, CandidateList into);
}

/// <summary>Items that are always candidates.</summary>
internal sealed class ListNode(int[] items) : IndexNode
{
    public override void Find(ReadOnlySpan<Value> slots, CandidateList into) => into.Add(items);
}

/// <summary>What two parts find.</summary>
internal sealed class BothNode(IndexNode first, IndexNode second) : IndexNode
{
    public override void Find(ReadOnlySpan<Value> slots, CandidateList into)
    {
        first.Find(slots, into);
        second.Find(slots, into);
    }

    /// <summary>What parts find of which some may be null; null when all are.</summary>
    public static IndexNode? Of(IndexNode? first, IndexNode? second) =>
        first is null ? second : second is null ? first : new BothNode(first, second);
}

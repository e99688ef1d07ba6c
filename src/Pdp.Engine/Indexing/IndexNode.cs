namespace Pdp.Engine.Indexing;

/// <summary>A part of an index. Immutable; asking allocates nothing.</summary>
internal abstract class IndexNode
{
    /// <summary>About what it takes in memory, with what is below.</summary>
    public abstract long Bytes { get; }

    /// <summary>
    /// Adds every item below of which some entry holds at the request, in no order, perhaps several times, and perhaps
    /// others.
    /// </summary>
    /// <param name="finding">The question.</param>
    public abstract void Find(scoped in Finding finding);
}

/// <summary>Items that are always candidates.</summary>
/// <param name="items">The bits of a <see cref="Candidate"/> each.</param>
internal sealed class ListNode(int[] items) : IndexNode
{
    /// <summary>The candidate when there is but one.</summary>
    public Candidate? Only => items.Length == 1 ? new Candidate(items[0]) : null;

    public override long Bytes => 48 + (4L * items.Length);

    public override void Find(scoped in Finding finding) => finding.Into.Add(items);
}

/// <summary>A group.</summary>
/// <param name="place">Where it stands in <see cref="Finding.Groups"/>.</param>
internal sealed class GroupNode(int place) : IndexNode
{
    public int Place => place;

    public override long Bytes => 24;

    public override void Find(scoped in Finding finding) => PackedGroups.Find(finding, place);
}

/// <summary>What two parts find.</summary>
internal sealed class BothNode(IndexNode first, IndexNode second) : IndexNode
{
    public override long Bytes => 32 + first.Bytes + second.Bytes;

    public override void Find(scoped in Finding finding)
    {
        first.Find(finding);
        second.Find(finding);
    }

    /// <summary>What parts find of which some may be null; null when all are.</summary>
    public static IndexNode? Of(IndexNode? first, IndexNode? second) =>
        first is null ? second : second is null ? first : new BothNode(first, second);
}

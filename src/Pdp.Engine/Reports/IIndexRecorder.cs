using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Language.Values;

namespace Pdp.Engine.Reports;

/// <summary>Is told of every list that a decision goes through.</summary>
internal interface IIndexRecorder
{
    /// <summary>Notes what was looked up, and what was found.</summary>
    /// <param name="items">The list.</param>
    /// <param name="index">Its index; null when it has none.</param>
    /// <param name="slots">The slots of the request.</param>
    /// <param name="found">What the index found it was added to; null when it was not asked.</param>
    /// <param name="mark">Where in that the candidates begin.</param>
    void Add(ItemNode[] items, ItemIndex? index, ReadOnlySpan<Value> slots, CandidateList? found, int mark);
}

/// <summary>Counts candidates.</summary>
internal sealed class CandidateCounter : IIndexRecorder
{
    /// <summary>Those of all lists so far.</summary>
    public long Count { get; set; }

    /// <inheritdoc/>
    public void Add(ItemNode[] items, ItemIndex? index, ReadOnlySpan<Value> slots, CandidateList? found, int mark) =>
        Count += found is null ? items.Length : found.Count - mark;
}

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
    /// <param name="into">What the index added to; null when it was not asked.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="isWhole">Whether the index is one of all lists.</param>
    void Add(
        ItemNode[] items, ItemIndex? index, ReadOnlySpan<Value> slots, CandidateList? into, IReadOnlyList<Candidate> candidates, bool isWhole);
}

/// <summary>Counts candidates.</summary>
internal sealed class CandidateCounter : IIndexRecorder
{
    /// <summary>Those of all lists so far.</summary>
    public long Count { get; set; }

    /// <inheritdoc/>
    public void Add(
        ItemNode[] items, ItemIndex? index, ReadOnlySpan<Value> slots, CandidateList? into, IReadOnlyList<Candidate> candidates, bool isWhole) =>
        Count += candidates.Count;
}

using System.Collections.Immutable;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Language.Values;

namespace Pdp.Engine.Reports;

/// <summary>Is told of every list that a decision goes through.</summary>
internal sealed class IndexRecorder(CompiledSet set)
{
    private readonly List<ListUse> _lists = [];
    private readonly Dictionary<ItemNode[], string> _paths = new(ReferenceEqualityComparer.Instance);

    public IndexUse ToUse() => new([.. _lists]);

    /// <summary>Notes what was looked up, and what was found.</summary>
    public void Add(ItemNode[] items, ItemIndex? index, ReadOnlySpan<Value> slots, CandidateList? found, int mark)
    {
        var candidates = Enumerable.Range(0, items.Length).Select(item => new Candidate(item, isSure: false));
        if (found is not null) candidates = [.. Enumerable.Range(mark, found.Count - mark).Select(place => found[place])];
        _lists.Add(new ListUse
        {
            Policy = PathOf(items),
            Items = items.Length,
            IsIndexed = index is not null,
            Keys = index?.UsesOf(slots) ?? [],
            Candidates = [.. candidates.Select(candidate => IndexReports.IdOf(items[candidate.Item]))],
            Sure = candidates.Count(candidate => candidate.IsSure && items[candidate.Item] is RuleNode),
        });
    }

    private string? PathOf(ItemNode[] items)
    {
        if (ReferenceEquals(items, set.Roots)) return null;
        if (_paths.Count == 0)
        {
            foreach (var node in set.Roots.Concat(set.Shadows.Select(shadow => shadow.Shadow))) Learn(node);
        }

        return _paths.GetValueOrDefault(items, "");
    }

    private void Learn(PolicyNode node)
    {
        _paths[node.Items] = node.Path;
        foreach (var inner in node.Items.OfType<PolicyNode>()) Learn(inner);
    }
}

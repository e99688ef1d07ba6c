using System.Collections.Immutable;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Reports;

/// <summary>
/// Is told of every list that a decision goes through. The candidates are those that the decision then evaluates, and what was
/// looked up is what the index looked up for them; only the words for why a candidate fits are found afterwards.
/// </summary>
/// <param name="set">What decides.</param>
/// <param name="withLeftOut">Whether the items that are left out are noted, each with its reason.</param>
internal sealed class IndexRecorder(CompiledSet set, bool withLeftOut) : IIndexRecorder
{
    private readonly List<ListUse> _lists = [];
    private readonly Dictionary<ItemNode[], PolicyNode> _policies = new(ReferenceEqualityComparer.Instance);
    private readonly GuardsAnew _guards = new();

    public IndexUse ToUse() => new([.. _lists]);

    /// <inheritdoc/>
    public void Add(
        ItemNode[] items, ItemIndex? index, ReadOnlySpan<Value> slots, CandidateList? into, IReadOnlyList<Candidate> found, bool isWhole)
    {
        // empty lists may be one object, and nothing can be told of them
        if (items.Length == 0) return;
        var policy = PolicyOf(items);
        var lookedUp = index is null || into is null ? [] : index.LookedUp(into).ToHashSet();
        var candidates = ImmutableArray.CreateBuilder<CandidateUse>();
        var isFound = new bool[items.Length];
        foreach (var candidate in found)
        {
            var item = items[candidate.Item];
            isFound[candidate.Item] = true;
            candidates.Add(Use(item, candidate.IsSure, into is null ? null : _guards.Of(policy, item), lookedUp, slots));
        }

        _lists.Add(new ListUse
        {
            Policy = policy?.Path,
            Version = policy?.Code.Document.Version ?? 0,
            Items = items.Length,
            IsIndexed = into is not null,
            // of one index of all lists it is told once what was looked up
            Keys = into is null || (isWhole && policy is not null) ? [] : index!.UsesOf(slots, into),
            Candidates = candidates.ToImmutable(),
            LeftOut = withLeftOut ? LeftOut(policy, items, isFound, slots) : [],
        });
    }

    private static CandidateUse Use(
        ItemNode item, bool isSure, Guard? guard, HashSet<Dimension> lookedUp, ReadOnlySpan<Value> slots)
    {
        var hasKey = guard is { HasKey: true };
        return new CandidateUse
        {
            Id = IndexReports.IdOf(item),
            IsPolicy = item is PolicyNode,
            Location = item is RuleNode rule ? rule.Code.Source.Location : ((PolicyNode)item).Code.Source.Location,
            IsSure = isSure,
            HasKey = hasKey,
            FoundBy = guard is null ? [] : KeyMatches.Of(guard, lookedUp, slots),
        };
    }

    private ImmutableArray<LeftOutUse> LeftOut(PolicyNode? policy, ItemNode[] items, bool[] isFound, ReadOnlySpan<Value> slots)
    {
        var leftOut = ImmutableArray.CreateBuilder<LeftOutUse>();
        for (var i = 0; i < items.Length; i++)
        {
            if (isFound[i]) continue;
            var reason = _guards.Of(policy, items[i]).Explain(slots) ?? WithinAll(items[i], slots)
                ?? throw new InvalidOperationException($"the index left out `{IndexReports.IdOf(items[i])}`, which may be applicable");
            leftOut.Add(new LeftOutUse(IndexReports.IdOf(items[i]), items[i] is PolicyNode, reason));
        }

        return leftOut.ToImmutable();
    }

    // an index of all places knows of each what is around it and what is in it, where the guard of an item is cut short
    private string? WithinAll(ItemNode item, ReadOnlySpan<Value> slots)
    {
        if (set.Forest is null) return null;
        return item is RuleNode rule ? rule.Guard.Explain(slots) : "nothing in it is applicable";
    }

    private PolicyNode? PolicyOf(ItemNode[] items)
    {
        if (ReferenceEquals(items, set.Roots)) return null;
        if (_policies.Count == 0)
        {
            var alone = set.Shadows.Select(shadow => shadow.InForce).OfType<PolicyNode>();
            foreach (var node in set.Roots.Concat(set.Shadows.Select(shadow => shadow.Shadow)).Concat(alone)) Learn(node);
        }

        return _policies[items];
    }

    private void Learn(PolicyNode node)
    {
        _policies[node.Items] = node;
        foreach (var inner in node.Items.OfType<PolicyNode>()) Learn(inner);
    }
}

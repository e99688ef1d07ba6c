using Pdp.Engine.Indexing;
using Pdp.Engine.Model;

namespace Pdp.Engine.Reports;

/// <summary>Makes reports of the indexes of a set.</summary>
internal static class IndexReports
{
    public static IndexReport Of(CompiledSet set)
    {
        var guards = new GuardsAnew();
        var lists = new List<ListReport> { Report(null, set.Roots) };
        var pending = new Stack<PolicyNode>(set.Roots.Reverse());
        while (pending.TryPop(out var node))
        {
            lists.Add(Report(node, node.Items));
            foreach (var inner in node.Items.OfType<PolicyNode>().Reverse()) pending.Push(inner);
        }

        return new IndexReport([.. lists]);

        ListReport Report(PolicyNode? policy, ItemNode[] items) => set.Forest is { } forest
            ? Whole(policy, items, policy is null ? forest.Index : null, guards)
            : Own(policy, items, policy is null ? set.RootIndex : policy.Code.Index);
    }

    /// <summary>The id of a rule or policy.</summary>
    public static string IdOf(ItemNode item) => item is RuleNode rule ? rule.Code.Source.Id : ((PolicyNode)item).Code.Source.Id;

    private static ListReport Own(PolicyNode? policy, ItemNode[] items, ItemIndex? index) => new()
    {
        Policy = policy?.Path,
        Items = items.Length,
        IsIndexed = index is not null,
        Keys = index?.Keys ?? [],
        WithoutKey = index is null ? [] : [.. index.WithoutKey.Select(item => IdOf(items[item]))],
        Groups = index?.Groups ?? 0,
        Bytes = index?.Bytes ?? 0,
    };

    // one index is told of at the list of the roots
    private static ListReport Whole(PolicyNode? policy, ItemNode[] items, ItemIndex? index, GuardsAnew guards) => new()
    {
        Policy = policy?.Path,
        Items = items.Length,
        IsIndexed = true,
        Keys = index?.Keys ?? [],
        WithoutKey = [.. items.Where(item => !guards.Of(policy, item).HasKey).Select(IdOf)],
        Groups = index?.Groups ?? 0,
        Bytes = index?.Bytes ?? 0,
    };
}

using Pdp.Engine.Model;

namespace Pdp.Engine.Reports;

/// <summary>Makes reports of the indexes of a set.</summary>
internal static class IndexReports
{
    public static IndexReport Of(CompiledSet set)
    {
        var lists = new List<ListReport> { Report(null, set.Roots, set.RootIndex) };
        var pending = new Stack<PolicyNode>(set.Roots.Reverse());
        while (pending.TryPop(out var node))
        {
            lists.Add(Report(node.Path, node.Items, node.Code.Index));
            foreach (var inner in node.Items.OfType<PolicyNode>().Reverse()) pending.Push(inner);
        }

        return new IndexReport([.. lists]);
    }

    /// <summary>The id of a rule or policy.</summary>
    public static string IdOf(ItemNode item) => item is RuleNode rule ? rule.Code.Source.Id : ((PolicyNode)item).Code.Source.Id;

    private static ListReport Report(string? policy, ItemNode[] items, Indexing.ItemIndex? index) => new()
    {
        Policy = policy,
        Items = items.Length,
        IsIndexed = index is not null,
        Keys = index?.Keys ?? [],
        WithoutKey = index is null ? [] : [.. index.WithoutKey.Select(item => IdOf(items[item]))],
        Groups = index?.Groups ?? 0,
        Bytes = index?.Bytes ?? 0,
    };
}

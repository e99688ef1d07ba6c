using Pdp.Engine;

namespace Pdp.Server.AuthZen;

/// <summary>What searches look through: the entities that the PDP knows itself, and the actions of the schema, in a fixed order.</summary>
internal sealed class SearchCatalogue
{
    private readonly Dictionary<string, string[]> _ids;

    public SearchCatalogue(PolicySet set)
    {
        _ids = set.Source.Entities
            .GroupBy(static entity => entity.Type, static entity => entity.Id, StringComparer.Ordinal)
            .ToDictionary(static type => type.Key, Sorted, StringComparer.Ordinal);
        Actions = Sorted(set.Source.Schema.Actions.Select(static action => action.Name));
    }

    /// <summary>Whether the PDP knows any entity.</summary>
    public bool HasEntities => _ids.Count > 0;

    /// <summary>The names of the actions, ordered.</summary>
    public string[] Actions { get; }

    /// <summary>The ids of a type, ordered; none of a type that nobody knows.</summary>
    public string[] Ids(string type) => _ids.GetValueOrDefault(type) ?? [];

    /// <summary>Whether there is something that a search can look through.</summary>
    public bool Offers(SearchedKind kind) => kind == SearchedKind.Action ? Actions.Length > 0 : HasEntities;

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Attributes;

/// <summary>Between which types of subject and resource the schema's actions exist.</summary>
internal sealed class ActionUse(IEnumerable<EntitySchema> actions)
{
    private readonly FrozenDictionary<string, EntitySchema> _actions =
        actions.ToFrozenDictionary(action => action.Name, StringComparer.Ordinal);

    /// <summary>Whether the action can be done by such a subject on such a resource, as far as the schema says.</summary>
    public bool Allows(string action, string subject, string resource) =>
        !_actions.TryGetValue(action, out var schema)
        || ((schema.Subjects is not { } subjects || Has(subjects, subject)) && (schema.Resources is not { } resources || Has(resources, resource)));

    /// <summary>Tells when a subject of this type cannot do the action, or it cannot be done on this type of resource.</summary>
    public void Check(Request request, ref List<string>? misfits)
    {
        if (!_actions.TryGetValue(request.Action.Name, out var action)) return;
        if (action.Subjects is { } subjects && !Has(subjects, request.Subject.Type))
            (misfits ??= []).Add($"action `{action.Name}` is not for subjects of type `{request.Subject.Type}`");
        if (action.Resources is { } resources && !Has(resources, request.Resource.Type))
            (misfits ??= []).Add($"action `{action.Name}` is not for resources of type `{request.Resource.Type}`");
    }

    // the extension methods of sequences would box the array at every request
    private static bool Has(ImmutableArray<string> types, string type)
    {
        foreach (var one in types)
        {
            if (string.Equals(one, type, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}

using System.Collections.Frozen;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Attributes;

/// <summary>Between which types of subject and resource the schema's actions exist.</summary>
internal sealed class ActionUse(IEnumerable<EntitySchema> actions)
{
    private readonly FrozenDictionary<string, EntitySchema> _actions =
        actions.ToFrozenDictionary(action => action.Name, StringComparer.Ordinal);

    /// <summary>Tells when a subject of this type cannot do the action, or it cannot be done on this type of resource.</summary>
    public void Check(Request request, ref List<string>? misfits)
    {
        if (!_actions.TryGetValue(request.Action.Name, out var action)) return;
        if (action.Subjects is { } subjects && !subjects.Contains(request.Subject.Type, StringComparer.Ordinal))
            (misfits ??= []).Add($"action `{action.Name}` is not for subjects of type `{request.Subject.Type}`");
        if (action.Resources is { } resources && !resources.Contains(request.Resource.Type, StringComparer.Ordinal))
            (misfits ??= []).Add($"action `{action.Name}` is not for resources of type `{request.Resource.Type}`");
    }
}

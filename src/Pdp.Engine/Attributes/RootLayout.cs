using System.Collections.Frozen;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>How one root of a request (subject, resource, action or context) gets into slots.</summary>
/// <param name="name">The root's name.</param>
/// <param name="kinds">The layouts of the types, or of the actions by name, of which anything is known.</param>
/// <param name="other">The layout of all others.</param>
/// <param name="declared">The types or actions that are no misfits; null: all.</param>
/// <param name="kindSlot">The slot of <c>type</c>, or of an action's <c>name</c>; −1 when no policy reads it.</param>
/// <param name="idSlot">The slot of <c>id</c>; −1 when no policy reads it.</param>
/// <param name="slots">All slots of this root.</param>
internal sealed class RootLayout(
    string name, IReadOnlyDictionary<string, EntityLayout> kinds, EntityLayout other, IEnumerable<string>? declared,
    int kindSlot, int idSlot, int[] slots)
{
    private readonly FrozenSet<string>? _declared = declared?.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, EntityLayout> _kinds = kinds.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The slot of <c>id</c>; −1 when no policy reads it.</summary>
    public int IdSlot => idSlot;

    /// <summary>Most attributes that a layout of this root has.</summary>
    public int MostPlans { get; } = kinds.Values.Select(kind => kind.PlanCount).Append(other.PlanCount).Max();

    /// <summary>Empties the slots of this root, and fills that of the type or name.</summary>
    /// <param name="kind">The entity's type, the action's name; null for the context.</param>
    /// <param name="values">All slots.</param>
    /// <returns>How attributes are to be taken; null when the request needs <see cref="Fill"/>.</returns>
    public EntityLayout? Begin(string? kind, Value[] values)
    {
        foreach (var slot in slots) values[slot] = default;
        if (kindSlot >= 0 && kind is not null) values[kindSlot] = Value.From(kind);
        if (kind is null || !_kinds.TryGetValue(kind, out var layout)) layout = other;
        var fits = kind is null || _declared is null || _declared.Contains(kind);
        return fits && layout.TakesAttributes ? layout : null;
    }

    /// <summary>Fills the slots of this root.</summary>
    /// <param name="kind">The entity's type, the action's name; null for the context.</param>
    /// <param name="id">The entity's id, or null.</param>
    /// <param name="stated">What the caller states.</param>
    /// <param name="values">The slots, all missing before.</param>
    /// <param name="misfits">Gets what does not fit.</param>
    public void Fill(string? kind, string? id, StringMap stated, Value[] values, ref List<string>? misfits)
    {
        if (kindSlot >= 0 && kind is not null) values[kindSlot] = Value.From(kind);
        if (idSlot >= 0 && id is not null) values[idSlot] = Value.From(id);
        if (kind is null || !_kinds.TryGetValue(kind, out var layout)) layout = other;
        if (kind is not null && _declared is not null && !_declared.Contains(kind))
            (misfits ??= []).Add($"the schema has no {(id is null ? name : $"{name} type")} `{kind}`");
        layout.Fill(id, stated, values, ref misfits);
    }
}

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
internal sealed class RootLayout(
    string name, IReadOnlyDictionary<string, EntityLayout> kinds, EntityLayout other, IEnumerable<string>? declared,
    int kindSlot, int idSlot)
{
    private readonly FrozenSet<string>? _declared = declared?.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, EntityLayout> _kinds = kinds.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Fills the slots of this root.</summary>
    /// <param name="kind">The entity's type, the action's name; null for the context.</param>
    /// <param name="id">The entity's id, or null.</param>
    /// <param name="stated">What the caller states.</param>
    /// <param name="slots">The slots, all missing before.</param>
    /// <param name="misfits">Gets what does not fit.</param>
    public void Fill(string? kind, string? id, StringMap stated, Value[] slots, ref List<string>? misfits)
    {
        if (kindSlot >= 0 && kind is not null) slots[kindSlot] = Value.From(kind);
        if (idSlot >= 0 && id is not null) slots[idSlot] = Value.From(id);
        if (kind is null || !_kinds.TryGetValue(kind, out var layout)) layout = other;
        if (kind is not null && _declared is not null && !_declared.Contains(kind))
            (misfits ??= []).Add($"the schema has no {(id is null ? name : $"{name} type")} `{kind}`");
        layout.Fill(id, stated, slots, ref misfits);
    }
}

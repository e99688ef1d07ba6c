using System.Collections.Frozen;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>
/// How the entities of one type (or the actions of one name, or the context) get into slots: what the schema says of each
/// attribute, and the entities that the PDP knows.
/// </summary>
internal sealed partial class EntityLayout
{
    private readonly AttributePlan[] _plans;
    private readonly FrozenDictionary<string, int> _byName;
    private readonly Preset _preset;
    private readonly FrozenDictionary<string, KnownEntity>? _known;
    private readonly bool _isClosed;
    private readonly bool _isEnforced;
    private readonly int _propertiesSlot;
    private readonly string _root;

    /// <param name="root">The root's name, for messages.</param>
    /// <param name="plans">The attributes that the schema has or that policies read.</param>
    /// <param name="known">The entities of this type that the PDP knows, by id; null: none.</param>
    /// <param name="isClosed">Whether the schema knows all attributes.</param>
    /// <param name="isEnforced">Whether misfits are told.</param>
    /// <param name="propertiesSlot">The slot of the map of all properties; −1 when no policy reads it.</param>
    public EntityLayout(
        string root, AttributePlan[] plans, IReadOnlyDictionary<string, EntityProperties>? known, bool isClosed,
        bool isEnforced, int propertiesSlot)
    {
        _root = root;
        _plans = plans;
        _byName = Enumerable.Range(0, plans.Length).ToFrozenDictionary(i => plans[i].Name, i => i, StringComparer.Ordinal);
        _preset = Preset.Of(plans, null, isEnforced);
        _known = known?.ToFrozenDictionary(
            pair => pair.Key, pair => new KnownEntity(Preset.Of(plans, pair.Value.ByPlan, isEnforced), pair.Value.All), StringComparer.Ordinal);
        _isClosed = isClosed;
        _isEnforced = isEnforced;
        _propertiesSlot = propertiesSlot;
        _names = new Utf8Names([.. plans.Select(plan => plan.Name)]);
        _uses = [.. Enumerable.Range(0, plans.Length).Select(Use)];
        _untyped = [.. plans.Select(plan => plan.Coercer is AnyCoercer ? plan.Slot : -1)];
        _unknown = isClosed && isEnforced ? Refused : Ignored;
    }

    /// <summary>Fills the slots from what the caller states and the PDP knows.</summary>
    /// <param name="id">The entity's id; null for actions and the context.</param>
    /// <param name="stated">What the caller states.</param>
    /// <param name="slots">The slots, all missing before.</param>
    /// <param name="misfits">Gets what does not fit, when the schema is enforced.</param>
    public void Fill(string? id, StringMap stated, Value[] slots, ref List<string>? misfits)
    {
        KnownEntity? known = null;
        if (id is not null && _known is not null) _known.TryGetValue(id, out known);
        var preset = known?.Preset ?? _preset;
        foreach (ref readonly var one in preset.Values.AsSpan()) slots[one.Slot] = one.Value;
        foreach (ref readonly var property in stated.Entries)
        {
            var isPlanned = _byName.TryGetValue(property.Key, out var index);
            if (isPlanned) Take(_plans[index], property.Value, slots, ref misfits);
            if (_isClosed && _isEnforced && !(isPlanned && _plans[index].IsDeclared) && !Roots.IsToken(_root, property.Key)) Misfit(ref misfits, $"`{_root}` has no attribute `{property.Key}` in the schema");
        }

        foreach (var i in preset.Absent)
        {
            var plan = _plans[i];
            if (plan.Source == AttributeSource.Data || !stated.TryGet(plan.Name, out _))
                Misfit(ref misfits, $"attribute `{plan.Path}` is required, and it is absent");
        }

        if (_propertiesSlot >= 0) slots[_propertiesSlot] = Properties(stated, known);
    }

    private void Take(AttributePlan plan, in Value value, Value[] slots, ref List<string>? misfits)
    {
        if (plan.Source == AttributeSource.Data)
        {
            if (_isEnforced) Misfit(ref misfits, $"attribute `{plan.Path}` is the PDP's own and cannot be sent");
            return;
        }

        if (plan.Slot < 0 && !_isEnforced) return;
        var coerced = plan.Coerce(value, ref misfits, _isEnforced);
        if (plan.Slot >= 0) slots[plan.Slot] = coerced;
    }

    // the map obeys the same rules as the attributes: what a caller may not state cannot be read here either
    private Value Properties(StringMap stated, KnownEntity? known)
    {
        if (_plans.Length == 0 && known is null) return Value.From(stated);
        var entries = new List<KeyValuePair<string, Value>>(stated.Count);
        foreach (var (name, value) in stated.Entries)
        {
            if (!_byName.TryGetValue(name, out var index))
            {
                entries.Add(new(name, value));
                continue;
            }

            var plan = _plans[index];
            if (plan.Source == AttributeSource.Data) continue;
            if (!plan.Coercer.TryCoerce(value, out var coerced, out var misfit)) return Value.From(misfit.ToError(plan.Path));
            entries.Add(new(name, coerced));
        }

        var present = entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        if (known is not null)
        {
            foreach (var (name, value) in known.All.Entries)
            {
                var stateable = _byName.TryGetValue(name, out var index) && _plans[index].Source == AttributeSource.Request;
                if (!stateable && !Roots.IsToken(_root, name) && present.Add(name)) entries.Add(new(name, value));
            }
        }

        foreach (var plan in _plans)
        {
            if (!plan.Default.IsMissing && present.Add(plan.Name)) entries.Add(new(plan.Name, plan.Default));
        }

        return Value.From(new StringMap([.. entries]));
    }

    /// <summary>An entity that the PDP knows.</summary>
    /// <param name="Preset">What its attributes are where the caller states none.</param>
    /// <param name="All">All its properties.</param>
    private sealed record KnownEntity(Preset Preset, StringMap All);

    private static void Misfit(ref List<string>? misfits, string text) => (misfits ??= []).Add(text);
}

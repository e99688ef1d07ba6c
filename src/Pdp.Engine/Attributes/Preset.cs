using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>
/// What the attributes of an entity are where the caller states none: the PDP's own data and the schema's defaults, found once
/// when policies are loaded, so that a decision only copies what there is.
/// </summary>
internal sealed class Preset
{
    private Preset(PresetValue[] values, int[] absent)
    {
        Values = values;
        Absent = absent;
    }

    /// <summary>The values that have a slot, by plan; none is missing.</summary>
    public PresetValue[] Values { get; }

    /// <summary>The plans whose attributes the schema requires, and that nobody but the caller can supply.</summary>
    public int[] Absent { get; }

    /// <summary>Finds it.</summary>
    /// <param name="plans">The attributes.</param>
    /// <param name="known">What the PDP knows of the entity, by plan; null: nothing.</param>
    /// <param name="isEnforced">Whether misfits are told.</param>
    public static Preset Of(AttributePlan[] plans, Value[]? known, bool isEnforced)
    {
        var values = new List<PresetValue>();
        var absent = new List<int>();
        for (var i = 0; i < plans.Length; i++)
        {
            var plan = plans[i];
            var value = known is null || plan.Source == AttributeSource.Request ? default : known[i];
            if (value.IsMissing) value = plan.Default;
            if (value.IsMissing && plan.Required && isEnforced) absent.Add(i);
            if (!value.IsMissing && plan.Slot >= 0) values.Add(new PresetValue(i, plan.Slot, value));
        }

        return new Preset([.. values], [.. absent]);
    }
}

/// <summary>A value of a <see cref="Preset"/>.</summary>
/// <param name="Plan">The attribute's position among the plans.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="Value">The value.</param>
internal readonly record struct PresetValue(int Plan, int Slot, Value Value);

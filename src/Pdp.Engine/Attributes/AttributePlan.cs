using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>How one attribute of an entity gets from a request, or the PDP's own data, into its slot.</summary>
internal sealed class AttributePlan
{
    /// <summary>The attribute as written: <c>subject.clearance</c>.</summary>
    public required string Path { get; init; }

    public required string Name { get; init; }

    /// <summary>The slot; −1 when no policy reads the attribute.</summary>
    public required int Slot { get; init; }

    /// <summary>Whether the schema has the attribute.</summary>
    public required bool IsDeclared { get; init; }

    public required Coercer Coercer { get; init; }

    public required AttributeSource Source { get; init; }

    /// <summary>What it is when nobody supplies it; missing when there is no default.</summary>
    public required Value Default { get; init; }

    /// <summary>Whether a request in which it is absent in the end does not fit the schema.</summary>
    public required bool Required { get; init; }

    /// <summary>The value as it goes into the slot: coerced, or the error that reading it is.</summary>
    public Value Coerce(in Value value, ref List<string>? misfits, bool enforced)
    {
        if (Coercer.TryCoerce(value, out var result, out var misfit)) return result;
        if (enforced) (misfits ??= []).Add(misfit.ToString(Path));
        return Value.From(misfit.ToError(Path));
    }
}

using Pdp.Language.Checking;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>What the free names of a condition mean to its guard; as <see cref="Runtime.IBindings"/> to its program.</summary>
public interface IGuardNames
{
    /// <summary>What a free name means; null when nothing is known of it (<c>now</c> included).</summary>
    GuardName? Resolve(string name);

    /// <summary>What a member of a root means; null when nothing is known of it.</summary>
    GuardName? ResolveMember(string root, string member);
}

/// <summary>What a name means.</summary>
public abstract class GuardName;

/// <summary>An attribute in a slot.</summary>
/// <param name="slot">Index into <see cref="Runtime.Frame.Slots"/>.</param>
/// <param name="path">The attribute as written: <c>subject.clearance</c>.</param>
/// <param name="isCertain">Whether the slot has a string in every request, as that of <c>resource.type</c>.</param>
public sealed class SlotName(int slot, string path, bool isCertain = false) : GuardName
{
    internal GuardPath Attribute { get; } = new(slot, path, isCertain, []);
}

/// <summary>A constant.</summary>
/// <param name="value">The value, or an error.</param>
public sealed class ConstantName(Value value) : GuardName
{
    internal Value Value { get; } = value;
}

/// <summary>
/// A named expression, whose guard is that of a condition which reads it. One object stands for it in all conditions,
/// so that its guard is made once; it must not be used by two threads at the same time.
/// </summary>
/// <param name="expression">The expression.</param>
/// <param name="names">What its free names mean.</param>
public sealed class VariableName(CheckedExpression expression, IGuardNames names) : GuardName
{
    internal CheckedExpression Expression { get; } = expression;

    internal IGuardNames Names { get; } = names;

    /// <summary>The guards that have been made, by <see cref="Outcome"/>.</summary>
    internal Guard?[] Known { get; } = new Guard?[3];

    /// <summary>Whether evaluating it may draw on its budget, once asked for.</summary>
    internal bool? MayDraw { get; set; }

    /// <summary>Its constant value, once asked for: missing when it has none.</summary>
    internal Value? Constant { get; set; }
}

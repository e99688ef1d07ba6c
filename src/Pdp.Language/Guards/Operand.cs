using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>
/// An expression that reads an attribute and does nothing else with it, but for a default perhaps: <c>x</c>, <c>x.a['b']</c>,
/// <c>x.?a</c>, <c>x.?a.orValue(5)</c>.
/// </summary>
/// <param name="Attribute">What it reads.</param>
internal readonly record struct Operand(GuardTerm Attribute)
{
    private const int Never = int.MaxValue;

    /// <summary>
    /// From which step on (0 is the slot's own) absence makes no error but an optional without a value.
    /// </summary>
    public int OptionalFrom { get; init; } = Never;

    /// <summary>Whether it yields an optional, and not the value in it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What an optional without a value is replaced by; missing when nothing replaces it.</summary>
    public Value Default { get; init; }

    /// <summary>Whether steps can be added.</summary>
    public bool HasMembers => Default.IsMissing && Attribute is GuardPath;

    /// <summary>Whether absence of any step on the way is no error.</summary>
    public bool IsOptionalThroughout => OptionalFrom == 0;

    public Operand Member(string name, bool optional)
    {
        var attribute = ((GuardPath)Attribute).Member(name);
        return this with
        {
            Attribute = attribute,
            OptionalFrom = optional ? Math.Min(OptionalFrom, attribute.Members.Length) : OptionalFrom,
            IsOptional = IsOptional || optional,
        };
    }

    /// <summary>Whether it reads a part of a request, and a missing one is an error.</summary>
    public bool IsPlain => !IsOptional && OptionalFrom == Never && Default.IsMissing && Attribute.IsOfRequest;

    /// <summary>The value in the optional, an error when there is none.</summary>
    public Operand Unwrapped => new(Attribute);

    /// <summary>
    /// The atom of a question about the value. The buckets are those that it needs where reading comes to no value: an
    /// error is every outcome but a definite one, and a default is asked like a value.
    /// </summary>
    public Guard Ask(GuardAtom atom)
    {
        if (Attribute.IsAlwaysRead) return Guard.Of(Attribute.IsString && atom.Type == GuardType.String ? atom.With(GuardBuckets.None) : atom);
        var asksDefault = !Default.IsMissing && OptionalFrom <= Attribute.Steps;
        var none = asksDefault && !atom.AcceptsValue(Default) ? GuardBuckets.None : GuardBuckets.Missing;
        var step = asksDefault && IsOptionalThroughout
            ? none == GuardBuckets.None ? GuardBuckets.None : GuardBuckets.MissingStep
            : GuardBuckets.MissingStep;
        return Guard.Of(atom.With(atom.Buckets | none | step | GuardBuckets.Invalid));
    }
}

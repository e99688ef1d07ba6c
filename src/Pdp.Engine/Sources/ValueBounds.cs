using System.Collections.Immutable;

namespace Pdp.Engine.Sources;

/// <summary>
/// What a schema asks of a value beyond its type, by JSON Schema's keywords. A value outside the bounds is invalid, as one
/// of the wrong type is: reading it is an error.
/// </summary>
public sealed record ValueBounds
{
    /// <summary>Fewest code points of a string.</summary>
    public int? MinLength { get; init; }

    /// <summary>Most code points of a string.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Fewest elements of a list.</summary>
    public int? MinItems { get; init; }

    /// <summary>Most elements of a list.</summary>
    public int? MaxItems { get; init; }

    /// <summary>Smallest number.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest number.</summary>
    public double? Maximum { get; init; }

    /// <summary>A regular expression that must match somewhere in a string.</summary>
    public string? Pattern { get; init; }

    /// <summary>The only strings; empty when any will do. At an attribute itself <c>Member.EnumValues</c> says it already.</summary>
    public ImmutableArray<string> EnumValues { get; init; } = [];

    /// <summary>Whether null fits besides the type. At an attribute itself <see cref="AttributeSchema.IsNullable"/> says it already.</summary>
    public bool IsNullable { get; init; }

    /// <summary>The bounds of a list's elements, or null.</summary>
    public ValueBounds? Items { get; init; }

    /// <summary>The bounds of a nested object's members, by name; those without bounds may be left out.</summary>
    public ImmutableDictionary<string, ValueBounds> Members { get; init; } =
        ImmutableDictionary.Create<string, ValueBounds>(StringComparer.Ordinal);
}

using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>What a condition that is made of no others asks of a place in a request.</summary>
/// <param name="Path">The place.</param>
/// <param name="True">A value for which it is true; null: any will do that is there.</param>
/// <param name="False">A value for which it is false; missing: none.</param>
/// <param name="Values">What is worth trying there.</param>
internal sealed record Atom(RequestPath Path, Value? True, Value False, ImmutableArray<Value> Values)
{
    /// <summary>The place whose value decides, when there is no constant: it is true when <see cref="Path"/> has it, or its list does.</summary>
    public RequestPath? Other { get; init; }

    /// <summary>Whether <see cref="Path"/> is a list that is to have the value of <see cref="Other"/>.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether it is true where the values are not the same.</summary>
    public bool IsNegated { get; init; }
}

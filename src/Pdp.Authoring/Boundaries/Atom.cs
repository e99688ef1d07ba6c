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
    /// <summary>What kind of demand it is.</summary>
    public AtomShape Shape { get; init; }

    /// <summary>The constant of the demand: what is compared with, the member, the part, the range. Missing when there is none.</summary>
    public Value Operand { get; init; }

    /// <summary>Whether the demand is made of the size of what is there.</summary>
    public bool IsOfSize { get; init; }

    /// <summary>The part of the time that it asks for, as <c>getHours</c>; null: it does not ask for one.</summary>
    public string? ClockPart { get; init; }

    /// <summary>The place whose value is in the place of <see cref="Operand"/>, when that is no constant.</summary>
    public RequestPath? Other { get; init; }

    /// <summary>Whether it is true where the demand is not met.</summary>
    public bool IsNegated { get; init; }
}

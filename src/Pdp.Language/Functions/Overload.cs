using System.Collections.Immutable;
using Pdp.Language.Runtime;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Functions;

/// <summary>The code of an overload. Arguments have kinds that fit the declared types; errors are returned.</summary>
/// <param name="frame">For <see cref="Frame.Fuel"/>, <see cref="Frame.Cancellation"/> and <see cref="Frame.Now"/>.</param>
/// <param name="arguments">The arguments; for a member function the receiver is the first one.</param>
/// <returns>The result or an error, never missing.</returns>
public delegate Value Implementation(Frame frame, ReadOnlySpan<Value> arguments);

/// <summary>One signature of a function.</summary>
/// <param name="Id">cel-go's overload id, unique: <c>string_starts_with_string</c>, or <c>starts_with_string</c>.</param>
/// <param name="Function">The name as called: <c>startsWith</c>, <c>math.greatest</c>, or an operator's <c>_+_</c>.</param>
/// <param name="IsMember">Whether it is called with a receiver, which is then the first parameter.</param>
/// <param name="Parameters">The parameters' types.</param>
/// <param name="Result">The result's type.</param>
/// <param name="Code">
/// What it does; null for operators, macros and lazy functions, which have nodes of their own.
/// </param>
public sealed record Overload(
    string Id, string Function, bool IsMember, ImmutableArray<CelType> Parameters, CelType Result, Implementation? Code)
{
    /// <summary>Whether equal arguments always give an equal result, so that calls on constants are folded.</summary>
    public bool IsPure { get; init; } = true;

    /// <summary>Whether the signature has type parameters, which the checker renews for each call.</summary>
    internal bool IsGeneric { get; } = HasParameter(Result) || Parameters.Any(HasParameter);

    /// <summary>This overload's id, as the checker records it for a call that can use no other.</summary>
    internal Checking.OverloadIds OnlyId { get; } = new([Id]);

    /// <summary>One line for hovers and help.</summary>
    public string? Description { get; init; }

    private static bool HasParameter(CelType type) =>
        type.Kind == CelTypeKind.Parameter || type.Parameters.Any(HasParameter);
}

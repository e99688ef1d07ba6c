using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Combining;

/// <summary>The six inner values by effect, by target and as answers.</summary>
internal static class InnerValues
{
    public const int Count = 6;

    /// <summary>What a rule of this effect is when it applies.</summary>
    public static InnerValue Of(Effect effect) => effect == Effect.Permit ? InnerValue.Permit : InnerValue.Deny;

    /// <summary>What a rule of this effect is when an error keeps it from having a value.</summary>
    public static InnerValue ErrorOf(Effect effect) =>
        effect == Effect.Permit ? InnerValue.IndeterminatePermit : InnerValue.IndeterminateDeny;

    public static bool IsError(InnerValue value) => value >= InnerValue.IndeterminatePermit;

    public static bool IsDecided(InnerValue value) => value is InnerValue.Permit or InnerValue.Deny;

    /// <summary>The value of a policy whose target is in error and whose items combine to <paramref name="items"/>.</summary>
    public static InnerValue UnderTargetError(InnerValue items) => items switch
    {
        InnerValue.Permit => InnerValue.IndeterminatePermit,
        InnerValue.Deny => InnerValue.IndeterminateDeny,
        _ => items,
    };

    /// <summary>The value as callers see it.</summary>
    public static Outcome ToOutcome(InnerValue value) => value switch
    {
        InnerValue.Permit => Outcome.Permit,
        InnerValue.Deny => Outcome.Deny,
        InnerValue.NotApplicable => Outcome.NotApplicable,
        _ => Outcome.Indeterminate,
    };
}

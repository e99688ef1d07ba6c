namespace Pdp.Client;

/// <summary>What a decision says, apart from how it was come by. Immutable, so that a cache can give it to many.</summary>
internal sealed record Verdict
{
    public required Effect Effect { get; init; }

    public required ReasonCode Reason { get; init; }

    public string UserReason { get; init; } = "";

    public string Detail { get; init; } = "";

    public string Revision { get; init; } = "";

    public string DecisionId { get; init; } = "";

    public IReadOnlyList<Obligation> Obligations { get; init; } = [];

    public IReadOnlyList<Advice> Advice { get; init; } = [];

    /// <summary>Denies for want of an answer.</summary>
    public static Verdict Deny(ReasonCode reason, string detail) => new() { Effect = Effect.Deny, Reason = reason, Detail = detail };
}

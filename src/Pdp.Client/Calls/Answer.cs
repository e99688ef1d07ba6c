namespace Pdp.Client;

/// <summary>What came of asking a PDP.</summary>
/// <param name="Verdict">What it comes to.</param>
/// <param name="IsFault">Whether it speaks against the PDP's health, so that the breaker counts it.</param>
/// <param name="Sequence">The number of the bundle that decided; 0 when it has none.</param>
internal readonly record struct Answer(Verdict Verdict, bool IsFault, ulong Sequence = 0)
{
    /// <summary>
    /// Says of the call of a batch that each of its questions has an answer of its own. It is none itself: whoever took it for one would deny.
    /// </summary>
    public static Answer CameThrough { get; } = new(new Verdict { Effect = Effect.Unspecified, Reason = ReasonCode.Unspecified }, IsFault: false);

    public static Answer Fault(ReasonCode reason, string detail) => new(Verdict.Deny(reason, detail), IsFault: true);

    public static Answer Refused(ReasonCode reason, string detail) => new(Verdict.Deny(reason, detail), IsFault: false);
}

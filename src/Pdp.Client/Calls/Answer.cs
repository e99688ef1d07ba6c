namespace Pdp.Client;

/// <summary>What came of asking a PDP.</summary>
/// <param name="Verdict">What it comes to.</param>
/// <param name="IsFault">Whether it speaks against the PDP's health, so that the breaker counts it.</param>
/// <param name="Sequence">The number of the bundle that decided; 0 when it has none.</param>
internal readonly record struct Answer(Verdict Verdict, bool IsFault, ulong Sequence = 0)
{
    public static Answer Fault(ReasonCode reason, string detail) => new(Verdict.Deny(reason, detail), IsFault: true);

    public static Answer Refused(ReasonCode reason, string detail) => new(Verdict.Deny(reason, detail), IsFault: false);
}

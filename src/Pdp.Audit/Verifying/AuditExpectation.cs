namespace Pdp.Audit.Verifying;

/// <summary>What is known of a log from elsewhere, such as from an earlier verification.</summary>
/// <param name="Log">Its id; null: that is not known.</param>
/// <param name="Signed">The number of a record up to which it was seen signed; null: that is not known.</param>
public sealed record AuditExpectation(string? Log, long? Signed);

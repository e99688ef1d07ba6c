namespace Pdp.Audit.Verifying;

/// <summary>What is known of a log from elsewhere, such as from an earlier verification.</summary>
/// <param name="Log">Its id; null: that is not known.</param>
/// <param name="Signed">A record up to which it was seen signed; null: none is known.</param>
/// <param name="Keyless">The number of the record up to which it was written without a key; 0: its first server had one.</param>
/// <param name="OldFiles">The number of the file up to which files were begun by versions that did not sign their beginnings; 0: there are none.</param>
public sealed record AuditExpectation(string? Log, SeenRecord? Signed, long Keyless = 0, long OldFiles = 0);

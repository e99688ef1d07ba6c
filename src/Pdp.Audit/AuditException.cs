namespace Pdp.Audit;

/// <summary>A log cannot be used, for a reason that the operator can do something about.</summary>
public sealed class AuditException(string message, Exception? cause = null) : Exception(message, cause);

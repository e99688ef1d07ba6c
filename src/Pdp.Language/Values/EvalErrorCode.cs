namespace Pdp.Language.Values;

/// <summary>The kinds of run-time error, the status codes of ACAL 1.0.</summary>
public enum EvalErrorCode
{
    /// <summary>Type mismatch, overflow, division by zero, a limit reached, and whatever has no code of its own.</summary>
    ProcessingError,

    /// <summary>An absent attribute was read.</summary>
    MissingAttribute,

    /// <summary>A value is malformed: a time stamp, duration, address or number that does not parse.</summary>
    SyntaxError,
}

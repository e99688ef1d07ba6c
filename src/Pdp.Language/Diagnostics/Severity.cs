namespace Pdp.Language.Diagnostics;

/// <summary>How much a <see cref="Diagnostic"/> matters.</summary>
public enum Severity
{
    /// <summary>The text is not used: nothing that has an error is ever loaded.</summary>
    Error,

    /// <summary>The text is used; the author should look at the place.</summary>
    Warning,
}

namespace Pdp.Cli;

/// <summary>
/// Ends a command with something to tell: thrown where a command meets what it cannot go on without, caught in one place.
/// </summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">In the house's style: lower case, no full stop, the user's words in backticks.</param>
/// <param name="help">What to do, or null.</param>
internal sealed class CliFailureException(int exitCode, string message, string? help = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string? Help { get; } = help;
}

using Pdp.Engine.Sources;

namespace Pdp.Server.Hosting;

/// <summary>The server cannot start, for a reason that the operator can do something about.</summary>
internal sealed class StartUpException(string message, string? help, Exception? cause) : Exception(message, cause)
{
    /// <summary>All that was found wrong, to be told before; may be empty.</summary>
    public IReadOnlyList<SourceDiagnostic> Findings { get; init; } = [];

    /// <summary>What to do about it, or null.</summary>
    public string? Help { get; } = help;
}

using Pdp.Bundles;
using Pdp.Engine.Sources;

namespace Pdp.Server.Hosting;

/// <summary>Tells an operator what is wrong before there is a log.</summary>
/// <param name="error">Where it is told.</param>
internal sealed class Teller(TextWriter error)
{
    /// <summary>Tells what was found in the policies.</summary>
    public void Tell(IEnumerable<SourceDiagnostic> findings)
    {
        foreach (var finding in findings) error.WriteLine(DiagnosticText.Format(finding));
    }

    /// <summary>Tells an error.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="help">What to do about it, or null.</param>
    public void Error(string message, string? help)
    {
        error.WriteLine($"error: {message}");
        if (help is not null) error.WriteLine($"  = help: {help}");
    }

    /// <summary>Tells what is no error.</summary>
    /// <param name="message">What it is.</param>
    public void Note(string message) => error.WriteLine($"note: {message}");
}

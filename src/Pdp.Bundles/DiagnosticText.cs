using Pdp.Engine.Sources;

namespace Pdp.Bundles;

/// <summary>Diagnostics as text for people.</summary>
public static class DiagnosticText
{
    /// <summary>
    /// The diagnostic with file, JSON pointer, line and column, message, excerpt with a caret (aware of wide characters)
    /// and help; several lines without a final newline, without colours.
    /// </summary>
    public static string Format(SourceDiagnostic diagnostic) => throw new NotImplementedException();
}

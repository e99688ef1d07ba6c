using System.Diagnostics.CodeAnalysis;
using Pdp.Bundles.Activation;

namespace Pdp.Bundles.Archives;

/// <summary>Ends the reading of an archive of which nothing more can be relied upon; it does not leave the reader.</summary>
/// <param name="code">One of the codes of diagnostics.</param>
/// <param name="message">What is wrong, in the house's style.</param>
/// <param name="help">What to do, or null.</param>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "it is never without a code")]
internal sealed class ArchiveRefusalException(string code, string message, string? help = null) : Exception(message)
{
    public string Code { get; } = code;

    public string? Help { get; } = help;

    /// <summary>It is no archive of this form, or not whole.</summary>
    public static ArchiveRefusalException Malformed(string message, string? help = null) => new(ActivationCodes.MalformedBundle, message, help);
}

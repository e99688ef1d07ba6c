namespace Pdp.Identity.Settings;

/// <summary>What is wrong with the document of issuers.</summary>
/// <param name="Pointer">Where: a JSON pointer (RFC 6901); empty for the document.</param>
/// <param name="Message">What.</param>
/// <param name="Help">What may have been meant; null: nothing to say.</param>
public sealed record IdentityProblem(string Pointer, string Message, string? Help = null)
{
    /// <inheritdoc/>
    public override string ToString() => (Pointer.Length == 0 ? Message : $"{Pointer}: {Message}") + (Help is null ? "" : $" ({Help})");
}

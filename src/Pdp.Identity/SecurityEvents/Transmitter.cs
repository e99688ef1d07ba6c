using Pdp.Identity.Settings;

namespace Pdp.Identity.SecurityEvents;

/// <summary>Who may send security events, and what they are about.</summary>
/// <param name="Issuer">By which rules its tokens are verified.</param>
/// <param name="TokensOf">The issuer of the sessions that its events are about, as the document of issuers has it; null: anybody's.</param>
/// <param name="Hold">How long what is revoked by an event counts, unless it is for good: at least as long as the longest token.</param>
public sealed record Transmitter(IssuerSettings Issuer, string? TokensOf, TimeSpan Hold);

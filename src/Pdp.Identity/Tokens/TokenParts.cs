using System.Text.Json;

namespace Pdp.Identity.Tokens;

/// <summary>A token whose form has been checked, and nothing else yet.</summary>
/// <param name="Header">The header's members that are looked at.</param>
/// <param name="Payload">The claims; not to be believed before the signature is.</param>
internal sealed record TokenParts(TokenHeader Header, JsonElement Payload);

/// <summary>A header.</summary>
/// <param name="Algorithm">Its <c>alg</c>.</param>
/// <param name="KeyId">Its <c>kid</c>; null in a DPoP proof.</param>
/// <param name="Type">Its <c>typ</c>, or null.</param>
/// <param name="Key">The key that a DPoP proof carries.</param>
internal sealed record TokenHeader(string Algorithm, string? KeyId, string? Type, JsonElement? Key = null);

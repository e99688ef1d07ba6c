using System.Text.Json;

namespace Pdp.Identity.SecurityEvents;

/// <summary>A security event token that has been verified.</summary>
/// <param name="Transmitter">Who says it.</param>
/// <param name="Id">Its <c>jti</c>.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Claims">All its claims.</param>
public sealed record SecurityEvent(Transmitter Transmitter, string Id, DateTimeOffset IssuedAt, JsonElement Claims);

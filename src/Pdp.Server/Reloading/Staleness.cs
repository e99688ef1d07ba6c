namespace Pdp.Server.Reloading;

/// <summary>Why the policies in force must not be relied upon.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Message">Why, for people and for the errors of answers.</param>
internal sealed record Staleness(DateTimeOffset Since, string Message);

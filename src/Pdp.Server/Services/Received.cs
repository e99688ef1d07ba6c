namespace Pdp.Server.Services;

/// <summary>
/// A message as it came, or why its bytes are none. A decoder must not throw: the framework would log every caller's
/// garbage as an error of the server and answer with UNKNOWN.
/// </summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="Message">The message; null when the bytes are none.</param>
/// <param name="Fault">What is wrong with the bytes, or null.</param>
internal sealed record Received<T>(T? Message, string? Fault)
    where T : class;

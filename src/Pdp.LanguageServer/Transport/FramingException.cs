namespace Pdp.LanguageServer.Transport;

/// <summary>What came is not framed as the protocol says, so that nobody can tell where the next message begins.</summary>
internal sealed class FramingException(string message) : Exception(message);

namespace Pdp.Server.Transport;

/// <summary>Marks a connection whose client should have shown a certificate, and has shown none: a feature of the connection.</summary>
internal sealed class NamelessConnection
{
    /// <summary>The mark.</summary>
    public static NamelessConnection Instance { get; } = new();
}

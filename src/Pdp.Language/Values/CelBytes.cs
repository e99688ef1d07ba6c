namespace Pdp.Language.Values;

/// <summary>An immutable sequence of octets.</summary>
/// <param name="octets">The octets; the caller gives them away and changes them no more.</param>
public sealed class CelBytes(byte[] octets) : CelObject
{
    private readonly byte[] _octets = octets;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Bytes;

    /// <summary>The octets.</summary>
    public ReadOnlySpan<byte> Span => _octets;
}

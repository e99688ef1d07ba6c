namespace Pdp.Bundles.Archives;

/// <summary>What stands around the packed octets (RFC 1952): one member, without a name, a time or anything else that is optional.</summary>
internal static class GzipForm
{
    /// <summary>Octets behind the packed ones: check sum and length.</summary>
    public const int TrailerLength = 8;

    /// <summary>The header: deflate, no flags, no time, packed well, by an unknown system.</summary>
    public static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff];
}

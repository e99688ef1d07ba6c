namespace Pdp.Language.Values;

/// <summary>
/// An IPv4 or IPv6 address. IPv4-mapped IPv6 addresses and zones are refused, so that one host has one value.
/// </summary>
/// <param name="bits">The address, in the low 32 bits for IPv4.</param>
/// <param name="isV4">Whether it is an IPv4 address.</param>
internal sealed class CelIp(UInt128 bits, bool isV4) : CelObject, IEquatable<CelIp>
{
    private const uint MappedMarker = 0xFFFF;

    public override ValueKind Kind => ValueKind.Ip;

    /// <summary>The address as a number, 32 or 128 bits.</summary>
    public UInt128 Bits { get; } = bits;

    /// <summary>Whether it is an IPv4 address.</summary>
    public bool IsV4 { get; } = isV4;

    /// <summary>32 or 128.</summary>
    public int Width => IsV4 ? 32 : 128;

    /// <summary><c>0.0.0.0</c> or <c>::</c>.</summary>
    public bool IsUnspecified => Bits == 0;

    /// <summary><c>127.0.0.0/8</c> or <c>::1</c>.</summary>
    public bool IsLoopback => IsV4 ? Bits >> 24 == 127 : Bits == 1;

    /// <summary><c>169.254.0.0/16</c> or <c>fe80::/10</c>.</summary>
    public bool IsLinkLocalUnicast => IsV4 ? Bits >> 16 == 0xA9FE : Bits >> 118 == 0x3FA;

    /// <summary><c>224.0.0.0/24</c> or <c>ff02::/16</c> (with any flags).</summary>
    public bool IsLinkLocalMulticast => IsV4 ? Bits >> 8 == 0xE00000 : (Bits >> 112 & 0xFF0F) == 0xFF02;

    /// <summary>Unicast and neither unspecified, loopback, link-local nor IPv4's broadcast; as in Go, private ones count.</summary>
    public bool IsGlobalUnicast =>
        !IsUnspecified && !IsLoopback && !IsLinkLocalUnicast && !IsMulticast && !(IsV4 && Bits == uint.MaxValue);

    private static bool IsMapped(UInt128 bits) => bits >> 32 == MappedMarker;

    private bool IsMulticast => IsV4 ? Bits >> 28 == 0xE : Bits >> 120 == 0xFF;

    /// <summary>Reads an address without making a value of it.</summary>
    public static bool TryRead(string text, out UInt128 bits, out bool isV4) =>
        IpText.TryParse(text, out bits, out isV4) && (isV4 || !IsMapped(bits));

    /// <summary>Reads an address, or gives the error.</summary>
    public static Value Parse(string text) =>
        TryRead(text, out var bits, out var isV4) ? Value.From(new CelIp(bits, isV4)) : Malformed(text);

    /// <summary>The error for a text that <see cref="TryRead"/> refuses.</summary>
    public static Value Malformed(string text)
    {
        var why = IpText.TryParse(text, out _, out _)
            ? "is an IPv4-mapped IPv6 address, write it as IPv4"
            : text.Contains('%', StringComparison.Ordinal)
                ? "is no IP address: zones are not allowed"
                : "is no IP address";
        return Value.Fail(EvalErrorCode.SyntaxError, $"{ValueLimits.Quote(text)} {why}");
    }

    public bool Equals(CelIp? other) => other is not null && IsV4 == other.IsV4 && Bits == other.Bits;

    public override bool Equals(object? obj) => Equals(obj as CelIp);

    public override int GetHashCode() => HashCode.Combine(Bits, IsV4);

    /// <summary>The canonical text (RFC 5952).</summary>
    public override string ToString() => IpText.Format(Bits, IsV4);
}

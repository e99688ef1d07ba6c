using System.Globalization;

namespace Pdp.Language.Values;

/// <summary>An address with a prefix length; bits behind the prefix are kept (<c>10.0.0.1/8</c>).</summary>
/// <param name="address">The address.</param>
/// <param name="length">The prefix length, 0 to the address's width.</param>
internal sealed class CelCidr(CelIp address, int length) : CelObject, IEquatable<CelCidr>
{
    private readonly UInt128 _hostMask = HostMask(address.Width, length);

    public override ValueKind Kind => ValueKind.Cidr;

    /// <summary>The address as written, host bits included.</summary>
    public CelIp Address { get; } = address;

    /// <summary>Number of leading bits that are the network's.</summary>
    public int Length { get; } = length;

    /// <summary>Whether no bit is set behind the prefix.</summary>
    public bool IsMask => (Address.Bits & _hostMask) == 0;

    /// <summary>The same range without the bits behind the prefix.</summary>
    public CelCidr Masked => IsMask ? this : new CelCidr(new CelIp(Address.Bits & ~_hostMask, Address.IsV4), Length);

    /// <summary>Reads a range, or gives the error.</summary>
    public static Value Parse(string text)
    {
        var slash = text.LastIndexOf('/');
        if (slash < 0) return Malformed(text, "expected an address and a prefix length such as `10.0.0.0/8`");
        var address = CelIp.Parse(text[..slash]);
        if (address.AsObject is not CelIp ip) return address;
        var digits = text.AsSpan(slash + 1);
        // As for addresses, a leading zero is refused: some read it as octal.
        var isNumber = digits.Length is 1 or 2 or 3 && (digits.Length == 1 || digits[0] != '0')
            && digits.IndexOfAnyExceptInRange('0', '9') < 0;
        if (!isNumber) return Malformed(text, "the prefix length is no number");
        var length = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return length > ip.Width
            ? Malformed(text, $"the prefix length is at most {ip.Width.ToString(CultureInfo.InvariantCulture)}")
            : Value.From(new CelCidr(ip, length));
    }

    /// <summary>Whether an address of the same family lies in the range.</summary>
    public bool Contains(CelIp ip) => Contains(ip.Bits, ip.IsV4);

    /// <summary>Whether an address, as <see cref="CelIp.TryRead"/> gives it, lies in the range.</summary>
    public bool Contains(UInt128 bits, bool isV4) =>
        isV4 == Address.IsV4 && ((bits ^ Address.Bits) & ~_hostMask) == 0;

    /// <summary>Whether all of another range lies in this one.</summary>
    public bool Contains(CelCidr other) => other.Length >= Length && Contains(other.Address);

    public bool Equals(CelCidr? other) => other is not null && Length == other.Length && Address.Equals(other.Address);

    public override bool Equals(object? obj) => Equals(obj as CelCidr);

    public override int GetHashCode() => HashCode.Combine(Address, Length);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");

    /// <summary>Ones behind the prefix, within the address's width; bits above an IPv4 address are zero on both sides.</summary>
    private static UInt128 HostMask(int width, int length) =>
        length == width ? UInt128.Zero : UInt128.MaxValue >> 128 - (width - length);

    private static Value Malformed(string text, string why) =>
        Value.Fail(EvalErrorCode.SyntaxError, $"{ValueLimits.Quote(text)} is no CIDR range: {why}");
}

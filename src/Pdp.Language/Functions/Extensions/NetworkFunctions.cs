using Pdp.Language.Runtime;
using Pdp.Language.Values;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>cel-go's <c>network</c> library: addresses and CIDR ranges.</summary>
internal static class NetworkFunctions
{
    private delegate bool Question(CelIp address);

    public static FunctionLibrary Library { get; } = Ranges(Addresses(new LibraryBuilder("network"))).Build();

    private static LibraryBuilder Addresses(LibraryBuilder library) => library
        .Function("ip", "an IP address from its text, or that of a CIDR range")
        .Global("string_to_ip", T.Ip, ToIp, T.String)
        .Member("cidr_ip", T.Ip, (_, arguments) => Value.From(Range(arguments[0]).Address), T.Cidr)
        .Function("isIP", "whether a string is an IP address")
        .Global("is_ip", T.Bool, IsIp, T.String)
        .Function("ip.isCanonical", "whether the text of an IP address is the canonical one (RFC 5952)")
        .Global("ip_is_canonical", T.Bool, IsCanonical, T.String)
        .Function("family", "4 or 6")
        .Member("ip_family", T.Int, (_, arguments) => Value.From(Address(arguments[0]).IsV4 ? 4L : 6L), T.Ip)
        .Function("isUnspecified", "whether an address is 0.0.0.0 or ::")
        .Member("ip_is_unspecified", T.Bool, Ask(address => address.IsUnspecified), T.Ip)
        .Function("isLoopback", "whether an address is in 127.0.0.0/8 or ::1")
        .Member("ip_is_loopback", T.Bool, Ask(address => address.IsLoopback), T.Ip)
        .Function("isGlobalUnicast", "whether an address is unicast and not only of this link; private ones are")
        .Member("ip_is_global_unicast", T.Bool, Ask(address => address.IsGlobalUnicast), T.Ip)
        .Function("isLinkLocalUnicast", "whether an address is in 169.254.0.0/16 or fe80::/10")
        .Member("ip_is_link_local_unicast", T.Bool, Ask(address => address.IsLinkLocalUnicast), T.Ip)
        .Function("isLinkLocalMulticast", "whether an address is in 224.0.0.0/24 or ff02::/16")
        .Member("ip_is_link_local_multicast", T.Bool, Ask(address => address.IsLinkLocalMulticast), T.Ip)
        .Function("string", "a value as text")
        .Global("ip_to_string", T.String, (_, arguments) => CelText.ToStringValue(arguments[0]), T.Ip)
        .Global("cidr_to_string", T.String, (_, arguments) => CelText.ToStringValue(arguments[0]), T.Cidr);

    private static LibraryBuilder Ranges(LibraryBuilder library) => library
        .Function("cidr", "a range of IP addresses from its text, such as 10.0.0.0/8")
        .Global("string_to_cidr", T.Cidr, ToCidr, T.String)
        .Function("isCIDR", "whether a string is a range of IP addresses")
        .Global("is_cidr", T.Bool, IsCidr, T.String)
        .Function("containsIP", "whether an address lies in a range; never when the families differ")
        .Member("cidr_contains_ip_ip", T.Bool, ContainsIp, T.Cidr, T.Ip)
        .Member("cidr_contains_ip_string", T.Bool, ContainsIp, T.Cidr, T.String)
        .Function("containsCIDR", "whether a range lies in another as a whole")
        .Member("cidr_contains_cidr", T.Bool, ContainsCidr, T.Cidr, T.Cidr)
        .Member("cidr_contains_cidr_string", T.Bool, ContainsCidr, T.Cidr, T.String)
        .Function("isMask", "whether no bit is set behind the prefix")
        .Member("cidr_is_mask", T.Bool, (_, arguments) => Value.From(Range(arguments[0]).IsMask), T.Cidr)
        .Function("masked", "the range without the bits behind the prefix")
        .Member("cidr_masked", T.Cidr, (_, arguments) => Value.From(Range(arguments[0]).Masked), T.Cidr)
        .Function("prefixLength", "the number of bits that the addresses of a range share")
        .Member("cidr_prefix_length", T.Int, (_, arguments) => Value.From((long)Range(arguments[0]).Length), T.Cidr);

    private static CelIp Address(in Value value) => (CelIp)value.AsObject!;

    private static CelCidr Range(in Value value) => (CelCidr)value.AsObject!;

    private static Implementation Ask(Question question) =>
        (_, arguments) => Value.From(question(Address(arguments[0])));

    private static Value ToIp(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        return Work.Parse(frame, text) is { } limit ? Value.From(limit) : CelIp.Parse(text);
    }

    private static Value ToCidr(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        return Work.Parse(frame, text) is { } limit ? Value.From(limit) : CelCidr.Parse(text);
    }

    private static Value IsCidr(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        return Work.Parse(frame, text) is { } limit ? Value.From(limit) : Value.From(!CelCidr.Parse(text).IsError);
    }

    private static Value IsIp(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        return Work.Parse(frame, text) is { } limit
            ? Value.From(limit)
            : Value.From(CelIp.TryRead(text, out _, out _));
    }

    private static Value IsCanonical(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var text = arguments[0].AsString!;
        if (Work.Parse(frame, text) is { } limit) return Value.From(limit);
        var address = CelIp.Parse(text);
        return address.IsError
            ? address
            : Value.From(string.Equals(text, address.AsObject!.ToString(), StringComparison.Ordinal));
    }

    private static Value ContainsIp(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var range = Range(arguments[0]);
        if (arguments[1].AsString is not { } text) return Value.From(range.Contains(Address(arguments[1])));
        if (Work.Parse(frame, text) is { } limit) return Value.From(limit);
        return CelIp.TryRead(text, out var bits, out var isV4)
            ? Value.From(range.Contains(bits, isV4))
            : CelIp.Malformed(text);
    }

    private static Value ContainsCidr(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var other = arguments[1];
        if (other.AsString is { } text)
        {
            if (Work.Parse(frame, text) is { } limit) return Value.From(limit);
            other = CelCidr.Parse(text);
        }

        return other.IsError ? other : Value.From(Range(arguments[0]).Contains(Range(other)));
    }
}

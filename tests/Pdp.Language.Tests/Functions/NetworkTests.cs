using System.Net;
using CsCheck;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class NetworkTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1")]
    [InlineData("2001:0:0:1:0:0:1:1", "2001::1:0:0:1:1")]
    [InlineData("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0")]
    [InlineData("::1.2.3.4", "::102:304")]
    [InlineData("64:ff9b::1.2.3.4", "64:ff9b::102:304")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8")]
    [InlineData("fe80::1", "fe80::1")]
    public void Reads_and_writes_addresses(string text, string canonical)
    {
        Assert.Equal(canonical, CelIp.Parse(text).AsObject!.ToString());
        Assert.Equal(text == canonical, Run.Call("ip_is_canonical", Value.From(text)).AsBool);
        Assert.True(Run.Call("is_ip", Value.From(text)).AsBool);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.04")]
    [InlineData("1.2.3.")]
    [InlineData("1..2.3")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.4/8")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("1::2:3:4:5:6:7:8")]
    [InlineData("1::2::3")]
    [InlineData(":1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("::1.2.3")]
    [InlineData("1.2.3.4::")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::ffff:1.2.3.4")]
    [InlineData("::ffff:c0a8:1")]
    [InlineData("١.2.3.4")]
    public void Rejects_what_is_no_address(string text)
    {
        Assert.Equal(EvalErrorCode.SyntaxError, CelIp.Parse(text).AsError?.Code);
        Assert.False(Run.Call("is_ip", Value.From(text)).AsBool);
        Assert.True(Run.Call("ip_is_canonical", Value.From(text)).IsError);
    }

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.0.0.1/8", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("1.2.3.4/32", true)]
    [InlineData("::/0", true)]
    [InlineData("::1/128", true)]
    [InlineData("1.2.3.4/33", false)]
    [InlineData("::1/129", false)]
    [InlineData("1.2.3.4/-1", false)]
    [InlineData("1.2.3.4/+1", false)]
    [InlineData("1.2.3.4/08", false)]
    [InlineData("1.2.3.4/", false)]
    [InlineData("1.2.3.4", false)]
    [InlineData("/8", false)]
    [InlineData("1.2.3.4/8/8", false)]
    [InlineData("::ffff:1.2.3.4/100", false)]
    [InlineData("fe80::1%eth0/64", false)]
    public void Knows_ranges(string text, bool expected)
    {
        Assert.Equal(expected, Run.Call("is_cidr", Value.From(text)).AsBool);
        Assert.Equal(!expected, Run.Call("string_to_cidr", Value.From(text)).IsError);
        if (expected) Assert.Equal(text, Run.Call("cidr_to_string", CelCidr.Parse(text)).AsString);
    }

    [Theory]
    [InlineData("cidr('10.0.0.0/8').containsIP('10.255.0.1')", "true")]
    [InlineData("cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))", "false")]
    [InlineData("cidr('10.9.9.9/8').containsIP('10.0.0.1')", "true")]
    [InlineData("cidr('0.0.0.0/0').containsIP('::1')", "false")]
    [InlineData("cidr('::/0').containsIP('1.2.3.4')", "false")]
    [InlineData("cidr('::/0').containsIP('::1')", "true")]
    [InlineData("cidr('1.2.3.4/32').containsIP('1.2.3.4')", "true")]
    [InlineData("cidr('2001:db8::/32').containsIP('2001:db8:ffff::1')", "true")]
    [InlineData("cidr('10.0.0.0/8').containsIP('nonsense')", null)]
    [InlineData("cidr('10.0.0.0/8').containsIP('::ffff:10.0.0.1')", null)]
    [InlineData("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", "true")]
    [InlineData("cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8'))", "false")]
    [InlineData("cidr('10.0.0.0/8').containsCIDR('10.0.0.0/8')", "true")]
    [InlineData("cidr('10.0.0.0/8').containsCIDR('11.0.0.0/16')", "false")]
    [InlineData("cidr('10.0.0.0/8').containsCIDR('::/0')", "false")]
    [InlineData("cidr('10.0.0.0/8').containsCIDR('10.0.0.0')", null)]
    [InlineData("string(cidr('192.168.1.5/24').ip())", "'192.168.1.5'")]
    [InlineData("cidr('192.168.1.5/24').isMask()", "false")]
    [InlineData("cidr('192.168.1.5/24').masked() == cidr('192.168.1.0/24')", "true")]
    [InlineData("cidr('192.168.1.5/24') == cidr('192.168.1.0/24')", "false")]
    [InlineData("cidr('192.168.1.0/24').prefixLength()", "24")]
    [InlineData("ip('::1').family()", "6")]
    [InlineData("ip('1.2.3.4').family()", "4")]
    [InlineData("ip('127.9.9.9').isLoopback()", "true")]
    [InlineData("ip('::2').isLoopback()", "false")]
    [InlineData("ip('::').isUnspecified()", "true")]
    [InlineData("ip('10.0.0.1').isGlobalUnicast()", "true")]
    [InlineData("ip('255.255.255.255').isGlobalUnicast()", "false")]
    [InlineData("ip('224.0.0.1').isGlobalUnicast()", "false")]
    [InlineData("ip('ff02::1').isGlobalUnicast()", "false")]
    [InlineData("ip('fe80::1').isGlobalUnicast()", "false")]
    [InlineData("ip('169.254.1.1').isLinkLocalUnicast()", "true")]
    [InlineData("ip('febf::1').isLinkLocalUnicast()", "true")]
    [InlineData("ip('fec0::1').isLinkLocalUnicast()", "false")]
    [InlineData("ip('224.0.0.251').isLinkLocalMulticast()", "true")]
    [InlineData("ip('224.0.1.1').isLinkLocalMulticast()", "false")]
    [InlineData("ip('ff02::fb').isLinkLocalMulticast()", "true")]
    [InlineData("ip('ff05::1').isLinkLocalMulticast()", "false")]
    [InlineData("ip('::1') == ip('0:0:0:0:0:0:0:1')", "true")]
    [InlineData("dyn(ip('0.0.0.1')) == dyn(ip('::1'))", "false")]
    [InlineData("type(ip('::1')) == net.IP && type(cidr('::/0')) == net.CIDR", "true")]
    [InlineData("days(7)", "duration('168h')")]
    [InlineData("days(-1)", "duration('-24h')")]
    [InlineData("days(106752)", null)]
    public void Answers(string text, string? expected) => Cel.AssertEqual(text, expected);

    [Fact]
    public void Addresses_agree_with_the_framework() => Gen.Byte.Array[16].Sample(octets =>
    {
        // A run of zeros somewhere makes the shortened forms come up.
        octets.AsSpan(octets[0] % 12, 4).Clear();
        var address = new IPAddress(octets);
        var value = CelIp.Parse(address.ToString());
        return address.IsIPv4MappedToIPv6 || ((CelIp)value.AsObject!).Bits == new UInt128(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(octets),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(octets.AsSpan(8)));
    });

    [Fact]
    public void An_address_written_reads_back() => Gen.Select(Gen.ULong, Gen.ULong, Gen.Bool).Sample((high, low, isV4) =>
    {
        var address = isV4 ? new CelIp((uint)low, true) : new CelIp(new UInt128(high, low), false);
        return CelIp.Parse(address.ToString()).AsObject is CelIp back && back.Equals(address);
    });
}

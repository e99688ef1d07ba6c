using System.Net;
using Pdp.Server.Settings;
using Xunit;

namespace Pdp.Server.Tests.Settings;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:50051", "127.0.0.1:50051", true)]
    [InlineData("127.9.9.9:1", "127.9.9.9:1", true)]
    [InlineData("localhost:0", "127.0.0.1:0", true)]
    [InlineData("[::1]:8080", "[::1]:8080", true)]
    [InlineData("0.0.0.0:80", "0.0.0.0:80", false)]
    [InlineData("*:80", "[::]:80", false)]
    [InlineData("10.1.2.3:65535", "10.1.2.3:65535", false)]
    [InlineData("[fe80::1]:7", "[fe80::1]:7", false)]
    [InlineData("[::ffff:127.0.0.1]:7", "127.0.0.1:7", true)]
    [InlineData("[::ffff:10.1.2.3]:7", "10.1.2.3:7", false)]
    [InlineData("[::ffff:0.0.0.0]:7", "0.0.0.0:7", false)]
    [InlineData("unix:/run/pdp.sock", "unix:/run/pdp.sock", true)]
    public void Accepts_an_address_and_knows_whether_others_reach_it(string text, string expected, bool local)
    {
        var address = ListenAddress.Parse(text, out var error);
        Assert.Null(error);
        Assert.Equal(expected, address!.ToString());
        Assert.Equal(local, address.IsLocal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("50051")]
    [InlineData(":50051")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 1")]
    [InlineData("127.1:80")]
    [InlineData("0177.0.0.1:80")]
    [InlineData("1:80")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("example.org:80")]
    [InlineData("http://127.0.0.1:80")]
    [InlineData("unix:")]
    public void Rejects_anything_else_and_says_what_it_expected(string text)
    {
        Assert.Null(ListenAddress.Parse(text, out var error));
        Assert.StartsWith("expected ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1", "127.0.0.1:1", true)]
    [InlineData("127.0.0.1:1", "127.0.0.1:2", false)]
    [InlineData("127.0.0.1:1", "127.0.0.2:1", false)]
    [InlineData("127.0.0.1:0", "127.0.0.1:0", false)]
    [InlineData("127.0.0.1:1", "[::1]:1", false)]
    [InlineData("0.0.0.0:1", "127.0.0.1:1", true)]
    [InlineData("0.0.0.0:1", "[::1]:1", false)]
    [InlineData("*:1", "0.0.0.0:1", true)]
    [InlineData("*:1", "[::1]:1", true)]
    [InlineData("unix:/run/a", "unix:/run/../run/a", true)]
    [InlineData("unix:/run/a", "unix:/run/b", false)]
    [InlineData("unix:/run/a", "127.0.0.1:1", false)]
    public void Knows_whether_one_takes_what_the_other_wants(string one, string other, bool expected)
    {
        var (left, right) = (ListenAddress.Parse(one, out _)!, ListenAddress.Parse(other, out _)!);
        Assert.Equal((expected, expected), (left.Overlaps(right), right.Overlaps(left)));
    }

    [Fact]
    public void Rejects_a_path_that_no_socket_can_have() =>
        Assert.Null(ListenAddress.Parse("unix:/" + new string('x', 107), out _));

    [Fact]
    public void The_defaults_are_local()
    {
        var options = new PdpServerOptions();
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 50051), options.Grpc.EndPoint);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 8080), options.Http.EndPoint);
        Assert.Equal("policies", options.Policies);
    }
}

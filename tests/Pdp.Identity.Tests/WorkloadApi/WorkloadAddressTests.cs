using Pdp.Identity.WorkloadApi;
using Xunit;

namespace Pdp.Identity.Tests.WorkloadApi;

public sealed class WorkloadAddressTests
{
    [Theory]
    [InlineData("unix:///run/spire/agent.sock", "/run/spire/agent.sock")]
    [InlineData("tcp://127.0.0.1:8081", "127.0.0.1:8081")]
    [InlineData("tcp://[::1]:8081", "[::1]:8081")]
    public void Is_a_socket_or_an_address_with_a_port(string text, string place)
    {
        var address = WorkloadAddress.Parse(text, out var error);

        Assert.Null(error);
        Assert.Equal(place, address!.EndPoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/run/agent.sock")]
    [InlineData("unix:/run/agent.sock")]
    [InlineData("unix://run/agent.sock")]
    [InlineData("unix:///")]
    [InlineData("unix:///a?b")]
    [InlineData("unix:///a#b")]
    [InlineData("UNIX:///a")]
    [InlineData("tcp://localhost:8081")]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://127.0.0.1:80/")]
    [InlineData("tcp://127.1:80")]
    [InlineData("http://127.0.0.1:80")]
    public void Is_nothing_else(string text)
    {
        Assert.Null(WorkloadAddress.Parse(text, out var error));
        Assert.Equal($"expected `unix:///PATH` or `tcp://IP:PORT`, got `{text}`", error);
    }

    [Fact]
    public void Has_a_path_that_the_kernel_takes() => Assert.Null(WorkloadAddress.Parse("unix:///" + new string('a', 107), out _));
}

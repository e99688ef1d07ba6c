using Pdp.Cli.Servers;

namespace Pdp.Cli.Tests.Servers;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:50051", "http://127.0.0.1:50051/", null)]
    [InlineData("localhost:50051", "http://localhost:50051/", null)]
    [InlineData("[::1]:50051", "http://[::1]:50051/", null)]
    [InlineData("http://127.0.0.1:50051", "http://127.0.0.1:50051/", null)]
    [InlineData("https://pdp.example", "https://pdp.example/", null)]
    [InlineData("https://10.0.0.1:8443", "https://10.0.0.1:8443/", null)]
    [InlineData("unix:/run/pdp.sock", "http://localhost/", "/run/pdp.sock")]
    public void Reads(string text, string uri, string? path)
    {
        var address = ServerAddress.Parse(text, out var error);

        Assert.Null(error);
        Assert.Equal((text, uri, path), (address!.Text, address.Uri.ToString(), address.UnixPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:port")]
    [InlineData("127.0.0.1:50051/path")]
    [InlineData("user@127.0.0.1:50051")]
    [InlineData("ftp://127.0.0.1:21")]
    [InlineData("unix:")]
    [InlineData("127.0.0.1:99999")]
    public void Rejects_what_is_no_address(string text)
    {
        Assert.Null(ServerAddress.Parse(text, out var error));
        Assert.Equal($"expected `127.0.0.1:50051`, `unix:PATH` or `https://HOST`, got `{text}`", error);
    }

    [Theory]
    [InlineData("10.0.0.1:50051")]
    [InlineData("pdp.example:50051")]
    [InlineData("localhost.example:50051")]
    [InlineData("http://10.0.0.1:50051")]
    [InlineData("[2001:db8::1]:50051")]
    public void Sends_no_plaintext_to_other_machines(string text)
    {
        Assert.Null(ServerAddress.Parse(text, out var error));
        Assert.Contains("may be another machine", error, StringComparison.Ordinal);
        Assert.Contains("expected `https://", error, StringComparison.Ordinal);
    }
}

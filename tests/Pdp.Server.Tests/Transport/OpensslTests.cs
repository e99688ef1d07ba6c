using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Transport;

/// <summary>Certificates, lists and handshakes that openssl makes.</summary>
public sealed class OpensslTests : IDisposable
{
    private readonly TlsFolder _files = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Certificates_and_lists_of_openssl_are_understood()
    {
        if (OperatingSystem.IsWindows()) return;
        _files.Put("extensions", "extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature\n");
        _files.Put("ca.conf", "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\ndefault_crl_days=1\n");
        _files.Put("index.txt", "");
        _files.Put("crlnumber", "01\n");
        await RunAsync("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out clients.pem -subj /CN=openssl -days 2 -addext keyUsage=critical,keyCertSign,cRLSign");
        await RunAsync("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout client.key -out client.csr -subj /CN=client");
        await RunAsync("x509 -req -in client.csr -CA clients.pem -CAkey ca.key -CAcreateserial -out client.pem -days 1 -extfile extensions");
        await RunAsync("ca -config ca.conf -keyfile ca.key -cert clients.pem -gencrl -out crl.pem");
        var servers = new Authority("servers");
        _files.PutServer(servers.Server());
        var tls = _files.Options with { ClientAuthorities = _files["clients.pem"], Revoked = _files["crl.pem"], Poll = TimeSpan.FromHours(1) };
        await using var server = await RunningServer.StartAsync(options => options with { Tls = tls });
        var client = new Issued(await File.ReadAllTextAsync(_files["client.pem"], Cancelled), await File.ReadAllTextAsync(_files["client.key"], Cancelled));
        using var before = new TlsClient(server.Server.GrpcEndPoint, servers, client);
        Assert.Equal(Decision.Permit, (await before.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);

        await RunAsync("ca -config ca.conf -keyfile ca.key -cert clients.pem -revoke client.pem");
        await RunAsync("ca -config ca.conf -keyfile ca.key -cert clients.pem -gencrl -out crl.pem");
        server.Server.Tls!.Look();
        Assert.Empty(server.Server.Tls.Connected);
        using var after = new TlsClient(server.Server.GrpcEndPoint, servers, client);
        await Assert.ThrowsAnyAsync<RpcException>(async () => await after.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled));
    }

    [Theory]
    [InlineData("-tls1_3", true)]
    [InlineData("-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256", true)]
    [InlineData("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA", false)]
    [InlineData("-tls1_1 -cipher ALL:@SECLEVEL=0", false)]
    public async Task Only_what_is_safe_is_spoken(string how, bool isTaken)
    {
        if (!OperatingSystem.IsLinux()) return;
        _files.PutServer(new Authority("servers").Server());
        await using var server = await RunningServer.StartAsync(options => options with { Tls = _files.Options });
        var code = await CodeAsync($"s_client -connect 127.0.0.1:{((IPEndPoint)server.Server.GrpcEndPoint).Port} -alpn h2 {how}");
        Assert.Equal(isTaken, code == 0);
    }

    private async Task RunAsync(string arguments) => Assert.Equal(0, await CodeAsync(arguments));

    private async Task<int> CodeAsync(string arguments)
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = Path.GetDirectoryName(_files["x"]), RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        openssl.StandardInput.Close();
        var output = openssl.StandardOutput.ReadToEndAsync(Cancelled);
        await openssl.StandardError.ReadToEndAsync(Cancelled);
        await output;
        await openssl.WaitForExitAsync(Cancelled);
        return openssl.ExitCode;
    }
}

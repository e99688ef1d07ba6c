using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.Tests.Resilience;

/// <summary>A client believes no server but that which its authorities vouch for, and follows files that change.</summary>
public sealed class EncryptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_certificate_is_believed_and_none_other()
    {
        await using var pdp = await ScriptedPdp.StartAsync(new Script());
        using var files = new CertificateFiles();
        await using var right = new TlsFront(pdp.EndPoint, files.Issue("localhost", "right"));
        await using var named = new TlsFront(pdp.EndPoint, files.Issue("other.example", "named"));
        await using var expired = new TlsFront(pdp.EndPoint, files.Issue("localhost", "expired", isExpired: true));
        using var strangers = new CertificateFiles();
        await using var stranger = new TlsFront(pdp.EndPoint, strangers.Issue("localhost", "stranger"));

        var told = await TellAsync(right, files);
        Assert.True(told == "Permit (permitted)", told);
        foreach (var wrong in new[] { named, expired, stranger })
            Assert.StartsWith("Deny (unavailable)", await TellAsync(wrong, files), StringComparison.Ordinal);
        Assert.StartsWith("Deny (unavailable)", await TellAsync(right, strangers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_of_several_shows_a_certificate_for_its_own_name()
    {
        await using var pdp = await ScriptedPdp.StartAsync(new Script());
        using var files = new CertificateFiles();
        await using var one = new TlsFront(pdp.EndPoint, files.Issue("localhost", "one"));
        await using var other = new TlsFront(pdp.EndPoint, files.Issue("localhost", "other"));
        await using var client = new PdpClient(new PdpClientOptions
        {
            Endpoints = [$"https://localhost:{one.Port}", $"https://localhost:{other.Port}"], Timeout = Patience,
            Tls = { CertificateAuthorityFile = files.AuthorityFile },
        });

        await client.UntilPermittedAsync(Cancellation);
        while (one.Handshakes == 0 || other.Handshakes == 0) await client.CheckAsync(Ask.Permitted(), Cancellation);
    }

    [Fact]
    public async Task The_clients_own_certificate_is_shown_and_its_successor_without_a_failed_call()
    {
        await using var pdp = await ScriptedPdp.StartAsync(new Script());
        using var files = new CertificateFiles();
        var (certificate, key) = files.IssueFiles("client-1", "client");
        await using var front = new TlsFront(pdp.EndPoint, files.Issue("localhost", "server"), files);
        await using var client = new PdpClient(new PdpClientOptions
        {
            Endpoints = [$"https://localhost:{front.Port}"], Timeout = Patience,
            Tls =
            {
                CertificateAuthorityFile = files.AuthorityFile, CertificateFile = certificate, KeyFile = key, RefreshInterval = TimeSpan.FromMilliseconds(100),
            },
        });
        var first = await client.CheckAsync(Ask.Permitted(), Cancellation);
        Assert.True(first.IsPermitted, first.Detail);
        await client.UntilPermittedAsync(Cancellation);
        Assert.Equal("CN=client-1", front.LastClient);

        for (var generation = 2; generation <= 6; generation++)
        {
            files.IssueFiles($"client-{generation}", "client");
            while (front.LastClient != $"CN=client-{generation}")
                Assert.Equal(ReasonCode.Permitted, (await client.CheckAsync(Ask.Permitted(), Cancellation)).Reason);
        }

        // half of a successor: what was read before is used on
        await File.WriteAllTextAsync(key, "-----BEGIN PRIVATE KEY-----", Cancellation);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(ReasonCode.Permitted, (await client.CheckAsync(Ask.Permitted(), Cancellation)).Reason);
            await Task.Delay(5, Cancellation);
        }
    }

    private static async Task<string> TellAsync(TlsFront front, CertificateFiles files)
    {
        await using var client = new PdpClient(new PdpClientOptions
        {
            Endpoints = [$"https://localhost:{front.Port}"], Timeout = Patience, Tls = { CertificateAuthorityFile = files.AuthorityFile },
        });
        return (await client.CheckAsync(Ask.Permitted(), Cancellation)).ToString();
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Tests.Transport;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

/// <summary>Tokens that are bound to a certificate: the caller's is its own, and not its users'.</summary>
public sealed class BoundTokenTests : IDisposable
{
    private static readonly Authority Servers = new("servers");
    private static readonly Authority Clients = new("clients");

    private readonly TlsFolder _files = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("enforced", true, null)]
    [InlineData("enforced", false, "token-binding-wrong")]
    [InlineData("enforced", null, null)]
    [InlineData("required", true, null)]
    [InlineData("required", false, "token-binding-wrong")]
    [InlineData("required", null, "token-binding-missing")]
    [InlineData("caller", false, null)]
    public async Task The_certificate_of_the_connection_proves_the_callers_own_token_and_no_other(string binding, bool? isOwn, string? code)
    {
        await using var scene = new TokenScene(TokenScene.Issuers($$""", "binding": "{{binding}}" """));
        var now = TimeProvider.System.GetUtcNow();
        scene.Time.SetUtcNow(now);
        _files.PutServer(Servers.Server());
        _files.Put("clients.pem", Clients.Pem);
        await using var server = await scene.StartAsync(o => o with { Tls = _files.Options with { Poll = TimeSpan.FromHours(1), ClientAuthorities = _files["clients.pem"] } });
        var (own, other) = (Clients.Client("own"), Clients.Client("other"));
        using var client = new TlsClient(server.Server.GrpcEndPoint, Servers, own);
        using var bound = (isOwn == true ? own : other).Whole();
        var thumbprint = Base64Url.EncodeToString(SHA256.HashData(bound.RawData));
        var token = Forge.Good(
            ("iat", $"{now.ToUnixTimeSeconds()}"), ("exp", $"{now.ToUnixTimeSeconds() + 60}"),
            ("cnf", isOwn is null ? null : $$"""{"x5t#S256":"{{thumbprint}}"}"""));
        using var stream = client.Decisions.CheckStream(cancellationToken: Cancelled);
        await stream.RequestStream.WriteAsync(new CheckStreamRequest { Request = TokenScene.Ask(token) }, Cancelled);
        await stream.RequestStream.CompleteAsync();
        Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
        var streamed = stream.ResponseStream.Current;
        if (code is null)
        {
            Assert.Equal(Decision.Permit, (await client.Decisions.CheckAsync(TokenScene.Ask(token), cancellationToken: Cancelled)).Decision);
            Assert.Equal(Decision.Permit, streamed.Response.Decision);
            return;
        }

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.Decisions.CheckAsync(TokenScene.Ask(token), cancellationToken: Cancelled));
        Assert.StartsWith(code + ": ", refused.Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith(code + ": ", streamed.Error.Message, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pdp.Identity.Keys;
using Xunit;
using static Pdp.Identity.Tests.Kit.Forge;

namespace Pdp.Identity.Tests.Keys;

/// <summary>Keys come over real sockets, from the server that was configured and no other.</summary>
public sealed class KeyUrlTests
{
    [Fact]
    public async Task Keys_are_found_by_the_discovery_document_of_their_issuer()
    {
        var set = Set(Jwk(Rsa, "rsa"));
        await using var server = await Server.StartAsync(path => path == "/keys" ? set : null, address => $$"""{"issuer":"{{address}}","jwks_uri":"{{address}}/keys"}""");
        using var keys = Server.Keys(server.Address, isDiscovery: true);

        Assert.Equal(Bytes(set), await keys.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_discovery_document_of_another_issuer_is_refused()
    {
        await using var server = await Server.StartAsync(_ => Set(), address => $$"""{"issuer":"{{address}}/","jwks_uri":"{{address}}/keys"}""");
        using var keys = Server.Keys(server.Address, isDiscovery: true);

        Assert.Contains("name the issuer", (await Refusal(keys)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/keys", "`127.0.0.1`")]
    [InlineData("http://10.0.0.1/keys", "https")]
    [InlineData("file:///etc/passwd", "https")]
    public async Task A_discovery_document_sends_to_its_own_host_only(string jwks, string said)
    {
        await using var server = await Server.StartAsync(_ => Set(), address => $$"""{"issuer":"{{address}}","jwks_uri":"{{jwks}}"}""");
        using var keys = Server.Keys(server.Address, isDiscovery: true);

        Assert.Contains(said, (await Refusal(keys)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/redirect", "302")]
    [InlineData("/nothing", "404")]
    [InlineData("/long", "at most 262144 bytes")]
    [InlineData("/hanging", "did not answer within 0.3 s")]
    public async Task Refuses(string path, string said)
    {
        await using var server = await Server.StartAsync(_ => null, _ => "");
        using var keys = Server.Keys(server.Address + path, isDiscovery: false);

        Assert.Contains(said, (await Refusal(keys)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_refusal()
    {
        string address;
        await using (var server = await Server.StartAsync(_ => null, _ => "")) address = server.Address;
        using var keys = new KeyUrl(new Uri(address), null, [], true, null, TimeSpan.FromSeconds(5));

        Assert.Contains("cannot fetch", (await Refusal(keys)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TLS_the_server_is_one_that_the_configured_authority_vouches_for()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await using var server = await Server.StartAsync(_ => Set(), _ => "", certificate);
        using var trusting = new KeyUrl(new Uri(server.Address + "/keys"), null, [], false, [certificate], TimeSpan.FromSeconds(5));
        using var distrusting = new KeyUrl(new Uri(server.Address + "/keys"), null, [], false, null, TimeSpan.FromSeconds(5));

        Assert.Equal(Bytes(Set()), await trusting.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Contains("cannot fetch", (await Refusal(distrusting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_read_and_its_absence_is_a_refusal()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, Set(), TestContext.Current.CancellationToken);

        Assert.Equal(Bytes(Set()), await new KeyFile(path).ReadAsync(TestContext.Current.CancellationToken));
        File.Delete(path);
        Assert.Contains("cannot read", (await Refusal(new KeyFile(path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        var (text, tag, full, same) = ("one", "\"1\"", 0, 0);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(async context =>
        {
            if (tag.Length > 0) context.Response.Headers.ETag = tag;
            if (tag.Length > 0 && context.Request.Headers.IfNoneMatch == tag)
            {
                same++;
                context.Response.StatusCode = 304;
                return;
            }

            full++;
            await context.Response.WriteAsync(text);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var keys = new KeyUrl(new Uri(app.Urls.Single()), null, [], true, null, TimeSpan.FromSeconds(5));
        foreach (var _ in new[] { 1, 2 }) Assert.Equal("one", await Read());
        Assert.Equal((1, 1), (full, same));
        (text, tag) = ("two", "\"2\"");
        foreach (var _ in new[] { 1, 2 }) Assert.Equal("two", await Read());
        Assert.Equal((2, 2), (full, same));
        (text, tag) = ("three", "");
        foreach (var _ in new[] { 1, 2 }) Assert.Equal("three", await Read());
        Assert.Equal((4, 2), (full, same));

        async Task<string> Read() => System.Text.Encoding.UTF8.GetString(await keys.ReadAsync(TestContext.Current.CancellationToken));
    }

    private static Task<KeyDocumentException> Refusal(IKeyDocuments keys) =>
        Assert.ThrowsAsync<KeyDocumentException>(() => keys.ReadAsync(TestContext.Current.CancellationToken));

    private sealed class Server(WebApplication app) : IAsyncDisposable
    {
        public string Address { get; } = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        public static async Task<Server> StartAsync(Func<string, string?> answer, Func<string, string> discovery, X509Certificate2? certificate = null)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            }));
            var app = builder.Build();
            app.Run(async context =>
            {
                var path = context.Request.Path.Value!;
                var text = answer(path);
                if (path == "/.well-known/openid-configuration") text = discovery($"{context.Request.Scheme}://{context.Request.Host}");
                if (path == "/redirect") context.Response.Redirect("/keys");
                else if (path == "/long") await context.Response.Body.WriteAsync(new byte[300_000]);
                else if (path == "/hanging") await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                else if (text is null) context.Response.StatusCode = 404;
                else await context.Response.WriteAsync(text);
            });
            await app.StartAsync();
            return new Server(app);
        }

        public static KeyUrl Keys(string address, bool isDiscovery) => new(
            new Uri(isDiscovery ? address + "/.well-known/openid-configuration" : address), isDiscovery ? address : null, [], true, null,
            TimeSpan.FromSeconds(address.EndsWith("hanging", StringComparison.Ordinal) ? 0.3 : 5));

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}

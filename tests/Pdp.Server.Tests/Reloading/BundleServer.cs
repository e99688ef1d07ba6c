using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pdp.Server.Tests.Reloading;

/// <summary>A server of bundles, with a certificate that only a test trusts.</summary>
internal sealed class BundleServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BundleServer(WebApplication app, X509Certificate2 certificate)
    {
        _app = app;
        Certificate = certificate;
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>What it answers.</summary>
    public RequestDelegate Answer { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What it was asked: the tag, the wish to wait and the token.</summary>
    public List<(string Tag, string Prefer, string Token)> Asked { get; } = [];

    public string Address => $"{_app.Urls.Single()}/policies.tgz";

    public static async Task<BundleServer> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bundles", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = new BundleServer(builder.Build(), certificate);
        server._app.Run(context =>
        {
            var headers = context.Request.Headers;
            lock (server.Asked) server.Asked.Add((headers.IfNoneMatch.ToString(), headers["Prefer"].ToString(), headers.Authorization.ToString()));
            return server.Answer(context);
        });
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers with an archive under a tag, or with the word that it is known.</summary>
    public void Offer(byte[] archive, string tag) => Answer = async context =>
    {
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = 304;
            return;
        }

        context.Response.Headers.ETag = tag;
        await context.Response.Body.WriteAsync(archive);
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        Certificate.Dispose();
    }
}

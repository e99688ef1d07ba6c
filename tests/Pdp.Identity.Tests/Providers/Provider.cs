using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Identity.Tests.Providers;

/// <summary>A real OpenID provider in a process of its own, behind TLS.</summary>
internal sealed class Provider : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private Provider(Process process, string folder, string address, X509Certificate2 certificate)
    {
        (_process, Folder, Address) = (process, folder, address);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate);
        _client = new HttpClient(new SocketsHttpHandler { SslOptions = new() { CertificateChainPolicy = policy } });
    }

    /// <summary>The folder with its certificate, <c>ca.pem</c>.</summary>
    public string Folder { get; }

    /// <summary>Its issuer's identifier.</summary>
    public string Address { get; }

    public static async Task<Provider> StartAsync()
    {
        var library = new Peer(
            "oidc-provider", "npm install --prefix tests/peers", Repository.PathOf("tests", "peers", "node_modules", "oidc-provider", "lib", "index.js")).PathOrSkip();
        var folder = Directory.CreateTempSubdirectory("pdp-provider-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=provider", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (ca, secret) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "key.pem"));
        await File.WriteAllTextAsync(ca, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(secret, key.ExportPkcs8PrivateKeyPem());
        var process = Process.Start(new ProcessStartInfo(
            Peer.Node.PathOrSkip(), [Repository.PathOf("tests", "Pdp.Identity.Tests", "Providers", "provider.mjs"), library, ca, secret])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var ready = await LineAsync(process, "ready ");
        return new Provider(process, folder, $"https://127.0.0.1:{ready["ready ".Length..]}", certificate);
    }

    /// <summary>Lets it have these keys only, of which the first signs.</summary>
    public async Task UseKeysAsync(string keys)
    {
        await _process.StandardInput.WriteLineAsync(keys);
        await LineAsync(_process, "keys");
    }

    /// <summary>An access token, by client credentials.</summary>
    public async Task<string> TokenAsync(string? proof = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address + "/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "read")]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("shop:secret-of-the-shop"u8));
        if (proof is not null) request.Headers.Add("DPoP", proof);
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("access_token").GetString()!;
    }

    /// <summary>Ends it.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited) return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        _client.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> LineAsync(Process process, string start)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException("the provider ended");
    }
}

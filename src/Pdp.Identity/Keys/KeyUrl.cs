using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.Keys;

/// <summary>
/// A JWKS behind a URL, or behind the discovery document of its issuer (OpenID Connect Discovery 1.0, section 4; RFC 8414). Redirects
/// are not followed, cookies not kept, and the discovery document may send to its own host and those configured only.
/// </summary>
internal sealed class KeyUrl : IKeyDocuments, IDisposable
{
    private const int DiscoveryDepth = 8;
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly string? _issuer;
    private readonly IReadOnlyList<string> _hosts;
    private readonly bool _allowLoopbackHttp;
    private (Uri Address, EntityTagHeaderValue Tag, byte[] Body)? _last;

    /// <param name="address">The JWKS, or the discovery document.</param>
    /// <param name="issuer">The issuer that the discovery document has to name; null: the address is the JWKS itself.</param>
    /// <param name="hosts">Hosts beside the document's own that its <c>jwks_uri</c> may name.</param>
    /// <param name="allowLoopbackHttp">Whether plain HTTP is allowed to this machine.</param>
    /// <param name="authorities">The authorities that may vouch for the server; null: those of the system.</param>
    /// <param name="timeout">How long one exchange may take.</param>
    public KeyUrl(
        Uri address, string? issuer, IReadOnlyList<string> hosts, bool allowLoopbackHttp, X509Certificate2Collection? authorities, TimeSpan timeout)
    {
        (_address, _issuer, _hosts, _allowLoopbackHttp) = (address, issuer, hosts, allowLoopbackHttp);
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = timeout,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = policy,
            },
        };
        _client = new HttpClient(handler) { Timeout = timeout };
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    /// <summary>Whether an address may be fetched: https, or where that is allowed http of this machine.</summary>
    public static bool IsAllowed(Uri address, bool allowLoopbackHttp) => address.IsAbsoluteUri && address.UserInfo.Length == 0
        && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps
            || (allowLoopbackHttp && address.Scheme == Uri.UriSchemeHttp
                && (address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)))));

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(CancellationToken cancellation)
    {
        var address = _issuer is null ? _address : KeysOf(await FetchAsync(_address, cancellation));
        return await FetchAsync(address, cancellation, isKept: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Uri KeysOf(byte[] discovery)
    {
        using var json = StrictJson.Object(discovery, DiscoveryDepth) ?? throw new KeyDocumentException("expected the discovery document to be a JSON object");
        if (!json.RootElement.TryGetProperty("issuer", out var issuer) || issuer.ValueKind != JsonValueKind.String || !issuer.ValueEquals(_issuer))
        {
            throw new KeyDocumentException($"expected the discovery document to name the issuer `{_issuer}`");
        }

        if (!json.RootElement.TryGetProperty("jwks_uri", out var keys) || keys.ValueKind != JsonValueKind.String
            || !Uri.TryCreate(keys.GetString(), UriKind.Absolute, out var address) || !IsAllowed(address, _allowLoopbackHttp))
        {
            throw new KeyDocumentException("expected the discovery document to have a `jwks_uri` with https");
        }

        return string.Equals(address.Host, _address.Host, StringComparison.OrdinalIgnoreCase) || _hosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)
            ? address
            : throw new KeyDocumentException($"expected a `jwks_uri` on `{_address.Host}` or a host of `hosts`, got one on `{address.Host}`");
    }

    private async Task<byte[]> FetchAsync(Uri address, CancellationToken cancellation, bool isKept = false)
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(_client.Timeout);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var last = isKept && _last is { } before && before.Address == address ? _last : null;
            if (last is { } known) request.Headers.IfNoneMatch.Add(known.Tag);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (response.StatusCode == HttpStatusCode.NotModified && last is { } same) return same.Body;
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new KeyDocumentException($"expected `{address}` to answer 200, got {(int)response.StatusCode}");
            }

            var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            await using (body)
            {
                var read = await Bounded.ReadAsync(body, deadline.Token);
                if (isKept) _last = response.Headers.ETag is { } tag ? (address, tag, read) : null;
                return read;
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new KeyDocumentException($"`{address}` did not answer within {_client.Timeout.TotalSeconds:0.###} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new KeyDocumentException($"cannot fetch `{address}`: {e.Message}", e);
        }
    }
}

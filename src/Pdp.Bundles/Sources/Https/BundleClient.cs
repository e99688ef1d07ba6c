using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Sources.Https;

/// <summary>
/// Asks a server for a bundle. Redirects are not followed and no proxy is used, so that nobody but the server that was named is
/// asked; its certificate is always checked; what comes is bounded in size and in time.
/// </summary>
internal sealed class BundleClient : IDisposable
{
    private const int LongestToken = 16 * 1024;
    private const int ChunkLength = 64 * 1024;

    private readonly HttpsOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "the client disposes of its handler")]
    public BundleClient(HttpsOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address of the server's name is noticed
            MaxResponseHeadersLength = 32,
        };
        if (options.Authorities is { } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks once.</summary>
    /// <param name="tag">The tag of what is known; null: nothing is.</param>
    /// <param name="wait">How long the server may wait for something else; null: it shall answer at once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<Fetched> FetchAsync(string? tag, TimeSpan? wait, CancellationToken cancellation)
    {
        var most = _options.Timeout + (wait ?? TimeSpan.Zero);
        using var timeout = new CancellationTokenSource(most, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _options.Location.Address);
            request.Headers.AcceptEncoding.ParseAdd("identity");
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            // RFC 7240, section 4.3
            if (wait is { } seconds) request.Headers.TryAddWithoutValidation("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={Math.Max(1, (long)seconds.TotalSeconds)}"));
            if (_options.TokenFile is { } file)
            {
                if (await ReadTokenAsync(file, both.Token) is not { } token)
                    return Fetched.Failed($"the token file {Words.Quote(file)} cannot be used: expected one line of letters, digits and signs", "`--bundle-token-file` names it");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await ReadAsync(response, tag, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fetched.Failed(
                string.Create(CultureInfo.InvariantCulture, $"the server has not answered to the end within {most.TotalSeconds:0.###}s"),
                "`--bundle-timeout` gives it longer");
        }
        catch (HttpRequestException exception)
        {
            return Fetched.Failed(Told(exception));
        }
        catch (IOException)
        {
            return Fetched.Failed("the server broke off while it answered");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Fetched> ReadAsync(HttpResponseMessage response, string? tag, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        switch (status)
        {
            case 304 when tag is not null:
                return new Fetched();
            case 304:
                return Fetched.Failed("the server answers 304, but was not asked whether it has something else");
            case 200:
                break;
            case >= 300 and < 400:
                return Fetched.Failed($"the server answers {status}: redirects are not followed", "name the place that it redirects to, if that is where policies shall come from");
            case 401 or 403:
                return Fetched.Failed($"the server answers {status}: it does not let this server have the bundle", "`--bundle-token-file` names a file with a token");
            default:
                return Fetched.Failed($"the server answers {status}") with { RetryAfter = After(response.Headers.RetryAfter) };
        }

        if (response.Content.Headers.ContentEncoding.Count > 0)
            return Fetched.Failed("the server has packed the bundle once more for the way (`Content-Encoding`), though it was asked not to");
        var most = _options.Limits.MaxArchiveBytes;
        if (response.Content.Headers.ContentLength > most) return TooLarge(most);
        var body = new MemoryStream((int)Math.Min(response.Content.Headers.ContentLength ?? 0, int.MaxValue));
        await using var content = await response.Content.ReadAsStreamAsync(cancellation);
        var chunk = new byte[ChunkLength];
        for (int count; (count = await content.ReadAsync(chunk, cancellation)) > 0;)
        {
            if (body.Length + count > most) return TooLarge(most);
            body.Write(chunk, 0, count);
        }

        body.Position = 0;
        return new Fetched { Body = body, Tag = response.Headers.TryGetValues("ETag", out var tags) ? tags.FirstOrDefault() : null };
    }

    private static Fetched TooLarge(long most) => Fetched.Failed(string.Create(CultureInfo.InvariantCulture, $"the server sends more than {most} bytes"));

    private TimeSpan? After(RetryConditionHeaderValue? after) => after switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };

    private static async Task<string?> ReadTokenAsync(string file, CancellationToken cancellation)
    {
        try
        {
            if (new FileInfo(file).Length > LongestToken) return null;
            var token = (await File.ReadAllTextAsync(file, cancellation)).Trim();
            return token.Length > 0 && token.All(static c => c is > ' ' and < '\x7f') ? token : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Told(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the name of the server is not known",
        HttpRequestError.ConnectionError => "the server cannot be reached",
        HttpRequestError.SecureConnectionError => "the certificate of the server is not trusted, or no encrypted connection comes about",
        HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError => "the server broke off while it answered",
        _ when exception.InnerException is IOException => "the server broke off while it answered",
        _ => "the server cannot be asked: what it answers is no HTTP, or the connection broke",
    };
}

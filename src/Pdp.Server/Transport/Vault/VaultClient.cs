using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pdp.Server.Settings;

namespace Pdp.Server.Transport.Vault;

/// <summary>Has Vault's PKI issue certificates (HTTP API, `pki/issue`).</summary>
internal sealed class VaultClient
{
    /// <summary>The largest answer, in bytes.</summary>
    public const int LargestAnswer = 1024 * 1024;

    /// <summary>How long one call may take.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);

    private const int LongestToken = 8 * 1024;

    private readonly VaultAddress _address;
    private readonly string _tokenFile;
    private readonly string? _authorities;
    private readonly string _body;

    /// <summary>Makes one.</summary>
    public VaultClient(TlsOptions options)
    {
        _address = options.Vault!;
        _tokenFile = options.VaultTokenFile!;
        _authorities = options.VaultAuthorities;
        _body = Body(options.VaultNames);
    }

    /// <summary>Has a certificate issued, with a key that is made for it.</summary>
    /// <exception cref="VaultException">It is not issued.</exception>
    public async Task<VaultCertificate> IssueAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LongestCall);
        try
        {
            // a connection of its own: authorities and token are as they are now
            using var http = new HttpClient(Handler()) { MaxResponseContentBufferSize = LargestAnswer };
            using var request = new HttpRequestMessage(HttpMethod.Post, _address.Uri) { Content = new StringContent(_body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
            request.Headers.Add("X-Vault-Token", Token());
            request.Headers.Add("X-Vault-Request", "true");
            using var answer = await http.SendAsync(request, limit.Token);
            var text = await answer.Content.ReadAsByteArrayAsync(limit.Token);
            if (answer.StatusCode != HttpStatusCode.OK) throw new VaultException($"it answers {(int)answer.StatusCode}: {Errors(text)}", IsFinal(answer.StatusCode), null);
            return Read(text);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or CryptographicException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new VaultException(exception.Message, isFinal: false, exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new VaultException($"it does not answer within {LongestCall.TotalSeconds:0} s", isFinal: false, exception);
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="VaultException">It is none.</exception>
    public static VaultCertificate Read(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
                throw new VaultException("its answer has no `data`", isFinal: false, null);
            var chain = new StringBuilder(Text(data, "certificate")).Append('\n');
            if (data.TryGetProperty("ca_chain", out var between) && between.ValueKind == JsonValueKind.Array)
                foreach (var one in between.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String)) chain.Append(one.GetString()).Append('\n');
            using var leaf = X509Certificate2.CreateFromPem(Text(data, "certificate"));
            return new VaultCertificate(
                Encoding.ASCII.GetBytes(chain.ToString()), Encoding.ASCII.GetBytes(Text(data, "private_key")),
                new DateTimeOffset(leaf.NotBefore.ToUniversalTime()), new DateTimeOffset(leaf.NotAfter.ToUniversalTime()));
        }
        catch (Exception exception) when (exception is JsonException or CryptographicException or ArgumentException or InvalidOperationException)
        {
            throw new VaultException("its answer is malformed", isFinal: false, exception);
        }
    }

    private static string Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
        ? text
        : throw new VaultException($"its answer has no `{name}`", isFinal: false, null);

    // what is asked wrongly, or not permitted, is so when it is asked again as well
    private static bool IsFinal(HttpStatusCode status) => status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound;

    private static string Errors(byte[] answer)
    {
        const int Longest = 300;
        var text = Encoding.UTF8.GetString(answer);
        try
        {
            if (JsonNode.Parse(text)?["errors"] is JsonArray errors) text = string.Join("; ", errors.Select(static one => $"{one}"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            text = "";
        }

        return new string([.. text.Where(static c => !char.IsControl(c)).Take(Longest)]) is { Length: > 0 } told ? told : "it does not say why";
    }

    private static string Body(IReadOnlyList<string> names)
    {
        var uris = names.Where(static name => name.Contains("://", StringComparison.Ordinal)).ToArray();
        var addresses = names.Where(static name => IPAddress.TryParse(name, out _)).ToArray();
        var hosts = names.Except(uris, StringComparer.Ordinal).Except(addresses, StringComparer.Ordinal).ToArray();
        var body = new JsonObject { ["format"] = "pem", ["private_key_format"] = "pkcs8" };
        if (hosts.Length > 0) body["common_name"] = hosts[0];
        if (hosts.Length > 1) body["alt_names"] = string.Join(',', hosts.Skip(1));
        if (uris.Length > 0) body["uri_sans"] = string.Join(',', uris);
        if (addresses.Length > 0) body["ip_sans"] = string.Join(',', addresses);
        return body.ToJsonString(JsonSerializerOptions.Default);
    }

    private string Token()
    {
        var token = new FileInfo(_tokenFile) is { Exists: true, Length: <= LongestToken } ? File.ReadAllText(_tokenFile).Trim() : "";
        return token.Length > 0 && token.All(static c => c is > ' ' and < '\x7F') ? token : throw new VaultException($"there is no token in `{_tokenFile}`", isFinal: false, null);
    }

    private SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = LongestCall };
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.ImportFromPemFile(_authorities);
        }

        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        return handler;
    }
}

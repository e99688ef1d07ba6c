using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Pdp.Audit.Delivery;
using Pdp.Server.Telemetry.Export;

namespace Pdp.Server.Auditing.Sinks;

/// <summary>
/// Records to a collector, by OTLP over HTTP in JSON (OTLP 1, section "OTLP/HTTP"). What the collector says that it takes later is sent again; what it
/// says that it never takes is counted. Redirects are not followed, and no proxy is used.
/// </summary>
internal sealed class OtlpSink : IRecordSink
{
    private const int LongestAnswer = 64 * 1024;
    private const int LongestToken = 16 * 1024;

    private readonly OtlpAddress _address;
    private readonly string? _tokenFile;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly OtlpRecords _records = new();

    /// <param name="address">The collector.</param>
    /// <param name="authorities">Who may vouch for it; null: whom the system trusts.</param>
    /// <param name="tokenFile">The file of the bearer token that it asks for, read anew each time; null: it asks for none.</param>
    /// <param name="timeout">How long one exchange may take.</param>
    /// <param name="clock">The time.</param>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "the client disposes of its handler")]
    public OtlpSink(OtlpAddress address, X509Certificate2Collection? authorities, string? tokenFile, TimeSpan timeout, TimeProvider clock)
    {
        (_address, _tokenFile, _clock) = (address, tokenFile, clock);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address of the collector's name is noticed
            ActivityHeadersPropagator = null,
        };
        handler.Trust(authorities);
        _http = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = LongestAnswer };
    }

    public string Name => "otlp";

    public SinkRefusal Send(RecordBatch batch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address.Url) { Content = new ReadOnlyMemoryContent(_records.Write(batch, _clock.GetUtcNow())) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_tokenFile is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ReadToken());
        try
        {
            using var response = _http.Send(request, HttpCompletionOption.ResponseContentRead, cancellation);
            return Outcome(response, batch);
        }
        catch (OperationCanceledException exception)
        {
            throw new SinkException(CollectorProblem.Of(_http.Timeout), exception);
        }
        catch (HttpRequestException exception)
        {
            throw new SinkException(CollectorProblem.Of(exception.HttpRequestError), exception);
        }
    }

    public void Dispose() => _http.Dispose();

    // section "OTLP/HTTP Response" says what is to be sent again. Where a credential is not taken, another one may come.
    private static SinkRefusal Outcome(HttpResponseMessage response, RecordBatch batch) => response.StatusCode switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => PartOf(response, batch),
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            throw new SinkException(CollectorProblem.Of(response.StatusCode), null, response.Headers.RetryAfter?.Delta),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            throw new SinkException($"{CollectorProblem.Of(response.StatusCode)}: `--audit-otlp-token-file` names the token that it asks for"),
        _ => new SinkRefusal(batch.Count, $"{CollectorProblem.Of(response.StatusCode)}, and the records are not sent again"),
    };

    private static SinkRefusal PartOf(HttpResponseMessage response, RecordBatch batch)
    {
        try
        {
            using var stream = response.Content.ReadAsStream();
            using var answer = JsonDocument.Parse(stream);
            if (answer.RootElement.ValueKind != JsonValueKind.Object || !answer.RootElement.TryGetProperty("partialSuccess", out var part) || part.ValueKind != JsonValueKind.Object
                || !part.TryGetProperty("rejectedLogRecords", out var rejected)) return SinkRefusal.None;
            var text = rejected.ValueKind == JsonValueKind.String ? rejected.GetString() : rejected.GetRawText();
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? new SinkRefusal(Math.Min(count, batch.Count), "the collector takes only a part of the records")
                : SinkRefusal.None;
        }
        catch (JsonException)
        {
            // collectors answer with nothing as well
            return SinkRefusal.None;
        }
    }

    private string ReadToken()
    {
        try
        {
            var token = File.ReadAllText(_tokenFile!).Trim();
            if (token.Length is > 0 and <= LongestToken && token.All(static sign => sign is > ' ' and <= '~')) return token;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SinkException($"the token file `{_tokenFile}` cannot be read: {exception.Message}", exception);
        }

        throw new SinkException($"the token file `{_tokenFile}` cannot be used: expected one line of letters, digits and signs");
    }
}

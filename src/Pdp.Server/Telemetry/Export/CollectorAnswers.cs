using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Telemetry.Export;

/// <summary>Notes what a collector answers: the exporters tell only whether it took what it was sent.</summary>
internal sealed class CollectorAnswers : DelegatingHandler
{
    private const int LongestAnswer = 64 * 1024;

    private string? _problem;

    /// <param name="authorities">Who may vouch for the collector; null: whom the system trusts.</param>
    public CollectorAnswers(X509Certificate2Collection? authorities)
        : base(Handler(authorities))
    {
    }

    /// <summary>What the last exchange came to, if that was no good answer.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = base.Send(request, cancellationToken);
            using var stream = response.Content.ReadAsStream(cancellationToken);
            var body = new byte[LongestAnswer];
            return Note(response, body.AsMemory(0, stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false)));
        }
        catch (Exception exception)
        {
            Note(exception);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var body = new byte[LongestAnswer];
            return Note(response, body.AsMemory(0, await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken)));
        }
        catch (Exception exception)
        {
            Note(exception);
            throw;
        }
    }

    private static SocketsHttpHandler Handler(X509Certificate2Collection? authorities)
    {
        var handler = new SocketsHttpHandler
        {
            // whoever answers in the collector's place must not say where telemetry goes
            AllowAutoRedirect = false,

            // one could read what goes to a collector on this machine
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address of the collector's name is noticed
            ActivityHeadersPropagator = null,
        };
        handler.Trust(authorities);
        return handler;
    }

    private HttpResponseMessage Note(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        Volatile.Write(ref _problem, (int)response.StatusCode switch
        {
            >= 300 and < 400 => $"{CollectorProblem.Of(response.StatusCode)}: redirects are not followed",
            < 200 or >= 300 => CollectorProblem.Of(response.StatusCode),
            _ when body.Length == LongestAnswer => "the collector answers with more than it can have to say",
            _ => PartialSuccess.IsPartial(response.Content.Headers.ContentType?.MediaType, body) ? "the collector rejects some of them" : null,
        });
        var content = new ReadOnlyMemoryContent(body);
        foreach (var (name, values) in response.Content.Headers) content.Headers.TryAddWithoutValidation(name, values);
        response.Content = content;
        return response;
    }

    private void Note(Exception exception) => Volatile.Write(
        ref _problem, exception is HttpRequestException failed ? CollectorProblem.Of(failed.HttpRequestError) : exception is OperationCanceledException ? "the collector does not answer in time" : CollectorProblem.Of(HttpRequestError.Unknown));
}

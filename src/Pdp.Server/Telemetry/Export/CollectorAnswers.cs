using System.Net;

namespace Pdp.Server.Telemetry.Export;

/// <summary>Notes what a collector answers: the exporters tell only whether it took what it was sent.</summary>
internal sealed class CollectorAnswers : DelegatingHandler
{
    private string? _problem;

    public CollectorAnswers()
        : base(new SocketsHttpHandler
        {
            // whoever answers in the collector's place must not say where telemetry goes
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address of the collector's name is noticed
            ActivityHeadersPropagator = null,
        })
    {
    }

    /// <summary>What the last exchange came to, if that was no good answer.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Note(base.Send(request, cancellationToken));
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
            return Note(await base.SendAsync(request, cancellationToken));
        }
        catch (Exception exception)
        {
            Note(exception);
            throw;
        }
    }

    private HttpResponseMessage Note(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        Volatile.Write(ref _problem, status is >= 300 and < 400 ? $"{CollectorProblem.Of(response.StatusCode)}: redirects are not followed" : status is >= 200 and < 300 ? null : CollectorProblem.Of(response.StatusCode));
        return response;
    }

    private void Note(Exception exception) => Volatile.Write(
        ref _problem, exception is HttpRequestException failed ? CollectorProblem.Of(failed.HttpRequestError) : exception is OperationCanceledException ? "the collector does not answer in time" : CollectorProblem.Of(HttpRequestError.Unknown));
}

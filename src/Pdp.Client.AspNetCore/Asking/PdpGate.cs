using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pdp.Client.AspNetCore;

/// <summary>Asks the PDP about a caller, and lets nothing but a permission be one.</summary>
internal sealed class PdpGate
{
    private readonly IPdpClient _client;
    private readonly PdpAuthorizationOptions _options;
    private readonly ILogger _logger;

    public PdpGate(IServiceProvider services, IOptions<PdpAuthorizationOptions> options, ILogger<PdpGate> logger)
    {
        _options = options.Value;
        _logger = logger;
        _client = (_options.ClientName is { } name ? services.GetKeyedService<IPdpClient>(name) : services.GetService<IPdpClient>())
            ?? throw new InvalidOperationException("the application has no PDP to ask: call `AddPdpClient`, with the name that `ClientName` says if any");
    }

    /// <summary>Asks.</summary>
    /// <param name="user">The caller.</param>
    /// <param name="action">What it wants to do.</param>
    /// <param name="resource">To what; what it throws denies.</param>
    /// <param name="http">The request, for the context; null: there is none.</param>
    /// <param name="cancellation">Ends when the caller leaves.</param>
    public async ValueTask<GateAnswer> AskAsync(
        ClaimsPrincipal user, string action, Func<ValueTask<PdpResource>> resource, HttpContext? http, CancellationToken cancellation)
    {
        try
        {
            if (!SubjectReader.IsKnown(user)) return new GateAnswer(default, 401);
            var token = _options.ForwardBearerToken ? BearerToken.Of(http) : "";
            var request = new AccessRequest
            {
                Subject = token.Length > 0 ? SubjectReader.ReadBeside(user, _options) : SubjectReader.Read(user, _options),
                Action = action, Resource = await resource(), Context = Context(http), SubjectToken = token,
            };
            return GateAnswer.Of(await _client.CheckAsync(request, cancellation));
        }
        catch (QuestionException failure)
        {
            if (failure.StatusCode == 403) Log.Refused(_logger, failure.Message);
            else Log.NotAsked(_logger, failure.Message);
            return new GateAnswer(default, failure.StatusCode);
        }
        catch (Exception failure)
        {
            if (!cancellation.IsCancellationRequested) Log.Failed(_logger, failure);
            return new GateAnswer(default, 500);
        }
    }

    private AttributeMap Context(HttpContext? http)
    {
        var context = new AttributeMap();
        if (http is null) return context;
        if (_options.RemoteAddressAttribute is { } attribute && http.Connection.RemoteIpAddress is { } address)
            context[attribute] = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        _options.Context?.Invoke(http, context);
        return context;
    }
}

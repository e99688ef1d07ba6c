using Microsoft.AspNetCore.Http;
using Pdp.Identity.SecurityEvents;
using Pdp.Identity.Tokens;
using Pdp.Server.Access;
using Pdp.Server.Logging;

namespace Pdp.Server.Revoking;

/// <summary>
/// <c>POST /security-events</c>: takes security event tokens as they are pushed (RFC 8935). What an event revokes is on the disk before the
/// transmitter is told that the event was taken.
/// </summary>
internal sealed partial class SecurityEventReceiver : BackgroundService
{
    /// <summary>Where they are sent.</summary>
    public const string Path = "/security-events";

    private const string MediaType = "application/secevent+jwt";
    private const int LongestToken = 16 * 1024;

    private readonly Revocations _revocations;
    private readonly SecurityEventVerifier? _verifier;
    private readonly ILogger<SecurityEventReceiver> _logger;
    private readonly RecordPause _pause;
    private bool _isDisposed;

    public SecurityEventReceiver(SecurityEventStart start, Revocations revocations, TimeProvider clock, ILogger<SecurityEventReceiver> logger)
    {
        (_revocations, _logger, _pause) = (revocations, logger, new RecordPause(clock));
        if (start.Document is { } document) _verifier = new SecurityEventVerifier(document, clock, (transmitter, why) => LogKeysFailed(logger, transmitter, why));
    }

    /// <summary>Adds the route, if anybody may send events.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        if (_verifier is { } verifier) routes.MapPost(Path, context => TakeAsync(context, verifier)).WithMetadata(AccessRule.Signed);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // the host knows it under two names
        if (!_isDisposed) _verifier?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _isDisposed = true;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _verifier?.StartAsync() ?? Task.CompletedTask;

    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            if (body.Length + read > LongestToken) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static Task RefuseAsync(HttpContext context, string error, string description)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new { err = error, description }, context.RequestAborted);
    }

    // RFC 8935, section 2.4
    private static string Error(TokenProblem problem) => problem switch
    {
        TokenProblem.IssuerUnknown => "invalid_issuer",
        TokenProblem.AudienceWrong => "invalid_audience",
        TokenProblem.KeyUnknown or TokenProblem.KeyIdRefused or TokenProblem.SignatureWrong or TokenProblem.AlgorithmRefused => "invalid_key",
        _ => "invalid_request",
    };

    private async Task TakeAsync(HttpContext context, SecurityEventVerifier verifier)
    {
        if (!string.Equals(context.Request.ContentType, MediaType, StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(context, "invalid_request", $"expected the content type `{MediaType}`");
            return;
        }

        if (await ReadAsync(context.Request) is not { } token)
        {
            await RefuseAsync(context, "invalid_request", $"expected a token of at most {LongestToken} bytes");
            return;
        }

        var (told, problem) = await verifier.VerifyAsync(token, context.RequestAborted);
        if (told is null)
        {
            if (_pause.IsOver(out var leftOut)) LogRefused(_logger, problem.Code(), leftOut);
            if (problem == TokenProblem.KeysUnavailable)
            {
                // it may be good: the transmitter is to send it again
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "10";
                return;
            }

            await RefuseAsync(context, Error(problem), problem.Text());
            return;
        }

        var meaning = EventMeaning.Of(told);
        if (meaning.Fault is { } fault)
        {
            LogNotUnderstood(_logger, told.Transmitter.Issuer.Name, told.Id, fault);
            await RefuseAsync(context, "invalid_request", fault);
            return;
        }

        foreach (var other in meaning.Other) LogOther(_logger, told.Transmitter.Issuer.Name, told.Id, other);
        await KeepAsync(context, told, meaning);
    }

    private Task KeepAsync(HttpContext context, SecurityEvent told, EventMeaning meaning)
    {
        try
        {
            if (!meaning.Revocations.IsEmpty && _revocations.Revoke(meaning.Revocations) is null)
            {
                LogFull(_logger, told.Transmitter.Issuer.Name, told.Id);
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            }
        }
        catch (IOException exception)
        {
            LogNotKept(_logger, told.Transmitter.Issuer.Name, told.Id, exception);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        LogTaken(_logger, told.Transmitter.Issuer.Name, told.Id, meaning.Revocations.Length);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    [LoggerMessage(EventIds.SecurityEventTaken, LogLevel.Information, "a security event of `{Transmitter}` is taken: {Id} (revoked by it: {Count})", EventName = nameof(EventIds.SecurityEventTaken))]
    private static partial void LogTaken(ILogger logger, string transmitter, string id, int count);

    [LoggerMessage(EventIds.SecurityEventRefused, LogLevel.Warning, "a security event is refused: {Code} (refused since the last such record: {LeftOut})", EventName = nameof(EventIds.SecurityEventRefused))]
    private static partial void LogRefused(ILogger logger, string code, long leftOut);

    [LoggerMessage(EventIds.SecurityEventOther, LogLevel.Information, "a security event of `{Transmitter}` revokes nothing: {Id} is of the type `{Type}`", EventName = nameof(EventIds.SecurityEventOther))]
    private static partial void LogOther(ILogger logger, string transmitter, string id, string type);

    [LoggerMessage(EventIds.SecurityEventNotUnderstood, LogLevel.Error, "a security event of `{Transmitter}` is refused, and revokes nothing: {Id}: {Why}", EventName = nameof(EventIds.SecurityEventNotUnderstood))]
    private static partial void LogNotUnderstood(ILogger logger, string transmitter, string id, string why);

    [LoggerMessage(EventIds.SecurityEventKeysFailed, LogLevel.Warning, "the keys of `{Transmitter}`, which sends security events, cannot be read: {Why}", EventName = nameof(EventIds.SecurityEventKeysFailed))]
    private static partial void LogKeysFailed(ILogger logger, string transmitter, string why);

    [LoggerMessage(EventIds.SecurityEventFull, LogLevel.Error, "a security event of `{Transmitter}` is not taken: {Id}: there are as many revocations as can be known", EventName = nameof(EventIds.SecurityEventFull))]
    private static partial void LogFull(ILogger logger, string transmitter, string id);

    [LoggerMessage(EventIds.SecurityEventNotKept, LogLevel.Error, "a security event of `{Transmitter}` is not taken: {Id} could not be written to the state folder", EventName = nameof(EventIds.SecurityEventNotKept))]
    private static partial void LogNotKept(ILogger logger, string transmitter, string id, Exception exception);
}

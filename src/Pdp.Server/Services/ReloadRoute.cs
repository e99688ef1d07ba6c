using System.IO.Pipelines;
using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pdp.Server.Access;
using Pdp.Server.Reloading;

namespace Pdp.Server.Services;

/// <summary>
/// <c>POST /reload</c>, for webhooks of git servers: who calls knows the reload token, as a bearer token or as the key of an
/// <c>X-Hub-Signature-256</c> over the body. What the body says does not matter.
/// </summary>
internal static class ReloadRoute
{
    private const long LargestBody = 32 * 1024 * 1024;

    private const string SignatureHeader = "X-Hub-Signature-256";

    // senders of webhooks give up after about ten seconds
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>Adds the route, if anybody may reload.</summary>
    public static void MapReload(this IEndpointRouteBuilder routes, Reloader reloader, ReloadToken token, Freshness freshness, TimeProvider clock)
    {
        if (token.Exists) routes.MapPost("/reload", context => AnswerAsync(context, reloader, token, freshness, clock)).WithMetadata(AccessRule.Own);
    }

    private static async Task AnswerAsync(HttpContext context, Reloader reloader, ReloadToken token, Freshness freshness, TimeProvider clock)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = LargestBody;
        var started = clock.GetTimestamp();
        if (await MayAsync(context, token, clock) is not { } may)
        {
            context.Response.Headers.Connection = "close";
            await TellAsync(context, StatusCodes.Status408RequestTimeout, """{ "error": "the body did not come to its end within 8 s" }""");
            return;
        }

        if (!may)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await TellAsync(context, StatusCodes.Status401Unauthorized, """{ "error": "expected the reload token, as `authorization: Bearer TOKEN` or as the key of `X-Hub-Signature-256`" }""");
            return;
        }

        if (!reloader.IsFollowing)
        {
            await TellAsync(context, StatusCodes.Status503ServiceUnavailable, """{ "error": "this server does not reload" }""");
            return;
        }

        try
        {
            var left = Longest - clock.GetElapsedTime(started);
            var result = await reloader.ReloadAsync(CancellationToken.None).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, context.RequestAborted);
            var status = result.Outcome == ReloadOutcome.Refused ? StatusCodes.Status409Conflict : StatusCodes.Status200OK;
            await TellAsync(context, status, JsonFormatter.Default.Format(ReloadEndpoint.Of(result, freshness)));
        }
        catch (TimeoutException)
        {
            await TellAsync(context, StatusCodes.Status202Accepted, """{ "outcome": "RELOAD_OUTCOME_UNSPECIFIED" }""");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await TellAsync(context, StatusCodes.Status503ServiceUnavailable, """{ "error": "the server is stopping" }""");
        }
        catch (OperationCanceledException)
        {
            // the caller left; the reading goes on
        }
    }

    // null: it is not known, as the body takes too long
    private static async Task<bool?> MayAsync(HttpContext context, ReloadToken token, TimeProvider clock)
    {
        var headers = context.Request.Headers;
        if (headers.Authorization.Count > 0) return headers.Authorization is [var bearer] && token.IsBearer(bearer);
        const string Scheme = "sha256=";
        if (headers[SignatureHeader] is not [{ } signature] || !signature.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        var told = new byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(signature.AsSpan(Scheme.Length), told, out var read, out var written) != System.Buffers.OperationStatus.Done
            || read != signature.Length - Scheme.Length || written != told.Length)
        {
            return false;
        }

        using var hash = token.BeginSignature();
        if (hash is null) return false;
        try
        {
            if (!await TryHashAsync(context.Request.BodyReader, hash, clock)) return null;
        }
        catch (BadHttpRequestException)
        {
            // too large, or too slow: it is not known whose it is
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), told);
    }

    // Who sends it slowly would else hold a connection and a hash for as long as it likes. The reader is told to end what it waits for: a
    // read that is cancelled stays under way for Kestrel, which logs the next one as an error of the server.
    private static async Task<bool> TryHashAsync(PipeReader body, IncrementalHash hash, TimeProvider clock)
    {
        using var time = new CancellationTokenSource(Longest, clock);
        using var ending = time.Token.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body);
        while (true)
        {
            var read = await body.ReadAsync(CancellationToken.None);
            foreach (var segment in read.Buffer) hash.AppendData(segment.Span);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return true;
            if (read.IsCanceled) return false;
        }
    }

    private static Task TellAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(json + "\n");
    }
}

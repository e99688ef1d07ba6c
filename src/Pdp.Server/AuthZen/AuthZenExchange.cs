using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Pdp.Server.Http;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.AuthZen;

/// <summary>
/// What all of AuthZEN's endpoints have in common over HTTP (Authorization API 1.0, section 10): methods, content types, the bound on
/// bodies, request ids. Bodies are read here and not by the framework, which answers 415 to what the API answers 400, and takes
/// <c>application/…+json</c>.
/// </summary>
internal sealed partial class AuthZenExchange(PdpServerOptions options, Decider decider, ILogger<AuthZenExchange> logger)
{
    private const string Json = "application/json";

    /// <summary>Answers a request with a body.</summary>
    public async Task AnswerPost(HttpContext context, AuthZenCall call)
    {
        Begin(context);
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await RefuseMethod(context, "POST");
            return;
        }

        if (!IsJson(context.Request))
        {
            await Send(context, AuthZenAnswer.BadRequest($"expected the content type `{Json}`"));
            return;
        }

        try
        {
            var reader = context.Request.BodyReader;
            var body = await ReadAsync(reader, context.RequestAborted);
            if (body is not { } bytes)
            {
                await Send(context, AuthZenAnswer.Error(StatusCodes.Status413PayloadTooLarge, $"expected a body of at most {options.MaxMessageBytes} bytes"));
                return;
            }

            var answer = await decider.AnswerAsync((exchange: this, context, call, bytes), static one => one.exchange.Answer(one.context, one.call, one.bytes));
            reader.AdvanceTo(bytes.End);
            await Send(context, answer);
        }
        catch (BadHttpRequestException exception)
        {
            // the transport refused the body: too large, too slow or broken off
            context.Response.Headers.Connection = "close";
            await Send(context, AuthZenAnswer.Error(exception.StatusCode, exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => $"expected a body of at most {options.MaxMessageBytes} bytes",
                StatusCodes.Status408RequestTimeout => "the body comes too slowly",
                _ => "the body is damaged",
            }));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the caller left
        }
    }

    /// <summary>Answers a request without a body.</summary>
    public static Task AnswerGet(HttpContext context, Func<HttpContext, AuthZenAnswer> call)
    {
        Begin(context);
        return HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? Send(context, call(context))
            : RefuseMethod(context, "GET, HEAD");
    }

    /// <summary>Answers a request to a path that is none.</summary>
    public static Task AnswerUnknown(HttpContext context)
    {
        Begin(context);
        return Send(context, AuthZenAnswer.Error(StatusCodes.Status404NotFound, "there is no such endpoint"));
    }

    private static void Begin(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        RequestIds.Return(context);
    }

    private static bool IsJson(HttpRequest request)
    {
        if (request.ContentType is not { } type) return false;
        if (string.Equals(type, Json, StringComparison.OrdinalIgnoreCase)) return true;
        return request.Headers.ContentType.Count == 1 && string.Equals(MediaTypes.InUtf8(type), Json, StringComparison.OrdinalIgnoreCase);
    }

    // null: it is larger than it may be
    private async ValueTask<ReadOnlySequence<byte>?> ReadAsync(PipeReader reader, CancellationToken aborted)
    {
        while (true)
        {
            var result = await reader.ReadAsync(aborted);
            if (result.Buffer.Length > options.MaxMessageBytes)
            {
                // given back, so that the transport can skip the rest: else the connection is lost, and with it the request that comes next
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted) return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private AuthZenAnswer Answer(HttpContext context, AuthZenCall call, in ReadOnlySequence<byte> body)
    {
        try
        {
            return call(context, body.IsSingleSegment ? body.FirstSpan : body.ToArray());
        }
#pragma warning disable CA1031 // a fault of ours is logged and told as one; it permits nothing
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception);
            return AuthZenAnswer.Error(StatusCodes.Status500InternalServerError, "the server failed to answer");
        }
    }

    private static Task RefuseMethod(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return Send(context, AuthZenAnswer.Error(StatusCodes.Status405MethodNotAllowed, $"expected the method {allowed}"));
    }

    private static Task Send(HttpContext context, in AuthZenAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.IsJson ? Json : "text/plain; charset=utf-8";
        response.ContentLength = answer.Body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted).AsTask();
    }

    [LoggerMessage(Logging.EventIds.AuthZenFailed, LogLevel.Error, "a request over AuthZEN was not answered because of a fault of the server", EventName = nameof(Logging.EventIds.AuthZenFailed))]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

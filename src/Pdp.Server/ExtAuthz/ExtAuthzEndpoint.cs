using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Pdp.Server.Access;
using Pdp.Server.Direct;
using Pdp.Server.ExtAuthz.Messages;
using Pdp.Server.Gateways;
using Pdp.Server.Telemetry;
using Pdp.Server.Services;
using Pdp.Server.Settings;

namespace Pdp.Server.ExtAuthz;

/// <summary>
/// <c>envoy.service.auth.v3.Authorization</c>. A failed call is no denial to Envoy, which may be told to let requests pass then: whatever
/// is wrong is a good answer that denies.
/// </summary>
internal sealed partial class ExtAuthzEndpoint(GatewayJudge judge, PdpServerOptions options, ILogger<ExtAuthzEndpoint> logger)
{
    /// <summary>
    /// Largest message: more than Envoy sends, whatever its limits for headers and bodies. What the transport refused would be a failed call, and
    /// a client that sends long headers could get past the PDP.
    /// </summary>
    public const int LargestMessage = 64 * 1024 * 1024;

    /// <summary>The context extension that names the gateway's document.</summary>
    public const string GatewayExtension = "pdp.gateway";

    /// <summary>Answers a caller that is no gateway, without a look at what it asks: a good answer that denies, as all.</summary>
    public static Task RefuseCaller(HttpContext context, bool tellsErrors)
    {
        var answer = ExtAuthzAnswer.Of(new GatewayVerdict(GatewayOutcome.Deny, "the caller is no gateway"), accept: null, tellsErrors).ToByteArray();
        DirectResponse.Begin(context.Features);
        var output = context.Response.BodyWriter;
        GrpcFrame.Write(output.GetSpan(GrpcFrame.HeaderSize), answer.Length);
        output.Advance(GrpcFrame.HeaderSize);
        output.Write(answer);
        DirectResponse.End(context.Features);
        return Task.CompletedTask;
    }

    /// <summary>Says whether a request may pass.</summary>
    public async Task<CheckResponse> Check(Received<CheckRequest> received, ServerCallContext context)
    {
        string? accept = null;
        try
        {
            var request = Read(received, out var refusal);
            accept = request?.Header("accept").Text;
            var verdict = request is null ? refusal! : await JudgeAsync(request, context);
            var answer = ExtAuthzAnswer.Of(verdict, accept, options.ExtAuthzErrors);
            if (answer.Status is not null) return answer;
        }
#pragma warning disable CA1031 // a failed call may let the request pass: a fault of ours is a denial as well
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception);
        }

        return ExtAuthzAnswer.Of(new GatewayVerdict(GatewayOutcome.Unavailable, null), accept, options.ExtAuthzErrors);
    }

    private ExtAuthzRequest? Read(Received<CheckRequest> received, out GatewayVerdict? refusal)
    {
        var request = received.Message is { } message && message.CalculateSize() <= options.MaxMessageBytes ? ExtAuthzRequest.Read(message, options.Wire) : null;
        refusal = request is not null ? null : Refuse(
            received.Message is not { } whole ? "the message is damaged"
            : whole.CalculateSize() > options.MaxMessageBytes ? $"the message has more than {options.MaxMessageBytes} bytes"
            : "it is no request over HTTP with a method, a path and headers told in one way");
        return request;
    }

    private ValueTask<GatewayVerdict> JudgeAsync(ExtAuthzRequest request, ServerCallContext context) => judge.JudgeAsync(
        maps => request.Extension(GatewayExtension) is { } named ? maps.Find(named) : maps.ForHost(request.Host),
        request, handsOnObligations: true, context.GetHttpContext().Features.Get<Caller>(), Channel.ExtAuthz, context.CancellationToken);

    private GatewayVerdict Refuse(string why)
    {
        LogRefused(logger, why);
        return new GatewayVerdict(GatewayOutcome.Deny, why);
    }

    [LoggerMessage(Logging.EventIds.ExtAuthzFailed, LogLevel.Error, "a request of Envoy's was not answered because of a fault of the server; it is denied", EventName = nameof(Logging.EventIds.ExtAuthzFailed))]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(Logging.EventIds.ExtAuthzRefused, LogLevel.Debug, "a request of Envoy's is denied: {Why}", EventName = nameof(Logging.EventIds.ExtAuthzRefused))]
    private static partial void LogRefused(ILogger logger, string why);
}

using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pdp.Contracts.V1;
using Pdp.Server.Access;
using Pdp.Server.Auditing.Tracing;
using Pdp.Server.Health;
using Pdp.Server.Revoking;
using Pdp.Server.Services;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Telemetry.Tracing;
using Pdp.Wire.Lean;

namespace Pdp.Server.Direct;

/// <summary>
/// Answers the calls that gateways make for every request (<c>Check</c>, <c>CheckBatch</c> and <c>CheckStream</c>) on the
/// server's own pipes, from bytes to bytes.
/// <para>It takes plain calls: gRPC over HTTP/2, not compressed, whole, with a request that <see cref="LeanDecider"/> reads.
/// A call that is anything else is left as it came, and the host answers it through the gRPC library, as it answers all
/// other methods: whatever is said of errors, and of compressed or broken messages, is said there. Only what the library would
/// take for a fault of the server's own is refused here: messages that do not begin as such, and lengths beyond all limits.</para>
/// </summary>
internal sealed partial class DirectCalls(
    BundleHolder bundles, PdpServerOptions options, TimeProvider clock, Readiness readiness, DecisionEndpoints endpoints,
    ILogger<DirectCalls> logger, ShadowTrial trial, AccessControl access, Revocations revocations, Auditing.DecisionTrail trail, DecisionMeter meter)
{
    // as the library says it
    private const string TooLong = "Received message exceeds the maximum configured message size.";

    private static readonly string CheckPath = Path(nameof(DecisionEndpoints.Check));
    private static readonly string BatchPath = Path(nameof(DecisionEndpoints.CheckBatch));
    private static readonly string StreamPath = Path(nameof(DecisionEndpoints.CheckStream));

    // A call is decided on one thread without waiting in between.
    [ThreadStatic]
    private static DirectBuffers? _buffers;

    private readonly LeanDecider _decider = new(options.Wire, trial, access, revocations, trail, meter);

    private static DirectBuffers Buffers => _buffers ??= new DirectBuffers();

    /// <summary>Answers a call.</summary>
    /// <returns>False: nothing was read of the call and nothing written, and the host is to answer it.</returns>
    public ValueTask<bool> TryAnswer(IFeatureCollection features)
    {
        var request = features.Get<IHttpRequestFeature>();
        if (request is null || !IsPlain(request)) return new(false);

        // whoever is not known at once, or not at all, is told so by the host
        var finding = access.FindAsync(features, request.Headers.Authorization, CancellationToken.None);
        if (!finding.IsCompletedSuccessfully || finding.Result.Caller is not { } caller) return new(false);
        if (request.Path == CheckPath) return Unary(features, request, caller, isBatch: false);
        if (request.Path == BatchPath) return Unary(features, request, caller, isBatch: true);
        return request.Path == StreamPath && request.Headers.GrpcTimeout.Count == 0
            ? Stream(features, caller, request.Headers.GrpcEncoding.Count > 0)
            : new(false);
    }

    private static string Path(string method) => $"/{DecisionService.Descriptor.FullName}/{method}";

    private static bool IsPlain(IHttpRequestFeature request) =>
        request.Method == HttpMethods.Post && request.Protocol == HttpProtocol.Http2
        && request.Headers.ContentType is [("application/grpc" or "application/grpc+proto")]
        && request.Headers.GrpcEncoding is [] or ["identity"];

    private ValueTask<bool> Unary(IFeatureCollection features, IHttpRequestFeature request, Caller caller, bool isBatch)
    {
        var limit = TimeSpan.MaxValue;
        if (request.Headers.GrpcTimeout is [var header] && !GrpcTimeout.TryParse(header, out limit)) return new(false);
        var deadline = new Deadline(clock, limit);
        var reader = features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        try
        {
            return reader.TryRead(out var result) && Take(features, reader, result, caller, deadline, isBatch) is { } isAnswered
                ? new(isAnswered)
                : UnaryAsync(features, reader, caller, deadline, isBatch);
        }
        catch (BadHttpRequestException exception)
        {
            Refused(features, exception);
            return new(true);
        }
    }

    // A call with a deadline that has to be waited for is the host's: it has the timers.
    private async ValueTask<bool> UnaryAsync(IFeatureCollection features, PipeReader reader, Caller caller, Deadline deadline, bool isBatch)
    {
        if (!deadline.IsNever) return false;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                if (Take(features, reader, result, caller, deadline, isBatch) is { } isAnswered) return isAnswered;
            }
        }
        catch (BadHttpRequestException exception)
        {
            Refused(features, exception);
            return true;
        }
        catch (Exception exception) when (HasLeft(exception))
        {
            return true;
        }
    }

    // The caller left: there is nobody to tell anything. (A body that the transport refuses is told by an exception of this kind
    // as well, and its caller is still there.)
    private static bool HasLeft(Exception exception) => exception is IOException or OperationCanceledException;

    // The transport refused the body: the caller is told, and the log as well for who looks for it; whoever can call can make
    // any number of these.
    private void Refused(IFeatureCollection features, BadHttpRequestException exception)
    {
        LogBodyRefused(logger, exception.StatusCode, exception);
        DirectResponse.Begin(features);
        var (code, message) = exception.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => (StatusCode.ResourceExhausted, TooLong),
            StatusCodes.Status408RequestTimeout => (StatusCode.DeadlineExceeded, "the body of the request comes too slowly"),
            _ => (StatusCode.Internal, "the body of the request is damaged"),
        };
        DirectResponse.Fail(features, code, message);
    }

    // Whether the call is answered, by as much of its body as is there; null: more of it is needed to say.
    private bool? Take(IFeatureCollection features, PipeReader reader, in ReadResult result, Caller caller, in Deadline deadline, bool isBatch)
    {
        var body = result.Buffer;
        bool? isAnswered = null;
        if (!GrpcFrame.TryRead(body, out var frame))
        {
            if (result.IsCompleted) isAnswered = false;
        }
        else if (Fault(frame) is { } fault)
        {
            DirectResponse.Begin(features);
            DirectResponse.Fail(features, fault.StatusCode, fault.Detail);
            isAnswered = true;
        }
        else if (!frame.IsPlain || body.Length > frame.Length + GrpcFrame.HeaderSize)
        {
            isAnswered = false;
        }
        else if (result.IsCompleted)
        {
            isAnswered = body.Length == frame.Length + GrpcFrame.HeaderSize && Answer(features, body.Slice(GrpcFrame.HeaderSize), caller, deadline, isBatch);
        }

        reader.AdvanceTo(isAnswered == true ? body.End : body.Start, isAnswered == false ? body.Start : body.End);
        return isAnswered;
    }

    // What no reading could mend. The library takes some of it for faults of the server, and logs them so.
    private Status? Fault(in GrpcFrame frame) =>
        !frame.IsKnown ? new Status(StatusCode.Internal, "a message does not begin as those of gRPC do")
        : frame.Length > options.MaxMessageBytes ? new Status(StatusCode.ResourceExhausted, TooLong)
        : null;

    private bool Answer(IFeatureCollection features, in ReadOnlySequence<byte> message, Caller caller, in Deadline deadline, bool isBatch)
    {
        var buffers = Buffers;
        var bytes = buffers.Span(message);
        using var stated = CallTrace.State(TraceOf(features));
        return isBatch ? Batch(features, bytes, caller, deadline, buffers) : Check(features, bytes, caller, deadline, buffers);
    }

    // nobody asks for it but records
    private TraceParent TraceOf(IFeatureCollection features) => trail.IsOn ? TraceParent.Of(features.GetRequiredFeature<IHttpRequestFeature>().Headers.TraceParent) : default;

    private bool Check(IFeatureCollection features, ReadOnlySpan<byte> message, Caller caller, in Deadline deadline, DirectBuffers buffers)
    {
        var writer = buffers.Writer;
        writer.Clear();
        using var span = Spans.AreWanted ? Spans.Call(CheckPath, Spans.Parent(features)) : null;
        if (!TryCheck(message, caller, deadline.Left ?? TimeSpan.Zero, writer, Channel.Check, span)) return Spans.Leave(span);
        DirectResponse.Begin(features);
        if (deadline.IsOver)
        {
            Exceeded(features);
            return true;
        }

        Send(features, writer);
        DirectResponse.End(features);
        return true;
    }

    private bool TryCheck(ReadOnlySpan<byte> message, Caller caller, TimeSpan longest, ReverseWriter writer, Channel channel, Activity? span)
    {
        try
        {
            return _decider.TryCheck(bundles.Current, message, caller, clock.GetUtcNow(), longest, writer, channel, span);
        }
#pragma warning disable CA1031 // a fault of ours is logged, and the request goes the long way: that alone may answer it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogDirectFailed(logger, exception);
            return false;
        }
    }

    private bool Batch(IFeatureCollection features, ReadOnlySpan<byte> message, Caller caller, Deadline deadline, DirectBuffers buffers)
    {
        if (!LeanBatch.TryFind(message, out var batch) || batch.Count == 0 || batch.Count > options.MaxBatchItems) return false;
        var gone = features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        buffers.Results.Clear();
        using var span = Spans.AreWanted ? Spans.Call(BatchPath, Spans.Parent(features)) : null;
        span?.SetTag("pdp.items", batch.Count);
        try
        {
            // Nobody waits for the answers any more when the caller left or the time is over.
            if (!_decider.TryBatch(
                bundles.Current, batch, caller, clock.GetUtcNow(), () => gone.IsCancellationRequested ? null : deadline.Left, buffers.Results, buffers.Writer))
            {
                return Spans.Leave(span);
            }
        }
#pragma warning disable CA1031 // as above
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogDirectFailed(logger, exception);
            return Spans.Leave(span);
        }

        DirectResponse.Begin(features);
        if (deadline.IsOver)
        {
            Exceeded(features);
            return true;
        }

        if (gone.IsCancellationRequested) return true;
        var output = features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        GrpcFrame.Write(output.GetSpan(GrpcFrame.HeaderSize), buffers.Results.Length);
        output.Advance(GrpcFrame.HeaderSize);
        output.Write(buffers.Results.Bytes);
        DirectResponse.End(features);
        return true;
    }

    private static void Send(IFeatureCollection features, ReverseWriter message)
    {
        var output = features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        Append(output, message);
    }

    private static void Append(PipeWriter output, ReverseWriter message)
    {
        Span<byte> header = stackalloc byte[GrpcFrame.HeaderSize];
        GrpcFrame.Write(header, message.Length);
        message.Raw(header);
        output.Write(message.Written);
    }

    private static void Exceeded(IFeatureCollection features) =>
        DirectResponse.Fail(features, StatusCode.DeadlineExceeded, "Deadline Exceeded");

    [LoggerMessage(Logging.EventIds.DirectFailed, LogLevel.Error, "a call was not answered on the short way because of a fault of the server; it goes the long way", EventName = nameof(Logging.EventIds.DirectFailed))]
    private static partial void LogDirectFailed(ILogger logger, Exception exception);

    [LoggerMessage(Logging.EventIds.BodyRefused, LogLevel.Debug, "the transport refused the body of a call, as HTTP status {Status} would tell", EventName = nameof(Logging.EventIds.BodyRefused))]
    private static partial void LogBodyRefused(ILogger logger, int status, Exception exception);
}

using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Pdp.Contracts.V1;
using Pdp.Identity.Tokens;
using Pdp.Server.Access;
using Pdp.Server.Auditing.Tracing;
using Pdp.Server.Telemetry;
using Pdp.Server.Telemetry.Tracing;
using Pdp.Server.Tokens;
using Pdp.Wire.Lean;

namespace Pdp.Server.Direct;

// One loop reads, decides and writes. A decision costs less than handing it to another thread would, so the gain of a
// stream is in the transport: all questions that one read has brought are decided, and their answers are sent together, at
// most `MaxStreamItems` at a time. So no answer waits for a question, what is in flight is bounded, and a caller that does
// not read its answers is not read from.
internal sealed partial class DirectCalls
{
    private async ValueTask<bool> Stream(IFeatureCollection features, Caller caller, bool saysEncoding)
    {
        // as the library says it
        var ifCompressed = saysEncoding
            ? "Request sent 'identity' grpc-encoding value with compressed message."
            : "Request did not include grpc-encoding value with compressed message.";

        // a stream may last, be silent, and bring any number of messages
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        DirectResponse.Begin(features);
        var reader = features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        var output = features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        try
        {
            await using var stopping = readiness.Stopping.UnsafeRegister(static state => StopReading((PipeReader)state!), reader);
            var end = await AnswerAll(reader, output, new Asking(caller, CallerEvidence.Of(features), TraceOf(features), Spans.Parent(features)), ifCompressed, features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted);
            if (end is { } failure) DirectResponse.Fail(features, failure.StatusCode, failure.Detail);
            else DirectResponse.End(features);
        }
        catch (BadHttpRequestException exception)
        {
            Refused(features, exception);
        }
        catch (Exception exception) when (HasLeft(exception))
        {
            // there is nobody to tell anything
        }

        return true;
    }

    // one whose caller has left must not keep the others, nor the server, from stopping
    private static void StopReading(PipeReader reader)
    {
        try
        {
            reader.CancelPendingRead();
        }
        catch (Exception exception) when (HasLeft(exception))
        {
            // the reading ends with the same error
        }
    }

    // The status that the stream ends with; null when all is well.
    private async ValueTask<Status?> AnswerAll(PipeReader reader, PipeWriter output, Asking asking, string ifCompressed, CancellationToken gone)
    {
        while (true)
        {
            var result = await reader.ReadAsync(gone);
            var rest = result.Buffer;
            Status? failure = null;
            while (true)
            {
                var answered = Answer(ref rest, output, asking, ifCompressed, gone, out failure, out var late);
                if (answered > 0)
                {
                    var sent = await output.FlushAsync(gone);
                    if (sent.IsCompleted) return null;
                }

                if (late is not null)
                {
                    // what was answered before is on its way, and what comes after waits
                    Append(output, await late);
                    var sent = await output.FlushAsync(gone);
                    if (sent.IsCompleted) return null;
                    continue;
                }

                if (failure is not null || answered < options.MaxStreamItems) break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (failure is not null) return failure;
            if (readiness.Stopping.IsCancellationRequested)
            {
                return new Status(StatusCode.Unavailable, "the server is stopping: ask another one what was not answered");
            }

            if (!result.IsCompleted) continue;
            return rest.IsEmpty ? null : new Status(StatusCode.Internal, "Incomplete message.");
        }
    }

    // Answers the questions that are there, as many as may be sent together.
    private int Answer(
        ref ReadOnlySequence<byte> rest, PipeWriter output, in Asking asking, string ifCompressed, CancellationToken gone, out Status? failure,
        out Task<CheckStreamResponse>? late)
    {
        failure = null;
        late = null;
        using var stated = CallTrace.State(asking.Trace);
        var buffers = Buffers;
        var answered = 0;
        while (answered < options.MaxStreamItems && GrpcFrame.TryRead(rest, out var frame))
        {
            failure = Fault(frame);
            if (failure is not null || rest.Length < frame.Length + GrpcFrame.HeaderSize) break;
            if (!frame.IsPlain)
            {
                failure = new Status(StatusCode.Internal, ifCompressed);
                break;
            }

            var message = rest.Slice(GrpcFrame.HeaderSize, frame.Length);
            failure = Answer(buffers.Span(message), asking, buffers.Writer, gone, out late);
            if (failure is not null) break;
            rest = rest.Slice(message.End);
            if (late is not null) break;
            Append(output, buffers.Writer);
            answered++;
        }

        return answered;
    }

    private static void Append(PipeWriter output, CheckStreamResponse answer)
    {
        var bytes = answer.ToByteArray();
        GrpcFrame.Write(output.GetSpan(GrpcFrame.HeaderSize), bytes.Length);
        output.Advance(GrpcFrame.HeaderSize);
        output.Write(bytes);
    }

    private Status? Answer(ReadOnlySpan<byte> message, in Asking asking, ReverseWriter writer, CancellationToken gone, out Task<CheckStreamResponse>? late)
    {
        late = null;
        writer.Clear();
        using var span = Spans.AreWanted ? Spans.Call(StreamPath, asking.Parent) : null;
        if (LeanQuestion.TryFind(message, out var question) && TryCheck(question.Request, asking.Caller, TimeSpan.MaxValue, writer, Channel.Stream, span))
        {
            LeanEnvelopes.CloseStreamed(writer, question.Id);
            return null;
        }

        writer.Clear();
        return endpoints.AnswerLong(message, asking.Caller, asking.Evidence, writer, gone, out late) is { } fault ? new Status(StatusCode.InvalidArgument, fault) : null;
    }

    /// <summary>Who asks all questions of a stream.</summary>
    /// <param name="Caller">The caller.</param>
    /// <param name="Evidence">What the tokens of its subjects may be bound to.</param>
    /// <param name="Trace">The trace of the call.</param>
    /// <param name="Parent">The same, for spans.</param>
    private readonly record struct Asking(Caller Caller, TokenEvidence Evidence, TraceParent Trace, ActivityContext Parent);
}

using Google.Protobuf;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Access;
using Pdp.Server.Auditing.Tracing;
using Pdp.Identity.Tokens;
using Pdp.Server.Serving;
using Pdp.Server.Telemetry;
using Pdp.Server.Tokens;
using Pdp.Wire.Lean;
using Pdp.Wire.Requests;

namespace Pdp.Server.Services;

// One loop reads, decides and writes. A decision costs less than handing it to another thread would, so the gain of a
// stream is in the transport: while questions are there already, answers are only put into the send buffer; before the
// loop waits for the next question, and at the latest after `MaxStreamItems` answers, they are sent. So no answer waits
// for a question, what is in flight is bounded, and a caller that does not read its answers is not read from.
internal sealed partial class DecisionEndpoints
{
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);

    /// <summary>Decides requests as they come.</summary>
    public async Task CheckStream(
        IAsyncStreamReader<Received<CheckStreamRequest>> requests, IServerStreamWriter<CheckStreamResponse> responses,
        ServerCallContext context)
    {
        var gone = context.CancellationToken;
        var caller = Who(context);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(gone, readiness.Stopping);
        CheckStreamResponse? unsent = null;
        var buffered = 0;
        while (true)
        {
            var moving = Next(requests, ending.Token);
            if (unsent is not null)
            {
                var more = moving.IsCompletedSuccessfully && await moving;
                var send = !more || buffered + 1 >= options.MaxStreamItems;
                responses.WriteOptions = send ? null : Buffered;
                await responses.WriteAsync(unsent, gone);
                buffered = send ? 0 : buffered + 1;
                unsent = null;
            }

            if (!await moving) break;
            var received = requests.Current;
            unsent = received.Message is { } message
                ? await AnswerAsync(message, caller, CallerEvidence.Of(context.GetHttpContext().Features), gone)
                : throw Malformed.Call(received.Fault!);
        }

        gone.ThrowIfCancellationRequested();
        if (ending.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the server is stopping: ask another one what was not answered"));
        }
    }

    // The end of the stream is one thing and the end of the server another; both end the reading.
    private static async Task<bool> Next(IAsyncStreamReader<Received<CheckStreamRequest>> requests, CancellationToken ending)
    {
        try
        {
            return await requests.MoveNext(ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Answers one question of a stream by way of messages.</summary>
    /// <param name="bytes">The question.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="evidence">What the subject's token may be bound to.</param>
    /// <param name="writer">Gets the answer, unless it is late.</param>
    /// <param name="gone">Is cancelled when the caller left.</param>
    /// <param name="late">The answer, when it has to be waited for; null: the writer has it.</param>
    /// <returns>Why the bytes are no question, or null.</returns>
    public string? AnswerLong(
        ReadOnlySpan<byte> bytes, Caller caller, TokenEvidence evidence, ReverseWriter writer, CancellationToken gone, out Task<CheckStreamResponse>? late)
    {
        late = null;
        var received = Codec.Decode(CheckStreamRequest.Parser, bytes);
        if (received.Message is not { } message) return received.Fault;
        var answering = AnswerAsync(message, caller, evidence, gone);
        if (answering.IsCompletedSuccessfully) writer.Raw(answering.Result.ToByteArray());
        else late = answering.AsTask();
        return null;
    }

    // Waits only where a key of the token's issuer has to be looked for, or a record is required.
    private ValueTask<CheckStreamResponse> AnswerAsync(CheckStreamRequest message, Caller caller, TokenEvidence evidence, CancellationToken gone)
    {
        if (message.Request is not { SubjectToken.Length: > 0 } question) return RecordedAsync(message, caller, default, gone);
        var verifying = tokens.VerifyAsync(question.SubjectToken, evidence, gone);
        return verifying.IsCompletedSuccessfully ? RecordedAsync(message, caller, verifying.Result, gone) : AnswerLateAsync(message, caller, verifying, gone);
    }

    private async ValueTask<CheckStreamResponse> AnswerLateAsync(
        CheckStreamRequest message, Caller caller, ValueTask<TokenVerdict> verifying, CancellationToken gone)
    {
        var trace = CallTrace.Current;
        TokenVerdict token;
        try
        {
            token = await verifying;
        }
#pragma warning disable CA1031 // as below
        catch (Exception exception) when (!gone.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new CheckStreamResponse { RequestId = message.RequestId, Error = Fault(exception) };
        }

        return await TracedAsync(trace, message, caller, token, gone);
    }

    private ValueTask<CheckStreamResponse> TracedAsync(TraceParent trace, CheckStreamRequest message, Caller caller, TokenVerdict token, CancellationToken gone)
    {
        using var stated = CallTrace.State(trace);
        return RecordedAsync(message, caller, token, gone);
    }

    private ValueTask<CheckStreamResponse> RecordedAsync(CheckStreamRequest message, Caller caller, TokenVerdict token, CancellationToken gone) =>
        decider.AnswerAsync((endpoints: this, message, caller, token, gone), static call => call.endpoints.Answer(call.message, call.caller, call.token, call.gone));

    private CheckStreamResponse Answer(CheckStreamRequest message, Caller caller, TokenVerdict token, CancellationToken gone)
    {
        var answer = new CheckStreamResponse { RequestId = message.RequestId };
        if (message.Request is not { } question)
        {
            answer.Error = Malformed.Item([new Violation("request", "is required, and missing")]);
            return answer;
        }

        if (token.Problem != TokenProblem.None)
        {
            answer.Error = RefusedToken.Item(token.Problem);
            return answer;
        }

        var reader = new RequestReader(options.Wire);
        if (reader.Request(question.Subject, question.Action, question.Resource, question.Context, token.Subject) is not { } request)
        {
            answer.Error = Malformed.Item(reader.Violations);
            return answer;
        }

        if (RefuseIfNeeded(caller, request) is { } refusal)
        {
            answer.Error = refusal;
            return answer;
        }

        if (!gate.TryAdmit(question.MinRevision, out var bundle, out var behind))
        {
            answer.Error = new CheckError { Code = (int)behind.StatusCode, Message = behind.Detail };
            return answer;
        }

        try
        {
            answer.Response = decider.Decide(bundle, request, caller, Channel.Stream, clock.GetUtcNow(), gone);
        }
#pragma warning disable CA1031 // a fault of ours in one answer is told there and logged; the stream goes on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            answer.Error = Fault(exception);
        }

        return answer;
    }
}

using Google.Protobuf;
using Grpc.Core;
using Pdp.Contracts.V1;
using Polly;

namespace Pdp.Client;

/// <summary>Asks over the connection there is, and turns whatever comes of it into an answer.</summary>
internal sealed class Asker(PdpPool pool, Breaker breaker, PdpClientOptions options, TimeProvider clock)
{
    private readonly SequenceGuard? _guard = options.AllowOlderBundles ? null : new SequenceGuard();
    private readonly RetryBudget _budget = new();
    private int _underWay;

    /// <summary>Asks one question.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<Answer> AskAsync(FrozenRequest request, CallTime time, CancellationToken cancellation)
    {
        var underWay = Interlocked.Increment(ref _underWay);
        try
        {
            if (underWay > options.MaxConcurrentChecks) return Answer.Refused(ReasonCode.Throttled, $"{options.MaxConcurrentChecks} checks are under way already");
            return await breaker.RunAsync(Attempt, (this, request, time, underWay), cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Asks the questions of a batch.</summary>
    /// <returns>As many answers.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<Answer[]> AskAsync(CheckBatchRequest batch, CallTime time, CancellationToken cancellation)
    {
        var answers = new Answer[batch.Items.Count];
        var underWay = Interlocked.Add(ref _underWay, answers.Length);
        try
        {
            var whole = underWay > options.MaxConcurrentChecks
                ? Answer.Refused(ReasonCode.Throttled, $"{options.MaxConcurrentChecks} checks are under way already")
                : await breaker.RunAsync(AttemptBatch, (this, batch, time, answers), cancellation);
            // what went wrong with the call went wrong with each of its questions
            if (whole != Answer.CameThrough) Array.Fill(answers, whole);
            return answers;
        }
        finally
        {
            Interlocked.Add(ref _underWay, -answers.Length);
        }
    }

    private Answer Guarded(in Answer answer) => _guard is null ? answer : _guard.Check(answer);

    private static async ValueTask<Outcome<Answer>> Attempt(ResilienceContext context, (Asker Asker, FrozenRequest Request, CallTime Time, int UnderWay) call)
    {
        try
        {
            return Outcome.FromResult(await call.Asker.OneAsync(call.Request, call.Time, call.UnderWay, context.CancellationToken));
        }
        catch (Exception failure)
        {
            return Outcome.FromException<Answer>(failure);
        }
    }

    private static async ValueTask<Outcome<Answer>> AttemptBatch(ResilienceContext context, (Asker Asker, CheckBatchRequest Batch, CallTime Time, Answer[] Answers) call)
    {
        try
        {
            return Outcome.FromResult(await call.Asker.ManyAsync(call.Batch, call.Time, call.Answers, context.CancellationToken));
        }
        catch (Exception failure)
        {
            return Outcome.FromException<Answer>(failure);
        }
    }

    private async ValueTask<Answer> OneAsync(FrozenRequest request, CallTime time, int underWay, CancellationToken cancellation)
    {
        var member = pool.Take()!;
        for (var attempt = 1; ; attempt++)
        {
            var answer = Guarded(await OneAsync(member, request, time, underWay, cancellation));
            if (await NextAsync(member, answer, attempt, time, cancellation) is not { } next) return answer;
            member = next;
        }
    }

    // a check may be made again, since it only reads: of another PDP at once, of the same one after a moment
    private async ValueTask<PoolMember?> NextAsync(PoolMember member, Answer answer, int attempt, CallTime time, CancellationToken cancellation)
    {
        if (answer.Verdict.Reason == ReasonCode.StalePolicy)
        {
            // another may have the newer policies already
            return attempt < options.MaxAttempts && time.Left(clock) > TimeSpan.Zero ? pool.Take(after: member) : null;
        }

        if (answer.Verdict.Reason != ReasonCode.Unavailable)
        {
            _budget.Succeed();
            return null;
        }

        pool.PassOver(member);
        if (attempt >= options.MaxAttempts || !_budget.Fail() || time.Left(clock) <= TimeSpan.Zero) return null;
        if (pool.Take(after: member) is { } other) return other;
        var pause = Pause(attempt);
        if (pause >= time.Left(clock)) return null;
        await Task.Delay(pause, clock, cancellation);
        return pool.Take();
    }

    // 10 ms, doubled up to 50, and spread so that those who failed together do not come back together
    private static TimeSpan Pause(int attempt) => TimeSpan.FromMilliseconds(Math.Min(50, 10 << (attempt - 1)) * (0.8 + (0.4 * Random.Shared.NextDouble())));

    private async ValueTask<Answer> OneAsync(PoolMember member, FrozenRequest request, CallTime time, int underWay, CancellationToken cancellation)
    {
        if (time.Left(clock) <= TimeSpan.Zero) return StatusReader.Read(StatusCode.DeadlineExceeded, "");
        var connection = member.Connections.Current;
        // the server does not wait on a stream for a revision that is demanded
        if (underWay >= options.Streaming.FromConcurrentChecks && request.Message.MinRevision.Length == 0 && connection.Streams.Take(underWay) is { } lane)
        {
            var answer = await lane.AskAsync(request, time, cancellation);
            if (answer is { } given) return Noted(member, connection, given);
            connection = member.Connections.Current;
        }

        if (time.Left(clock) <= TimeSpan.Zero) return StatusReader.Read(StatusCode.DeadlineExceeded, "");
        try
        {
            var response = await CheckMethod.Ask(connection.Invoker, request, time.Deadline(clock), cancellation);
            connection.Streams.CallAnswered();
            return Noted(member, connection, AnswerReader.Read(response));
        }
        catch (Exception failure) when (failure is RpcException or ObjectDisposedException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            return Noted(member, connection, Failure(failure, time));
        }
    }

    private async ValueTask<Answer> ManyAsync(CheckBatchRequest batch, CallTime time, Answer[] answers, CancellationToken cancellation)
    {
        var member = pool.Take()!;
        for (var attempt = 1; ; attempt++)
        {
            var answer = await ManyAsync(member, batch, time, answers, cancellation);
            var stale = answer == Answer.CameThrough ? Array.Find(answers, one => one.Verdict.Reason == ReasonCode.StalePolicy) : default;
            if (await NextAsync(member, stale.Verdict is null ? answer : stale, attempt, time, cancellation) is not { } next) return answer;
            member = next;
        }
    }

    private async ValueTask<Answer> ManyAsync(PoolMember member, CheckBatchRequest batch, CallTime time, Answer[] answers, CancellationToken cancellation)
    {
        var connection = member.Connections.Current;
        try
        {
            var response = await connection.Decisions.CheckBatchAsync(batch, deadline: time.Deadline(clock), cancellationToken: cancellation);
            if (response.Results.Count != answers.Length)
                return Noted(member, connection, Answer.Fault(ReasonCode.BatchSizeMismatch, $"{answers.Length} questions were answered by {response.Results.Count} answers"));
            for (var i = 0; i < answers.Length; i++) answers[i] = Guarded(AnswerReader.Read(response.Results[i]));
            return Noted(member, connection, Answer.CameThrough);
        }
        catch (Exception failure) when (failure is RpcException or ObjectDisposedException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            return Noted(member, connection, Failure(failure, time));
        }
    }

    // one of several that hangs is passed over, as one is that cannot be reached
    private Answer Noted(PoolMember member, Connection connection, in Answer answer)
    {
        if (member.Connections.Note(connection, answer)) pool.PassOver(member);
        return answer;
    }

    // a call that ended because its time was over may say so in other words
    private Answer Failure(Exception failure, CallTime time)
    {
        if (failure is not RpcException rpc) return Answer.Fault(ReasonCode.Unavailable, "the connection was given up meanwhile");
        var status = rpc.StatusCode switch
        {
            StatusCode.Cancelled when time.Left(clock) <= TimeSpan.Zero => StatusCode.DeadlineExceeded,
            // what came cannot be read, which the library takes for a connection that broke
            _ when rpc.Status.DebugException is InvalidProtocolBufferException => StatusCode.DataLoss,
            // nobody was reached who could have answered: certificates that are not believed, connections that break
            StatusCode.Internal when rpc.Status.DebugException is HttpRequestException or IOException => StatusCode.Unavailable,
            _ => rpc.StatusCode,
        };
        return StatusReader.Read(status, Text(rpc.Status));
    }

    // why a connection could not be made is told by the innermost
    private static string Text(Status status) =>
        status.DebugException?.GetBaseException() is { } cause && !status.Detail.Contains(cause.Message, StringComparison.Ordinal)
            ? $"{status.Detail} {cause.Message}"
            : status.Detail;
}

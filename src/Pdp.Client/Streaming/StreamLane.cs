using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>A stream that carries the checks of many callers. Once it has broken it is of no use any more.</summary>
internal sealed class StreamLane : IDisposable
{
    private static readonly WriteOptions More = new(WriteFlags.BufferHint);

    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _ending = new();
    private readonly AsyncDuplexStreamingCall<CheckStreamRequest, CheckStreamResponse> _call;
    private readonly Channel<CheckStreamRequest> _questions;
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<Answer?>> _open = new();
    private ulong _lastId;
    private volatile bool _isBroken;

    public StreamLane(DecisionService.DecisionServiceClient client, int capacity, TimeProvider clock)
    {
        _clock = clock;
        _questions = Channel.CreateBounded<CheckStreamRequest>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _call = client.CheckStream(cancellationToken: _ending.Token);
        _ = Task.Run(WriteAsync);
        _ = Task.Run(ReadAsync);
    }

    /// <summary>Whether it takes no further checks.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Asks.</summary>
    /// <param name="request">What.</param>
    /// <param name="left">How long there is for the answer.</param>
    /// <param name="cancellation">Ends when the caller leaves.</param>
    /// <returns>The answer; null when the stream broke before there was one.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<Answer?> AskAsync(CheckRequest request, TimeSpan left, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answered = new TaskCompletionSource<Answer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answered;
        try
        {
            // whoever breaks it sets this first, and then looks at what is open
            if (_isBroken) return null;
            if (!_questions.Writer.TryWrite(new CheckStreamRequest { RequestId = id, Request = request }))
                return _isBroken ? null : Answer.Fault(ReasonCode.Throttled, "too many checks wait to be sent");
            await ((Task)answered.Task.WaitAsync(left, _clock, cancellation)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (answered.Task.IsCompletedSuccessfully) return await answered.Task;
            cancellation.ThrowIfCancellationRequested();
            return StatusReader.Read(StatusCode.DeadlineExceeded, "");
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    /// <summary>Takes no further checks, and ends when those under way are answered.</summary>
    public void Complete()
    {
        _isBroken = true;
        _questions.Writer.TryComplete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        _ending.Cancel();
        _call.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var question in _questions.Reader.ReadAllAsync(_ending.Token))
            {
                // those who are about to ask go first: what they ask is sent with this, in one go
                if (_questions.Reader.Count == 0) await Task.Yield();
                _call.RequestStream.WriteOptions = _questions.Reader.Count > 0 ? More : null;
                await _call.RequestStream.WriteAsync(question, _ending.Token);
            }

            await _call.RequestStream.CompleteAsync();
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException or InvalidOperationException or IOException)
        {
            Break();
        }
    }

    // why it broke is told to those who ask again: they get it as an answer of their own
    private async Task ReadAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(_ending.Token))
            {
                var response = _call.ResponseStream.Current;
                if (_open.TryRemove(response.RequestId, out var answered)) answered.TrySetResult(AnswerReader.Read(response));
            }
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException or InvalidOperationException or IOException)
        {
        }
        finally
        {
            Break();
        }
    }

    private void Break()
    {
        Complete();
        foreach (var (id, answered) in _open)
        {
            if (_open.TryRemove(id, out _)) answered.TrySetResult(null);
        }
    }
}

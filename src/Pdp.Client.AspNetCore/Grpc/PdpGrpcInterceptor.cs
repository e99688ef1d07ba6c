using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Pdp.Client.AspNetCore;

/// <summary>Lets a call of a gRPC method through when the PDP permits it, and one that streams go on for as long as it does.</summary>
internal sealed class PdpGrpcInterceptor(GrpcGate gate) : Interceptor
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        _ = await AdmitAsync(request, context);
        return await continuation(request, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (await AdmitAsync(message: null, context) is not { } question) return await continuation(requestStream, context);
        using var call = new WatchedCall(context);
        TResponse? response = null;
        await WatchAsync(call, question, async () => response = await continuation(new WatchedReader<TRequest>(requestStream, call), call));
        return response!;
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (await AdmitAsync(request, context) is not { } question)
        {
            await continuation(request, responseStream, context);
            return;
        }

        using var call = new WatchedCall(context);
        await WatchAsync(call, question, () => continuation(request, new WatchedWriter<TResponse>(responseStream, call), call));
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (await AdmitAsync(message: null, context) is not { } question)
        {
            await continuation(requestStream, responseStream, context);
            return;
        }

        using var call = new WatchedCall(context);
        await WatchAsync(
            call, question, () => continuation(new WatchedReader<TRequest>(requestStream, call), new WatchedWriter<TResponse>(responseStream, call), call));
    }

    private async ValueTask<Func<CancellationToken, ValueTask<GateAnswer>>?> AdmitAsync(object? message, ServerCallContext context)
    {
        var question = gate.QuestionOf(message, context);
        if (question is null) return null;
        var answer = await question(context.CancellationToken);
        return answer.Decision.IsPermitted ? question : throw Refusal.Of(answer);
    }

    private async Task WatchAsync(WatchedCall call, Func<CancellationToken, ValueTask<GateAnswer>> question, Func<Task> serve)
    {
        var expiry = IdentityExpiry.Of(call.GetHttpContext());
        if (expiry <= gate.Clock.GetUtcNow()) throw Refusal.Expired();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.CallerToken);
        using var timer = new PeriodicTimer(gate.RecheckInterval, gate.Clock);
        var watching = Task.WhenAll(RecheckAsync(call, question, expiry, timer, over.Token), ExpireAsync(call, expiry, over.Token));
        try
        {
            await serve();
        }
        catch (Exception) when (call.Refusal is not null)
        {
            // what a method does when its call is ended is not what its caller is told
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }

        if (call.Refusal is { } refusal) throw refusal;
    }

    private async Task RecheckAsync(
        WatchedCall call, Func<CancellationToken, ValueTask<GateAnswer>> question, DateTimeOffset? expiry, PeriodicTimer timer, CancellationToken over)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                // the system's clock may have been set since the other timer was
                var refusal = expiry <= gate.Clock.GetUtcNow() ? Refusal.Expired() : await question(over) is { Decision.IsPermitted: false } answer ? Refusal.Of(answer) : null;
                if (refusal is null) continue;
                if (!over.IsCancellationRequested) await call.RefuseAsync(refusal, gate.Clock, over);
                return;
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
    }

    private async Task ExpireAsync(WatchedCall call, DateTimeOffset? expiry, CancellationToken over)
    {
        if (expiry is not { } end) return;
        try
        {
            // timers count whole milliseconds, and come early otherwise
            while (end - gate.Clock.GetUtcNow() is var left && left > TimeSpan.Zero)
                await Task.Delay(left < LongestWait ? left + TimeSpan.FromMilliseconds(1) : LongestWait, gate.Clock, over);
            if (!over.IsCancellationRequested) await call.RefuseAsync(Refusal.Expired(), gate.Clock, over);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
    }
}

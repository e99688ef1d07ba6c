using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Pdp.Client.AspNetCore;

/// <summary>A call that ends when it is not permitted any more: its token is cancelled, and nothing can be read or written.</summary>
internal sealed class WatchedCall : ServerCallContext, IDisposable
{
    // how long a method may take to notice that its call has ended, before the caller is cut off
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ServerCallContext _inner;
    private readonly HttpContext _http;
    private readonly CancellationTokenSource _ending;
    private RpcException? _refusal;

    public WatchedCall(ServerCallContext inner)
    {
        _inner = inner;
        _http = inner.GetHttpContext();
        _ending = CancellationTokenSource.CreateLinkedTokenSource(inner.CancellationToken);
        // where the gRPC library looks for it in a context that is not its own
        inner.UserState["__HttpContext"] = _http;
    }

    /// <summary>Why it is over; null: it is not.</summary>
    public RpcException? Refusal => Volatile.Read(ref _refusal);

    /// <summary>Ends when the caller leaves or its time is over, and not when the call is refused.</summary>
    public CancellationToken CallerToken => _inner.CancellationToken;

    protected override string MethodCore => _inner.Method;

    protected override string HostCore => _inner.Host;

    protected override string PeerCore => _inner.Peer;

    protected override DateTime DeadlineCore => _inner.Deadline;

    protected override Metadata RequestHeadersCore => _inner.RequestHeaders;

    protected override CancellationToken CancellationTokenCore => _ending.Token;

    protected override Metadata ResponseTrailersCore => _inner.ResponseTrailers;

    protected override Status StatusCore
    {
        get => _inner.Status;
        set => _inner.Status = value;
    }

    protected override WriteOptions? WriteOptionsCore
    {
        get => _inner.WriteOptions;
        set => _inner.WriteOptions = value;
    }

    protected override AuthContext AuthContextCore => _inner.AuthContext;

    protected override IDictionary<object, object> UserStateCore => _inner.UserState;

    /// <summary>Ends the call.</summary>
    /// <param name="refusal">What the caller is told.</param>
    /// <param name="clock">The time.</param>
    /// <param name="over">Ends when the method has.</param>
    public async Task RefuseAsync(RpcException refusal, TimeProvider clock, CancellationToken over)
    {
        // it is told the first reason of two
        if (Interlocked.CompareExchange(ref _refusal, refusal, null) is not null) return;
        try
        {
            await _ending.CancelAsync();
        }
        catch (AggregateException)
        {
            // what the method does when its token ends is no reason to leave it the connection
        }

        await Task.Delay(Patience, clock, over);
        // the method goes on all the same: the connection is not its any more
        _http.Abort();
    }

    public void ThrowIfRefused()
    {
        if (Refusal is { } refusal) throw refusal;
    }

    public void Dispose() => _ending.Dispose();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => _inner.WriteResponseHeadersAsync(responseHeaders);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => _inner.CreatePropagationToken(options);
}

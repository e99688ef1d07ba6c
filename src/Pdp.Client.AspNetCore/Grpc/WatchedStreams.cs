using Grpc.Core;

namespace Pdp.Client.AspNetCore;

/// <summary>Reads a call's requests for as long as it is permitted.</summary>
internal sealed class WatchedReader<T>(IAsyncStreamReader<T> inner, WatchedCall call) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        call.ThrowIfRefused();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken);
        var more = await inner.MoveNext(both.Token);
        call.ThrowIfRefused();
        return more;
    }
}

/// <summary>Writes a call's answers for as long as it is permitted.</summary>
internal sealed class WatchedWriter<T>(IServerStreamWriter<T> inner, WatchedCall call) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        call.ThrowIfRefused();
        return inner.WriteAsync(message, cancellationToken);
    }
}

using System.Collections.Immutable;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;

namespace Pdp.Identity.WorkloadApi;

/// <summary>A client of the SPIFFE Workload API. It does not encrypt: the Workload API knows a workload by its process.</summary>
public sealed class WorkloadApiClient : IDisposable
{
    private const string Service = "SpiffeWorkloadAPI";
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(5);

    // servers of gRPC take a ping of a quiet stream every five minutes for an attack, and one less often for what it is
    private static readonly TimeSpan PingAfter = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan LongestPing = TimeSpan.FromSeconds(20);
    private const int KeepAliveAfterSeconds = 20;
    private const int KeepAliveEverySeconds = 10;
    private const int KeepAliveTries = 3;

    // messages are read here rather than by the stream, which one that cannot be read would end
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);
    private static readonly Method<byte[], byte[]> FetchX509Svid = new(MethodType.ServerStreaming, Service, "FetchX509SVID", Bytes, Bytes);
    private static readonly Method<byte[], byte[]> FetchJwtBundles = new(MethodType.ServerStreaming, Service, "FetchJWTBundles", Bytes, Bytes);

    private readonly TimeProvider _clock;
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _calls;

    /// <summary>Makes one; it connects when it is asked for something.</summary>
    /// <param name="address">Where the Workload API is.</param>
    /// <param name="clock">The time.</param>
    public WorkloadApiClient(WorkloadAddress address, TimeProvider clock)
    {
        _clock = clock;
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                KeepAlivePingDelay = PingAfter, KeepAlivePingTimeout = LongestPing, KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                UseProxy = false, ConnectTimeout = LongestConnect, AllowAutoRedirect = false,
                ConnectCallback = (_, cancellation) => ConnectAsync(address, cancellation),
            },
            DisposeHttpClient = true, MaxReceiveMessageSize = WorkloadLimits.LargestMessage,

            // the pauses are those of the Workload API alone
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(1), InitialReconnectBackoff = TimeSpan.FromMilliseconds(1),
        });
        _calls = _channel.CreateCallInvoker();
    }

    /// <summary>Tells of the identities of this workload, and of the authorities and revocations that others are held against, until cancelled.</summary>
    public Task WatchX509Async(IWorkloadWatcher<WorkloadState> watcher, CancellationToken cancellation) =>
        new WorkloadStream<WorkloadState>(end => Open(FetchX509Svid, end), WorkloadStateReader.Read, watcher, _clock).RunAsync(cancellation);

    /// <summary>Tells of the key sets that tokens of each trust domain are held against, until cancelled.</summary>
    public Task WatchKeySetsAsync(IWorkloadWatcher<ImmutableSortedDictionary<string, byte[]>> watcher, CancellationToken cancellation) =>
        new WorkloadStream<ImmutableSortedDictionary<string, byte[]>>(end => Open(FetchJwtBundles, end), WorkloadStateReader.ReadKeySets, watcher, _clock).RunAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private async IAsyncEnumerable<byte[]> Open(Method<byte[], byte[]> method, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var call = _calls.AsyncServerStreamingCall(method, null, new CallOptions(new Metadata { { "workload.spiffe.io", "true" } }, cancellationToken: cancellation), []);
        while (await call.ResponseStream.MoveNext(cancellation)) yield return call.ResponseStream.Current;
    }

    private static async ValueTask<Stream> ConnectAsync(WorkloadAddress address, CancellationToken cancellation)
    {
        var socket = address.EndPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp) KeepAlive(socket);
            await socket.ConnectAsync(address.EndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // a machine that is gone says nothing, and neither does a stream that has no news
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveAfterSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveEverySeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTries);
    }
}

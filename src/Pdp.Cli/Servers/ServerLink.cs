using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Pdp.Contracts.V1;

namespace Pdp.Cli.Servers;

/// <summary>A connection to a server; what goes wrong with it is told in the house's words.</summary>
internal sealed class ServerLink : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ServerAddress _address;
    private readonly TimeProvider _clock;
    private readonly GrpcChannel _channel;

    /// <param name="address">The server.</param>
    /// <param name="clock">By which its patience is measured.</param>
    public ServerLink(ServerAddress address, TimeProvider clock)
    {
        _address = address;
        _clock = clock;
        var handler = new SocketsHttpHandler { ConnectTimeout = Patience, UseProxy = false };
        if (address.UnixPath is { } path) handler.ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation);
        _channel = GrpcChannel.ForAddress(
            address.Uri, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = 64 * 1024 * 1024 });
        Policies = new PolicyService.PolicyServiceClient(_channel);
    }

    /// <summary>What calls are made over.</summary>
    public GrpcChannel Channel => _channel;

    /// <summary>Its policies.</summary>
    public PolicyService.PolicyServiceClient Policies { get; }

    /// <summary>Makes a call.</summary>
    /// <param name="call">The call; gets its options.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CliFailureException">It failed.</exception>
    public async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation)
    {
        try
        {
            using var pending = call(new CallOptions(deadline: (_clock.GetUtcNow() + Patience).UtcDateTime, cancellationToken: cancellation));
            return await pending;
        }
        catch (RpcException exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
        catch (RpcException exception)
        {
            throw Failure(exception);
        }
    }

    public void Dispose() => _channel.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private CliFailureException Failure(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.NotFound or StatusCode.InvalidArgument => new CliFailureException(ExitCodes.BadInput, exception.Status.Detail),
        StatusCode.Unimplemented => new CliFailureException(
            ExitCodes.InputOutputError, $"what listens on `{_address.Text}` does not know this call",
            "name the gRPC address of a PDP server of this version or later"),
        StatusCode.DeadlineExceeded => new CliFailureException(
            ExitCodes.InputOutputError, $"`{_address.Text}` did not answer within {Patience.TotalSeconds} seconds"),
        _ => new CliFailureException(
            ExitCodes.InputOutputError, $"cannot ask `{_address.Text}`: {Reason(exception)}",
            "name the address that the server has in `--grpc`"),
    };

    private string Reason(RpcException exception)
    {
        if (_address.UnixPath is { } path && !Path.Exists(path)) return "there is no such socket";
        for (Exception? inner = exception.Status.DebugException; inner is not null; inner = inner.InnerException)
        {
            if (inner is not SocketException socket) continue;
            return socket.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "nothing listens there",
                SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "there is no such host",
                SocketError.TimedOut => "it does not answer",
                _ => socket.Message.TrimEnd('.').ToLowerInvariant(),
            };
        }

        // what the library says of a failure of its own has names of types in it
        return exception.Status.DebugException is null
            ? exception.Status.Detail.TrimEnd('.')
            : "what listens there does not answer as a gRPC server does";
    }
}

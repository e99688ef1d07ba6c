using System.Net;
using System.Net.Sockets;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>Makes the connections of streams: each stream has its own, and of several places each gets some.</summary>
/// <param name="handler">Makes what speaks HTTP, for a connection.</param>
/// <param name="endpoints">The places.</param>
internal sealed class LaneDialer(Func<SocketsHttpHandler> handler, Endpoint[] endpoints)
{
    private static readonly string Path = $"/{DecisionService.Descriptor.FullName}/{nameof(DecisionService.DecisionServiceClient.CheckStream)}";

    // clients that start together begin with different addresses of a name
    private readonly int _first = Random.Shared.Next(1 << 16);

    /// <summary>How many places there are.</summary>
    public int Places => endpoints.Length;

    /// <summary>Where a stream goes.</summary>
    /// <param name="index">Its number.</param>
    public Uri Address(int index)
    {
        var endpoint = endpoints[index % endpoints.Length];
        var host = endpoint.Kind == EndpointKind.Unix ? "localhost" : $"{endpoint.Host}:{endpoint.Port}";
        return new Uri($"{(endpoint.IsEncrypted ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{host}{Path}");
    }

    /// <summary>A connection for a stream; it is made with the first call.</summary>
    /// <param name="index">The stream's number.</param>
    public HttpMessageInvoker Dial(int index)
    {
        var http = handler();
        var endpoint = endpoints[index % endpoints.Length];
        if (endpoint.Kind == EndpointKind.Dns)
            http.ConnectCallback = (place, cancellation) => ConnectAsync(place.DnsEndPoint, (uint)(_first + index), cancellation);
        return new HttpMessageInvoker(http);
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint name, uint first, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(name.Host, cancellation);
        SocketException? failure = null;
        for (var i = 0u; i < (uint)addresses.Length; i++)
        {
            try
            {
                return await Sockets.ConnectAsync(new IPEndPoint(addresses[(first + i) % (uint)addresses.Length], name.Port), cancellation);
            }
            catch (SocketException exception)
            {
                failure = exception;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }
}

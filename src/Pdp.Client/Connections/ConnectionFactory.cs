using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Pdp.Client;

/// <summary>Makes connections.</summary>
internal sealed class ConnectionFactory
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    private readonly PdpClientOptions _options;
    private readonly Endpoint[] _endpoints;
    private readonly TimeProvider _clock;
    private readonly StreamTrust _trust;

    private ConnectionFactory(PdpClientOptions options, Endpoint[] endpoints, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _trust = new StreamTrust(clock);
        _endpoints = endpoints;
        IsEncrypted = _endpoints[0].IsEncrypted;
    }

    /// <summary>
    /// Those of a client: one for each of several endpoints, which the pool asks in turn. Hedging is gRPC's, which has to know them all.
    /// </summary>
    public static ConnectionFactory[] Of(PdpClientOptions options, TimeProvider clock)
    {
        Endpoint[] endpoints =
            [.. options.Endpoints.Select(text => Endpoint.TryParse(text, out var endpoint, out _) ? endpoint : throw new ArgumentException(text, nameof(options)))];
        return endpoints.Length == 1 || options.HedgingDelay is not null
            ? [new ConnectionFactory(options, endpoints, clock)]
            : Array.ConvertAll(endpoints, endpoint => new ConnectionFactory(options, [endpoint], clock));
    }

    /// <summary>Whether connections are encrypted.</summary>
    public bool IsEncrypted { get; }

    /// <summary>Makes one; it connects when it is first used.</summary>
    /// <param name="tls">What encryption needs; null: there is none.</param>
    public Connection Create(TlsMaterial? tls)
    {
        var handler = Handler(tls);
        var settings = new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            Credentials = IsEncrypted ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
            MaxReceiveMessageSize = _options.MaxResponseBytes,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
            ServiceConfig = Calls(isBalanced: _endpoints[0].Kind != EndpointKind.Unix),
        };
        var first = _endpoints[0];
        var address = first.ToString();
        if (first.Kind == EndpointKind.Unix)
        {
            address = "http://localhost";
        }
        else if (first.Kind == EndpointKind.Dns)
        {
            settings.ServiceProvider = Resolving(new DnsResolverFactory(_options.DnsRefreshInterval));
            address = $"dns:///{first.Host}:{first.Port}";
        }
        else if (_endpoints.Length > 1)
        {
            settings.ServiceProvider = Resolving(new StaticResolverFactory(_ => [.. _endpoints.Select(Address)]));
            address = "static:///pdp";
        }

        return new Connection(GrpcChannel.ForAddress(address, settings), new StreamLanes(new LaneDialer(() => Handler(tls), _endpoints), _options, _trust, _clock));
    }

    private SocketsHttpHandler Handler(TlsMaterial? tls)
    {
        var handler = new SocketsHttpHandler
        {
            // a check goes where the options say: through no proxy of the environment's, and to no other place
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        if (tls is not null) handler.SslOptions = tls.Options();
        if (_endpoints[0].Kind != EndpointKind.Unix) return handler;
        var place = new UnixDomainSocketEndPoint(_endpoints[0].Host);
        handler.ConnectCallback = (_, cancellation) => Sockets.ConnectAsync(place, cancellation);
        return handler;
    }

    private static ServiceProvider Resolving(ResolverFactory resolvers) => new ServiceCollection().AddSingleton(resolvers).BuildServiceProvider();

    private static BalancerAddress Address(Endpoint endpoint)
    {
        var address = new BalancerAddress(endpoint.Host.Trim('[', ']'), endpoint.Port);
        // each shows a certificate for its own name, not for that of the list
        address.Attributes.Set(new BalancerAttributesKey<string>("HostOverride"), $"{endpoint.Host}:{endpoint.Port}");
        return address;
    }

    // a check may be asked twice: it only reads. Attempts after a failure are the client's own, which knows the other PDPs
    private ServiceConfig Calls(bool isBalanced)
    {
        var config = new ServiceConfig();
        if (isBalanced) config.LoadBalancingConfigs.Add(new RoundRobinConfig());
        if (_options.HedgingDelay is not { } delay) return config;
        config.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 100, TokenRatio = 0.1 };
        config.MethodConfigs.Add(new MethodConfig
        {
            Names =
            {
                new MethodName { Service = "pdp.v1.DecisionService", Method = "Check" },
                new MethodName { Service = "pdp.v1.DecisionService", Method = "CheckBatch" },
            },
            HedgingPolicy = new HedgingPolicy { MaxAttempts = 2, HedgingDelay = delay, NonFatalStatusCodes = { StatusCode.Unavailable, StatusCode.Internal } },
        });
        return config;
    }
}

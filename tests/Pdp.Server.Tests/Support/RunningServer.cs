using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Xunit;

namespace Pdp.Server.Tests.Support;

/// <summary>A real server on ports that the system chose, and clients over real sockets.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(PdpServer server, bool connect)
    {
        Server = server;
        var grpc = new Uri(connect ? $"http://{server.GrpcEndPoint}" : "http://unused.invalid");
        Channel = GrpcChannel.ForAddress(grpc, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Decisions = new DecisionService.DecisionServiceClient(Channel);
        Policies = new PolicyService.PolicyServiceClient(Channel);
        Http = new HttpClient { BaseAddress = server.HttpEndPoint is UnixDomainSocketEndPoint ? grpc : new Uri($"http://{server.HttpEndPoint}") };
        RawGrpc = new HttpClient
        {
            BaseAddress = grpc,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>The levels of a log that tells all.</summary>
    public static IConfiguration Everything { get; } = new ConfigurationBuilder().AddInMemoryCollection(
        new[] { "Default", "Pdp", "Microsoft", "Grpc", "System" }.Select(static name => new KeyValuePair<string, string?>($"LogLevel:{name}", "Trace"))).Build();

    public PdpServer Server { get; }

    public GrpcChannel Channel { get; }

    public DecisionService.DecisionServiceClient Decisions { get; }

    public PolicyService.PolicyServiceClient Policies { get; }

    /// <summary>HTTP/1.1 to the HTTP address.</summary>
    public HttpClient Http { get; }

    /// <summary>HTTP/2 to the gRPC address, without gRPC.</summary>
    public HttpClient RawGrpc { get; }

    /// <summary>Starts one, warm unless told otherwise.</summary>
    /// <param name="set">Changes its settings.</param>
    /// <param name="warm">Whether it says that it wants calls.</param>
    /// <param name="rehearse">Whether it rehearses before, which takes it a second of all processors.</param>
    /// <param name="connect">Whether the clients here can reach it: not over a Unix socket.</param>
    /// <param name="bundle">Its policies; null: those of the test bundle.</param>
    /// <param name="clock">Its time; null: the system's.</param>
    /// <param name="log">Gets what it logs.</param>
    /// <param name="whole">Gets what it logs when all of it is asked for, as in the settings file.</param>
    public static async Task<RunningServer> StartAsync(
        Func<PdpServerOptions, PdpServerOptions>? set = null, bool warm = true, bool connect = true,
        Bundle? bundle = null, TimeProvider? clock = null, LogRecorder? log = null, bool rehearse = false, WholeLog? whole = null)
    {
        var options = new PdpServerOptions
        {
            Policies = Fixture.Documents, Grpc = ListenAddress.Loopback(0), Http = ListenAddress.Loopback(0), StopDelay = TimeSpan.FromTicks(1),
        };
        var server = await PdpServer.StartAsync(
            set?.Invoke(options) ?? options, bundle ?? Fixture.Bundle, whole is null ? new ConfigurationBuilder().Build() : Everything, clock ?? TimeProvider.System,
            whole is not null ? logging => logging.ClearProviders().AddProvider(whole)
            : log is null ? null : logging => logging.ClearProviders().AddProvider(log).AddFilter<LogRecorder>("Pdp", LogLevel.Debug), TestContext.Current.CancellationToken);
        if (rehearse) await server.WarmUpAsync(TestContext.Current.CancellationToken);
        else if (warm) await server.WarmUpAsync(static () => Task.FromResult(0), TestContext.Current.CancellationToken);
        return new RunningServer(server, connect);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        RawGrpc.Dispose();
        await Server.DisposeAsync();
    }
}

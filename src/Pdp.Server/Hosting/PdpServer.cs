using System.Net;
using System.Net.Sockets;
using System.Runtime;
using Grpc.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pdp.Bundles;
using Pdp.Bundles.Keeping;
using Pdp.Bundles.Sources;
using Pdp.Contracts.V1;
using Pdp.Server.Access;
using Pdp.Server.Auditing;
using Pdp.Server.AuthZen;
using Pdp.Server.Direct;
using Pdp.Server.ExtAuthz;
using Pdp.Server.ForwardAuth;
using Pdp.Server.ForwardedCertificates;
using Pdp.Server.Gateways;
using Pdp.Server.Health;
using Pdp.Server.Logging;
using Pdp.Server.Rehearsals;
using Pdp.Server.Reloading;
using Pdp.Server.Revoking;
using Pdp.Server.Services;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry;
using Pdp.Server.Telemetry.Export;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.Telemetry.Tracing;
using Pdp.Server.Tokens;
using Pdp.Server.Transport;
using Pdp.Server.Transport.Vault;

namespace Pdp.Server.Hosting;

/// <summary>A server that listens: Kestrel with gRPC on one address and HTTP on another.</summary>
internal sealed partial class PdpServer : IAsyncDisposable
{
    /// <summary>
    /// How long a rehearsal can keep the server from serving. Its calls end after <see cref="Rehearsal.Longest"/>; the rest is for a
    /// machine so busy that to start and stop the second server takes its time. Whatever takes longer hangs.
    /// </summary>
    public static readonly TimeSpan LongestWarmUp = 5 * Rehearsal.Longest;

    private readonly WebApplication _app;
    private readonly PdpServerOptions _options;
    private readonly BundleHolder _bundles;
    private readonly Readiness _readiness;
    private readonly CallGate _gate = new();
    private readonly TimeProvider _clock;
    private readonly TlsStart? _tls;
    private readonly ForwardedStart _forwarded;
    private readonly SubjectTokens _tokens;
    private readonly AccessState _access;
    private readonly RevocationStart _revocations;
    private readonly SecurityEventStart _securityEvents;
    private readonly ILogger<PdpServer> _logger;
    private readonly (CollectorTarget? Metrics, CollectorTarget? Spans) _collectors;
    private OtlpExport? _export;
    private ListenOptions? _grpc;
    private ListenOptions? _http;

    private PdpServer(
        PdpServerOptions options, IConfiguration logging, TimeProvider clock, Action<ILoggingBuilder>? log)
    {
        _options = options;
        _clock = clock;
        _tls = TlsStart.Read(options.Tls, clock);
        _forwarded = ForwardedStart.Read(options.Forwarded, clock);
        var issuers = IssuersFile.Read(options.Issuers, options.Tls.WorkloadApi);
        _access = AccessLoading.Start(options, clock);
        _securityEvents = SecurityEventStart.Read(options);
        _revocations = RevocationStart.Read(options, clock);
        _collectors = CollectorTarget.Read(options);
        _bundles = new BundleHolder(refusesWhenStale: options.WhenStale == WhenStale.Indeterminate);
        _readiness = new Readiness();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "pdp" });
        LogSetUp.Configure(builder.Logging, options.Log, options.Audit.Stdout, logging);
        log?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopDelay + options.DrainTime);
        builder.Services.Configure<ConsoleLifetimeOptions>(static console => console.SuppressStatusMessages = true);
        AddServices(builder.Services);
        builder.Services.AddSingleton(services => new SubjectTokens(
            issuers, options.Issuers, clock, services.GetRequiredService<Revocations>(), services.GetRequiredService<ILogger<SubjectTokens>>()));
        _app = builder.Build();
        _tokens = _app.Services.GetRequiredService<SubjectTokens>();
        _logger = _app.Services.GetRequiredService<ILogger<PdpServer>>();
        _app.Services.GetRequiredService<MetricStore>();
        Map(_app);
    }

    /// <summary>Where gRPC is served, with the port that was given when none was asked for.</summary>
    public EndPoint GrpcEndPoint => _grpc!.EndPoint!;

    /// <summary>Where HTTP is served.</summary>
    public EndPoint HttpEndPoint => _http!.EndPoint!;

    /// <summary>The encryption of connections; null: there is none.</summary>
    public TlsTransport? Tls => _app.Services.GetService<TlsTransport>();

    /// <summary>All that it answers.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(static source => source.Endpoints)];

    /// <summary>What sends metrics and spans to a collector; null: none is named, or it does not serve yet.</summary>
    public OtlpExport? Export => _export;

    /// <summary>Whether it wants calls.</summary>
    public ServerPhase Phase => _readiness.Current.Phase;

    /// <summary>Is cancelled when it stops.</summary>
    public CancellationToken Stopping => _readiness.Stopping;

    /// <summary>How many calls are under way.</summary>
    public long CallsUnderWay => _gate.UnderWay;

    /// <summary>What is served, and why nothing newer is.</summary>
    public ServingState Serving => _bundles.State;

    /// <summary>Starts to listen. Calls are answered from now on; the server says that it wants them after <see cref="WarmUpAsync(CancellationToken)"/>.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="bundle">The policies.</param>
    /// <param name="logging">The settings of the log: levels by category.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">More about the log; may be null.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="StartUpException">An address cannot be listened on, or the files of the encryption cannot be used.</exception>
    public static Task<PdpServer> StartAsync(
        PdpServerOptions options, Bundle bundle, IConfiguration logging, TimeProvider clock,
        Action<ILoggingBuilder>? log = null, CancellationToken cancellation = default) =>
        StartAsync(options, new ServedBundle(bundle, clock.GetUtcNow()), logging, clock, log, cancellation);

    /// <summary>The same with policies that are prepared.</summary>
    public static async Task<PdpServer> StartAsync(
        PdpServerOptions options, ServedBundle bundle, IConfiguration logging, TimeProvider clock,
        Action<ILoggingBuilder>? log = null, CancellationToken cancellation = default)
    {
        var server = Build(options, logging, clock, log);
        try
        {
            await server.ListenAsync(bundle, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a server that does not listen yet: it takes as long as loading many a folder, and needs no policies.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="logging">The settings of the log: levels by category.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">More about the log; may be null.</param>
    /// <exception cref="StartUpException">The files of the encryption cannot be used.</exception>
    public static PdpServer Build(
        PdpServerOptions options, IConfiguration logging, TimeProvider clock, Action<ILoggingBuilder>? log = null) =>
        new(options, logging, clock, log);

    /// <summary>Starts to listen with the first policies.</summary>
    /// <exception cref="StartUpException">An address cannot be listened on.</exception>
    public Task ListenAsync(ServedBundle bundle, CancellationToken cancellation = default)
    {
        _bundles.Activate(bundle);
        return ListenAsync(cancellation);
    }

    /// <summary>The same, where it is known how far the policies may be relied upon: from the first call on they are not beyond that.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="source">How messages name the place that they come from.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="StartUpException">An address cannot be listened on.</exception>
    public Task ListenAsync(FirstPolicies policies, string source, CancellationToken cancellation)
    {
        _bundles.Activate(new ServedBundle(_options.Limited(policies.Bundle), _clock.GetUtcNow()), new Lineage(policies.Served));
        if (policies.Refusal is { } refusal) _bundles.ServeKept(refusal);
        _app.Services.GetRequiredService<Freshness>().Start(source, policies.Bundle.Origin, policies.ReachedAt);
        return ListenAsync(cancellation);
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        _tokens.Start();
        _app.Services.GetRequiredService<DecisionTrail>().Open();
        _app.Services.GetRequiredService<ShadowLog>().Open();
        _app.Services.GetRequiredService<ShadowMeter>();
        _app.Services.GetRequiredService<ServerMeter>();
        if (Tls is { } tls) await tls.ReadyAsync(cancellation);
        UnixSocketFile.RemoveStale(_options.Grpc);
        UnixSocketFile.RemoveStale(_options.Http);
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw CannotListen(exception);
        }

        foreach (var (setting, address) in new[] { ("--grpc", _options.Grpc), ("--http", _options.Http) })
        {
            if (!address.IsLocal && !_options.Tls.IsOn) LogPlaintext(_logger, address, setting);
        }
    }

    /// <summary>Warms up and then says that the server wants calls.</summary>
    public Task WarmUpAsync(CancellationToken cancellation = default) =>
        WarmUpAsync(() => Rehearsal.RunAsync(_bundles.Current, _options, cancellation), cancellation);

    /// <summary>The same with another rehearsal, which tells how many calls it made. It is not waited for longer than <see cref="LongestWarmUp"/>.</summary>
    public async Task WarmUpAsync(Func<Task<int>> rehearse, CancellationToken cancellation = default)
    {
        var started = _clock.GetTimestamp();
        var bundle = _bundles.Current;
        try
        {
            var calls = await Task.Run(rehearse, cancellation).WaitAsync(LongestWarmUp, cancellation);
            LogWarmedUp(_logger, calls, _clock.GetElapsedTime(started).TotalMilliseconds);
        }
#pragma warning disable CA1031 // warming up is a courtesy: what goes wrong in it goes wrong in a call as well, and is told there
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogWarmUpFailed(_logger, exception);
        }

        GiveBack();
        _export = OtlpExport.Start(_collectors, _options.OtlpPace, _options.TraceShare, _app.Services.GetRequiredService<ExportStates>(), _app.Services.GetRequiredService<ILogger<OtlpExport>>());
        _readiness.Enter(ServerPhase.Serving);
        LogServing(
            _logger, bundle.Bundle.Directory, bundle.Bundle.Revision, bundle.Revision.PolicyCount, bundle.Revision.RuleCount,
            GrpcEndPoint, HttpEndPoint);
    }

    /// <summary>Puts what a source comes to have in force, until the server stops.</summary>
    /// <param name="source">The source.</param>
    /// <param name="first">What is served.</param>
    /// <param name="store">Where what comes into force is kept; null: nowhere.</param>
    public Task FollowAsync(IPolicySource source, FirstPolicies first, RevisionStore? store = null) =>
        _app.Services.GetRequiredService<Reloader>().FollowAsync(source, first, store, _readiness.Stopping);

    /// <summary>Reads the source that is followed now, whether or not it may have changed.</summary>
    public Task<ReloadResult> ReloadAsync(CancellationToken cancellation) =>
        _app.Services.GetRequiredService<Reloader>().ReloadAsync(cancellation);

    /// <summary>Tells the log that changes of the policies are noticed by the clock alone.</summary>
    public void WarnOfWatch(string warning) => LogWatchFailed(_logger, warning, _options.Poll);

    /// <summary>Waits until the process is told to stop, or the token is, and stops.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _app.WaitForShutdownAsync(cancellation);
        LogStopped(_logger);
    }

    /// <summary>Stops: says so, ends the calls under way, at the latest after the drain time.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _export?.Dispose();
    }

    // Loading and rehearsing take several times the memory of what is kept, and no collection need come soon that gives it back.
    private static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // gRPC bounds its messages itself and lifts this bound for streams: here it only must not be the narrower one.
        const int FrameHeader = 5;
        kestrel.Limits.MaxRequestBodySize = Math.Max(
            kestrel.Limits.MaxRequestBodySize ?? 0, (long)_options.MaxMessageBytes + FrameHeader);
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.AllowAlternateSchemes = _options.BehindTls;
        var transport = kestrel.ApplicationServices.GetService<TlsTransport>();
        Bind(_options.Grpc, HttpProtocols.Http2, HttpProtocols.Http2, listen => _grpc = listen);
        Bind(_options.Http, HttpProtocols.Http1, HttpProtocols.Http1AndHttp2, listen => _http = listen);

        void Bind(ListenAddress address, HttpProtocols plain, HttpProtocols encrypted, Action<ListenOptions> keep)
        {
            if (address.UnixPath is { } path) kestrel.ListenUnixSocket(Path.GetFullPath(path), Configure);
            else kestrel.Listen(address.EndPoint, Configure);

            void Configure(ListenOptions listen)
            {
                var isUnix = address.UnixPath is not null;
                listen.Protocols = isUnix || transport is null ? plain : encrypted;
                if (isUnix) listen.Use(UnixPeer.Note);
                else if (transport is not null) listen.UseTls(transport, needsCertificate: encrypted == HttpProtocols.Http2);
                CallerConnection.UseCallers(listen, kestrel.ApplicationServices.GetRequiredService<GatewayCallers>(), _options.BehindTls);
                keep(listen);
            }
        }
    }

    private void AddServices(IServiceCollection services)
    {
        services.AddRoutingCore();
        services.AddSingleton(_clock);
        services.AddSingleton(_options);
        services.AddSingleton(_bundles);
        services.AddSingleton(_readiness);
        services.AddHostedService<StopSequence>();
        services.AddSingleton<DecisionEndpoints>();
        services.AddSingleton<DirectCalls>();
        services.AddSingleton(_gate);

        // where records are waited for, no call may keep its thread meanwhile
        DirectServer.Register(services, _options.AnswersDirectly && _options.Audit.Mode != AuditMode.Required, _options.Tls.AsksClients);
        services.AddMetrics();
        services.AddSingleton<DecisionMeter>();
        services.AddSingleton<MetricStore>();
        services.AddSingleton<ExportStates>();
        services.AddSingleton<ServerHealth>();
        services.AddSingleton<ServerMeter>();
        if (_tls is not null)
        {
            services.AddSingleton(_tls);
            services.AddSingleton(_options.Tls);
            services.AddSingleton<TransportMeter>();
            if (_options.Tls.WorkloadApi is not null) services.AddSingleton<ITlsSource, WorkloadSource>();
            else if (_options.Tls.Vault is not null) services.AddSingleton<ITlsSource, VaultSource>();
            else services.AddSingleton<ITlsSource, TlsFileSource>();
            services.AddSingleton<TlsTransport>();
            services.AddHostedService(static provider => provider.GetRequiredService<TlsTransport>());
        }

        services.AddSingleton<ReloadMeter>();
        services.AddSingleton<Freshness>();
        services.AddSingleton<Reloader>();
        services.AddSingleton<ShadowLog>();
        services.AddSingleton<ShadowTrial>();
        services.AddSingleton<ShadowMeter>();
        services.AddSingleton<PolicyEndpoints>();
        services.AddSingleton<ShadowEndpoints>();
        services.AddSingleton(ReloadToken.Open(_options.ReloadTokenFile));
        services.AddSingleton<RevisionGate>();
        services.AddSingleton<ReloadEndpoint>();
        services.AddSingleton<WatchEndpoints>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<GatewayJudge>();
        services.AddSingleton(_forwarded);
        services.AddSingleton<ForwardedMeter>();
        services.AddSingleton(services => new ForwardedTrust(
            _forwarded, services.GetService<TlsTransport>(), _options, _clock, services.GetRequiredService<ForwardedMeter>(), services.GetRequiredService<ILogger<ForwardedTrust>>()));
        services.AddSingleton<VerifiedCertificates>();
        services.AddSingleton<ForwardedPeers>();
        services.AddHostedService(static provider => provider.GetRequiredService<ForwardedTrust>());
        services.AddSingleton(new GatewayCallers(_options.GatewayCallers));
        services.AddSingleton(_access);
        services.AddSingleton(_revocations);
        services.AddSingleton<Revocations>();
        services.AddSingleton<RevocationMeter>();
        services.AddSingleton(_securityEvents);
        services.AddSingleton<SecurityEventReceiver>();
        services.AddHostedService(static provider => provider.GetRequiredService<SecurityEventReceiver>());
        services.AddHostedService<RevocationFollower>();
        services.AddSingleton<RevocationEndpoints>();
        services.AddSingleton<DecisionTrail>();
        services.AddSingleton<Decider>();
        services.AddSingleton<AccessMeter>();
        services.AddSingleton<AccessControl>();
        services.AddHostedService<AccessFollower>();
        services.AddHostedService<IssuersFollower>();
        services.AddSingleton<AuthZenExchange>();
        services.AddSingleton<EvaluationEndpoints>();
        services.AddSingleton<SearchEndpoints>();
        services.AddSingleton<MetadataEndpoint>();
        services.AddSingleton<PageTokens>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = _options.MaxMessageBytes;

            // An explanation may be long; what a client takes is the client's to say.
            grpc.MaxSendMessageSize = null;

            // Routes for every unknown service cost each call of a known one. Unknown ones answer HTTP 404, which clients
            // read as UNIMPLEMENTED.
            grpc.IgnoreUnknownServices = true;
        }).AddServiceOptions<ExtAuthzEndpoint>(static grpc => grpc.MaxReceiveMessageSize = ExtAuthzEndpoint.LargestMessage);
        services.AddSingleton<ExtAuthzEndpoint>();
        services.AddSingleton<Grpc.AspNetCore.Server.Model.IServiceMethodProvider<ExtAuthzEndpoint>, ExtAuthzMethods>();
        services.AddSingleton<Grpc.AspNetCore.Server.Model.IServiceMethodProvider<DecisionEndpoints>, DecisionMethods>();
        services.AddSingleton<Grpc.AspNetCore.Server.Model.IServiceMethodProvider<PolicyEndpoints>, PolicyMethods>();
        services.AddSingleton<Grpc.AspNetCore.Server.Model.IServiceMethodProvider<ShadowEndpoints>, ShadowMethods>();
        services.AddSingleton<Grpc.AspNetCore.Server.Model.IServiceMethodProvider<ReloadEndpoint>, ReloadMethods>();
        services.AddSingleton<Grpc.AspNetCore.Server.Model.IServiceMethodProvider<WatchEndpoints>, WatchMethods>();
        services.AddSingleton<Grpc.AspNetCore.Server.Model.IServiceMethodProvider<RevocationEndpoints>, RevocationMethods>();
        if (!_options.Reflection) return;
        Google.Protobuf.Reflection.ServiceDescriptor[] shown =
        [
            DecisionService.Descriptor, PolicyService.Descriptor, RevocationService.Descriptor, ExtAuthz.Messages.ExternalAuthReflection.Descriptor.Services[0], Grpc.Health.V1.Health.Descriptor,
            Grpc.Reflection.V1.ServerReflection.Descriptor, Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
        ];
        services.AddSingleton(new ReflectionV1ServiceImpl(shown));
        services.AddSingleton(new ReflectionServiceImpl(shown));
    }

    private void Map(WebApplication app)
    {
        var services = new RootServices(app.Services);
        app.Use((context, next) =>
        {
            context.Features.Set<IServiceProvidersFeature>(services);

            // gRPC bounds its messages itself, with a status that tells; what the transport refuses it takes for a fault of ours
            if (HttpProtocol.IsHttp2(context.Request.Protocol) && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = null;
            }

            return next(context);
        });
        if (_options.Tls.AsksClients) app.RefuseNameless(_options.Metrics);
        app.UseRouting();
        app.UseSpans();
        app.UseAccess();
        // of questions it is asked one by one, where their types are known
        app.MapGrpcService<DecisionEndpoints>().WithMetadata(AccessRule.For(AccessAction.Check));
        app.MapGrpcService<PolicyEndpoints>().WithMetadata(AccessRule.For(AccessAction.ReadPolicies));
        app.MapGrpcService<ShadowEndpoints>().WithMetadata(AccessRule.For(AccessAction.ReadPolicies));
        app.MapGrpcService<ReloadEndpoint>().WithMetadata(AccessRule.Own);
        app.MapGrpcService<WatchEndpoints>().WithMetadata(AccessRule.For(AccessAction.Watch));
        app.MapGrpcService<RevocationEndpoints>().WithMetadata(AccessRule.For(AccessAction.Revoke));
        app.MapGrpcService<ExtAuthzEndpoint>().WithMetadata(
            AccessRule.For(AccessAction.Gateway) with { Refuse = context => ExtAuthzEndpoint.RefuseCaller(context, _options.ExtAuthzErrors) });
        app.MapGrpcService<HealthEndpoints>().WithMetadata(AccessRule.Open);
        if (_options.Reflection)
        {
            app.MapGrpcService<ReflectionV1ServiceImpl>().WithMetadata(AccessRule.For(AccessAction.Reflect));
            app.MapGrpcService<ReflectionServiceImpl>().WithMetadata(AccessRule.For(AccessAction.Reflect));
        }

        app.MapAuthZen();
        app.MapForwardAuth();
        app.Services.GetRequiredService<SecurityEventReceiver>().Map(app);
        app.MapHealth(
            _readiness, _bundles, app.Services.GetRequiredService<DecisionTrail>(), app.Services.GetRequiredService<ServerHealth>(), app.Services.GetRequiredService<AccessControl>());
        app.MapMetrics(_options.Metrics, app.Services.GetRequiredService<MetricStore>());
        app.MapReload(
            app.Services.GetRequiredService<Reloader>(), app.Services.GetRequiredService<ReloadToken>(), app.Services.GetRequiredService<Freshness>(), _clock);
    }

    private StartUpException CannotListen(Exception exception)
    {
        // The framework names the address in its text alone; the second is tried only when the first could be had.
        var address = exception.Message.Contains(_options.Http.EndPoint.ToString()!, StringComparison.Ordinal) ? _options.Http : _options.Grpc;
        var option = ReferenceEquals(address, _options.Http) ? "--http" : "--grpc";
        var inUse = exception is AddressInUseException || exception.InnerException is AddressInUseException;
        var why = inUse ? "the address is in use" : exception.GetBaseException().Message.TrimEnd('.').ToLowerInvariant();
        var help = inUse ? $"stop what listens there, or name another with `{option}`" : $"name another address with `{option}`";
        return new StartUpException($"cannot listen on `{address}`: {why}", help, exception);
    }
}

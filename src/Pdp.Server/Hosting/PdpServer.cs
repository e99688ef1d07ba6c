using System.Net;
using System.Net.Sockets;
using System.Runtime;
using Pdp.Bundles;
using Pdp.Bundles.Keeping;
using Pdp.Bundles.Sources;
using Pdp.Server.Access;
using Pdp.Server.Auditing;
using Pdp.Server.AuthZen;
using Pdp.Server.Direct;
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
using Pdp.Server.Tokens;
using Pdp.Server.Transport;

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
    private readonly Listening _listening;
    private readonly BundleHolder _bundles;
    private readonly Readiness _readiness = new();
    private readonly CallGate _gate = new();
    private readonly TimeProvider _clock;
    private readonly SubjectTokens _tokens;
    private readonly ILogger<PdpServer> _logger;
    private readonly (CollectorTarget? Metrics, CollectorTarget? Spans) _collectors;
    private OtlpExport? _export;

    private PdpServer(
        PdpServerOptions options, IConfiguration logging, TimeProvider clock, Action<ILoggingBuilder>? log)
    {
        _options = options;
        _clock = clock;
        _listening = new Listening(options);

        // all that files say is read first: what is wrong with one is told before anything begins
        var tls = TlsStart.Read(options.Tls, clock);
        var forwarded = ForwardedStart.Read(options.Forwarded, clock);
        var issuers = IssuersFile.Read(options.Issuers, options.Tls.WorkloadApi);
        var access = AccessLoading.Start(options, clock);
        var securityEvents = SecurityEventStart.Read(options);
        var revocations = RevocationStart.Read(options, clock);
        _collectors = CollectorTarget.Read(options);
        _bundles = new BundleHolder(refusesWhenStale: options.WhenStale == WhenStale.Indeterminate);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "pdp" });
        LogSetUp.Configure(builder.Logging, options.Log, options.Audit.Stdout, logging);
        log?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(_listening.Configure);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopDelay + options.DrainTime);
        builder.Services.Configure<ConsoleLifetimeOptions>(static console => console.SuppressStatusMessages = true);
        builder.Services.AddCore(options, clock, _bundles, _readiness, _gate);
        builder.Services.AddTelemetry();
        builder.Services.AddTransport(tls, options.Tls);
        builder.Services.AddReloading(options.ReloadTokenFile);
        builder.Services.AddShadowReports();
        builder.Services.AddGateways(forwarded, options, clock);
        builder.Services.AddRevoking(revocations, securityEvents);
        builder.Services.AddAccess(access);
        builder.Services.AddTokens(issuers, options.Issuers, clock);
        builder.Services.AddAuthZen();
        builder.Services.AddGrpcApi(options);
        _app = builder.Build();
        _tokens = _app.Services.GetRequiredService<SubjectTokens>();
        _logger = _app.Services.GetRequiredService<ILogger<PdpServer>>();
        _app.Services.GetRequiredService<MetricStore>();
        _app.MapServer(options, clock, _bundles, _readiness);
    }

    /// <summary>Where gRPC is served, with the port that was given when none was asked for.</summary>
    public EndPoint GrpcEndPoint => _listening.Grpc;

    /// <summary>Where HTTP is served.</summary>
    public EndPoint HttpEndPoint => _listening.Http;

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
            throw _listening.Refused(exception);
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
}

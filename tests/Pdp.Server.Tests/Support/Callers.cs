using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pdp.Server.Access;
using Pdp.Server.Gateways;
using Pdp.Server.Revoking;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tokens;
using Pdp.Server.Transport;

namespace Pdp.Server.Tests.Support;

/// <summary>Callers, and what says what they may, without a server.</summary>
internal static class Callers
{
    public static readonly GatewayCallers Gateways = new([IPNetwork.Parse("10.7.0.0/16")]);

    /// <summary>Nothing is revoked.</summary>
    public static Revocations Nothing { get; } = new(RevocationStart.Nothing, new BundleHolder(), TimeProvider.System);

    /// <summary>A process of this machine.</summary>
    public static Caller Here { get; } = From("127.0.0.1").Own;

    public static CallerConnection From(string? address, bool isEncrypted = false, bool isBehindTls = false, PeerIdentity? certificate = null, UnixPeer? process = null) =>
        CallerConnection.Of(address is null ? null : new IPEndPoint(IPAddress.Parse(address), 4711), isEncrypted, Gateways, isBehindTls, certificate, process);

    public static AccessControl Access(PdpServerOptions? options = null, TimeProvider? clock = null, ILogger<AccessControl>? log = null, SubjectTokens? tokens = null) =>
        new(AccessLoading.Start(options ?? new PdpServerOptions(), clock ?? TimeProvider.System), Nothing, tokens ?? NoTokens.Taken, options ?? new PdpServerOptions(), clock ?? TimeProvider.System, Meter(), log ?? NullLogger<AccessControl>.Instance);

    public static AccessMeter Meter() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    /// <summary>A call of somebody.</summary>
    public static HttpContext Call(Caller? caller = null)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(caller ?? Here);
        return context;
    }
}

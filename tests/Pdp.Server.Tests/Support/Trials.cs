using Microsoft.Extensions.Logging.Abstractions;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;

namespace Pdp.Server.Tests.Support;

/// <summary>Trials of shadow versions without a server.</summary>
internal static class Trials
{
    public static ShadowTrial Of(PdpServerOptions options, ShadowLog? log = null) =>
        new(options, log ?? Log(options), NullLogger<ShadowTrial>.Instance);

    public static ShadowLog Log(PdpServerOptions options, TimeProvider? clock = null) =>
        new(options, clock ?? TimeProvider.System, NullLogger<ShadowLog>.Instance);
}

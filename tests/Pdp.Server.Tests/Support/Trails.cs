using Microsoft.Extensions.Logging.Abstractions;
using Pdp.Server.Auditing;
using Pdp.Server.Settings;

namespace Pdp.Server.Tests.Support;

/// <summary>Decision logs without a server.</summary>
internal static class Trails
{
    /// <summary>Nothing is recorded.</summary>
    public static DecisionTrail None { get; } = Of(new PdpServerOptions());

    public static DecisionTrail Of(PdpServerOptions options, TimeProvider? clock = null) =>
        new(options, clock ?? TimeProvider.System, NullLogger<DecisionTrail>.Instance);
}

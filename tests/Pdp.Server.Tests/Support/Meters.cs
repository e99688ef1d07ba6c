using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Pdp.Server.Serving;
using Pdp.Server.Telemetry.Metrics;

namespace Pdp.Server.Tests.Support;

/// <summary>Metrics without a server.</summary>
internal static class Meters
{
    /// <summary>Counts that nobody looks at.</summary>
    public static DecisionMeter Decisions { get; } = new(Factory(), new BundleHolder());

    public static IMeterFactory Factory() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}

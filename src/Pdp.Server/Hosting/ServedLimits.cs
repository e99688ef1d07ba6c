using Pdp.Bundles;
using Pdp.Server.Settings;

namespace Pdp.Server.Hosting;

/// <summary>Bounds that the operator sets on what the policies' author bounds as well.</summary>
internal static class ServedLimits
{
    /// <summary>The bundle with the shorter one of its own and the settings' time for a decision.</summary>
    public static Bundle Limited(this PdpServerOptions options, Bundle bundle) =>
        options.DecisionTime is not { } time || time >= bundle.Set.Source.Limits.DecisionTime
            ? bundle
            : bundle with { Set = bundle.Set.WithDecisionTime(time) };
}

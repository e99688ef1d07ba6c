using Pdp.Bundles;
using Pdp.Engine;
using Pdp.Server.Settings;

namespace Pdp.Server.Hosting;

/// <summary>Loads what is served.</summary>
internal static class PolicyFolder
{
    /// <summary>Loads the folder of the settings; a decision's time is the shorter one of the bundle's and the settings'.</summary>
    public static LoadResult Load(PdpServerOptions options, CancellationToken cancellation)
    {
        var result = BundleLoader.Load(options.Policies, cancellation: cancellation);
        if (result.Bundle is not { } bundle || options.DecisionTime is not { } time || time >= bundle.Set.Source.Limits.DecisionTime)
        {
            return result;
        }

        return result with { Bundle = bundle with { Set = bundle.Set.WithDecisionTime(time) } };
    }
}

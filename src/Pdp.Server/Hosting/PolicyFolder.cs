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

        // The limit is part of what is compiled, so that it costs nothing per decision.
        var limits = bundle.Set.Source.Limits with { DecisionTime = time };
        var (set, diagnostics) = PolicySet.Compile(bundle.Set.Source with { Limits = limits });
        return set is null ? new LoadResult(null, diagnostics) : result with { Bundle = bundle with { Set = set } };
    }
}

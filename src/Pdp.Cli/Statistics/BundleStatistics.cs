using Pdp.Bundles;
using Pdp.Engine;
using Pdp.Engine.Reports;

namespace Pdp.Cli.Statistics;

/// <summary>What there is to tell of a bundle.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="LoadedBytes">By how many bytes the memory in use grew when it was loaded.</param>
internal sealed record BundleStatistics(Bundle Bundle, RuleReport Rules, long LoadedBytes)
{
    /// <summary>Different ids of top-level policies.</summary>
    public int Policies => Bundle.Set.Policies.Select(static policy => policy.Id).Distinct(StringComparer.Ordinal).Count();

    /// <summary>All versions of them.</summary>
    public int Versions => Bundle.Set.Policies.Length;

    /// <summary>Versions that play a part.</summary>
    public int Of(PolicyRole role) => Bundle.Set.Policies.Count(policy => policy.Role == role);
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pdp.Bundles;
using Pdp.Engine;

namespace Pdp.Server.ShadowReports;

/// <summary>The versions that are compared, and what their documents say.</summary>
/// <param name="Policy">The policy's id.</param>
/// <param name="Version">The shadow's version.</param>
/// <param name="InForce">The version in force; null: there is none.</param>
/// <param name="Digest">The digest of both documents.</param>
internal sealed record ShadowVersions(string Policy, int Version, int? InForce, string Digest);

/// <summary>The counts of all shadow versions of a bundle that is served.</summary>
internal sealed class ShadowTallies
{
    private readonly RowBudget _budget;

    private ShadowTallies(ImmutableArray<ShadowTally> all, RowBudget budget)
    {
        All = all;
        _budget = budget;
    }

    /// <summary>They, in the order in which answers tell of the shadows.</summary>
    public ImmutableArray<ShadowTally> All { get; }

    /// <summary>
    /// The counts of a bundle. Those of the bundle before go on where both documents, of the shadow and of the version in force,
    /// say the same as before; all others begin anew.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="since">Since when it is served.</param>
    /// <param name="before">The counts of the bundle served before; null: there was none.</param>
    public static ShadowTallies Of(Bundle bundle, DateTimeOffset since, ShadowTallies? before = null)
    {
        var known = before?.All.ToDictionary(static tally => tally.Versions) ?? [];
        var budget = before?._budget ?? new RowBudget();
        ShadowTally[] all =
        [
            .. bundle.Set.Policies.Where(static policy => policy.Role == PolicyRole.Shadow)
                .Select(policy => VersionsOf(bundle, policy))
                .Select(versions => known.Remove(versions, out var tally) ? tally : new ShadowTally(versions, since, budget)),
        ];
        foreach (var gone in known.Values) gone.Retire();
        return new ShadowTallies([.. all], budget);
    }

    private static ShadowVersions VersionsOf(Bundle bundle, PolicyInfo shadow)
    {
        var inForce = bundle.Set.Policies.FirstOrDefault(policy =>
            policy.Role is PolicyRole.Root or PolicyRole.Referenced && string.Equals(policy.Id, shadow.Id, StringComparison.Ordinal));
        var texts = $"{TextOf(bundle, shadow)}\0{(inForce is null ? "" : TextOf(bundle, inForce))}";
        return new ShadowVersions(
            shadow.Id, shadow.Version, inForce?.Version, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(texts))));
    }

    private static string TextOf(Bundle bundle, PolicyInfo policy) =>
        bundle.Files.First(file => file.Version == policy.Version && string.Equals(file.Id, policy.Id, StringComparison.Ordinal)).Text;
}

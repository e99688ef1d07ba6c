using Pdp.Engine;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Boundaries;

/// <summary>Finds rules, and policies that decide without one, by the paths by which answers name them.</summary>
/// <param name="set">The policies.</param>
internal sealed class RulePlaces(PolicySet set)
{
    private readonly Dictionary<(string Path, int Version, string? Rule), ItemSource?> _found = [];

    /// <summary>The rule that an answer names; null: there is none.</summary>
    /// <param name="path">The ids of the policies around it, from the root on.</param>
    /// <param name="version">The version of the document that it stands in.</param>
    /// <param name="rule">Its id; null: the policy itself.</param>
    public ItemSource? Find(string path, int version, string? rule)
    {
        if (!_found.TryGetValue((path, version, rule), out var found)) _found[(path, version, rule)] = found = Look(path, version, rule);
        return found;
    }

    private ItemSource? Look(string path, int version, string? rule)
    {
        foreach (var policy in set.Policies)
        {
            if (policy.Role == PolicyRole.Root && After(path, policy.Id) is { } rest && Find(policy.Source, policy.Version, rest, version, rule) is { } found) return found;
        }

        return null;
    }

    private ItemSource? Find(PolicySource policy, int current, string rest, int version, string? rule)
    {
        if (rest.Length == 0) return current != version ? null : rule is null ? policy : policy.Items.OfType<RuleSource>().FirstOrDefault(one => one.Id == rule);
        foreach (var item in policy.Items)
        {
            if (item is RuleSource || After(rest, item.Id) is not { } below) continue;
            var found = item switch
            {
                PolicySource inline => Find(inline, current, below, version, rule),
                ReferenceSource reference => InForce(reference) is { } named ? Find(named, named.Version, below, version, rule) : null,
                _ => null,
            };
            if (found is not null) return found;
        }

        return null;
    }

    private PolicySource? InForce(ReferenceSource reference)
    {
        var candidates = set.Policies.Where(policy => policy.Id == reference.Id && policy.Role is PolicyRole.Root or PolicyRole.Referenced).OrderByDescending(static policy => policy.Version);
        return (reference.Version is { } version ? candidates.FirstOrDefault(policy => policy.Version == version)
            : candidates.FirstOrDefault(policy => set.Source.Pins.GetValueOrDefault(policy.Id, policy.Version) == policy.Version))?.Source;
    }

    // ids may have slashes in them as well
    private static string? After(string path, string id) =>
        path.Length == id.Length && path == id ? ""
        : path.StartsWith(id, StringComparison.Ordinal) && path.Length > id.Length && path[id.Length] == '/' ? path[(id.Length + 1)..]
        : null;
}

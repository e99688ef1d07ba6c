using System.Collections.Immutable;
using Pdp.Engine;

namespace Pdp.Bundles.Activation;

/// <summary>The highest version of each policy that has been in force: a policy that was taken away does not come back older.</summary>
public sealed class VersionMarks
{
    private readonly ImmutableDictionary<string, int> _highest;

    private VersionMarks(ImmutableDictionary<string, int> highest) => _highest = highest;

    /// <summary>Nothing has been in force yet.</summary>
    public static VersionMarks None { get; } = new(ImmutableDictionary.Create<string, int>(StringComparer.Ordinal));

    /// <summary>The marks by policy id.</summary>
    public IReadOnlyDictionary<string, int> Highest => _highest;

    /// <summary>Marks that were kept.</summary>
    public static VersionMarks From(IEnumerable<KeyValuePair<string, int>> highest) => new(None._highest.AddRange(highest));

    /// <summary>The highest version of a policy that has been in force; 0 when there was none.</summary>
    public int Of(string id) => _highest.GetValueOrDefault(id);

    /// <summary>The marks once a bundle is in force.</summary>
    public VersionMarks With(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var marks = _highest.ToBuilder();
        foreach (var policy in InForce(bundle))
        {
            if (policy.Version > marks.GetValueOrDefault(policy.Id)) marks[policy.Id] = policy.Version;
        }

        return new VersionMarks(marks.ToImmutable());
    }

    internal static IEnumerable<PolicyInfo> InForce(Bundle bundle) =>
        bundle.Set.Policies.Where(static policy => policy.Role is PolicyRole.Root or PolicyRole.Referenced);
}

using System.Collections.Immutable;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Engine.Sources;
using EngineRole = Pdp.Engine.PolicyRole;

namespace Pdp.Server.Serving;

/// <summary>The policies of a bundle in the order of the list, by id and version.</summary>
internal sealed class PolicyCatalogue
{
    private readonly Dictionary<string, BundleFile> _files = new(StringComparer.Ordinal);

    public PolicyCatalogue(Bundle bundle)
    {
        foreach (var file in bundle.Files) _files[file.Path] = file;
        All =
        [
            .. bundle.Set.Policies
                .OrderBy(static p => p.Id, StringComparer.Ordinal).ThenBy(static p => p.Version)
                .Select(static p => new PolicySummary
                {
                    Id = p.Id,
                    Version = p.Version,
                    Role = Role(p.Role),
                    Description = p.Source.Description ?? "",
                    File = p.Source.Location.File,
                    RuleCount = Rules(p.Source),
                }),
        ];
    }

    /// <summary>All versions of all policies. Shared by all answers: not to be changed.</summary>
    public ImmutableArray<PolicySummary> All { get; }

    /// <summary>A version of a policy, or without one that which is in force, else the highest; null when there is none.</summary>
    public PolicySummary? Find(string id, int? version)
    {
        PolicySummary? found = null;
        foreach (var policy in Versions(id))
        {
            if (version is not null && policy.Version != version) continue;
            if (found?.Role is not (PolicyRole.Root or PolicyRole.Referenced)) found = policy;
        }

        return found;
    }

    /// <summary>The versions of a policy, ascending.</summary>
    public IEnumerable<PolicySummary> Versions(string id) => All.Where(p => string.Equals(p.Id, id, StringComparison.Ordinal));

    /// <summary>The text of a policy's file.</summary>
    public string Text(PolicySummary policy) => _files[policy.File].Text;

    private static int Rules(PolicySource policy) =>
        policy.Items.Sum(static item => item switch
        {
            RuleSource => 1,
            PolicySource inline => Rules(inline),
            _ => 0,
        });

    private static PolicyRole Role(EngineRole role) => role switch
    {
        EngineRole.Root => PolicyRole.Root,
        EngineRole.Referenced => PolicyRole.Referenced,
        EngineRole.Shadow => PolicyRole.Shadow,
        _ => PolicyRole.Inactive,
    };
}

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Boundaries;

/// <summary>
/// What stands around rules, and gives them their weight: how the policies around them combine, what those are the targets of, and attach;
/// whether they are in force, and by which references; and what comes before them where the first that applies decides.
/// </summary>
internal sealed class Surroundings
{
    // ways by which a policy is referenced; the conditions on more of them are not looked for
    private const int MostWays = 8;

    private readonly LintModel _model;
    private readonly Dictionary<PolicySource, LintedPolicy> _policies = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ItemSource, string> _around = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PolicySource, string> _own = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PolicySource, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PolicySource, ImmutableArray<ImmutableArray<Condition>>> _ways = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string Id, int Version), List<(string Around, ImmutableArray<ImmutableArray<Condition>> Ways)>> _reached = [];

    public Surroundings(LintModel model)
    {
        _model = model;
        foreach (var policy in model.Policies) _policies.Add(policy.Source, policy);
        var roles = model.Bundle.Set.Policies.ToDictionary(static policy => (policy.Id, policy.Version), static policy => policy.Role);

        // a policy comes after all that reference it, as the model has them
        foreach (var policy in model.Policies)
        {
            if (policy.Source.Version == 0) continue;
            var key = (policy.Source.Id, policy.Source.Version);
            var reached = _reached.GetValueOrDefault(key) ?? [];
            var outer = Digest([roles[key].ToString(), .. reached.Select(static one => one.Around).Order(StringComparer.Ordinal)]);
            ImmutableArray<ImmutableArray<Condition>> ways = [.. reached.SelectMany(static one => one.Ways).Take(MostWays)];
            Walk(policy.Source, policy.Source.Id, outer, ways.IsEmpty ? [[]] : ways);
        }
    }

    /// <summary>All of it as one text: it is the same where it weighs the same.</summary>
    public string Of(RuleSource rule) => _around.GetValueOrDefault(rule) ?? "";

    /// <summary>The same of a policy, with what it says itself beside its items.</summary>
    public string Of(PolicySource policy) => _own.GetValueOrDefault(policy) ?? "";

    /// <summary>The targets of the documents that reference a rule's, by the ways on which it is reached; one of them is that of no reference.</summary>
    public ImmutableArray<ImmutableArray<Condition>> Ways(PolicySource policy) => _ways.GetValueOrDefault(policy, [[]]);

    /// <summary>The ids of its document and of the policies around it there, and its own.</summary>
    public string NameOf(PolicySource policy) => _names.GetValueOrDefault(policy, policy.Id);

    private void Walk(PolicySource policy, string name, string outer, ImmutableArray<ImmutableArray<Condition>> ways)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var linted = _policies[policy];
        var target = policy.Target is null ? null : linted.Targets[^1];
        var own = Digest([
            outer, policy.Id, policy.Combining.ToString(), target is null ? "" : Meaning.Of(target),
            .. Meaning.Of(policy.Obligations, linted.Scope), "", .. Meaning.Of(policy.Advice, linted.Scope)]);
        _own[policy] = own;
        _ways[policy] = ways;
        _names[policy] = name;
        var before = new List<string>();
        foreach (var item in policy.Items)
        {
            var around = policy.Combining == CombiningAlgorithm.FirstApplicable ? Digest([own, .. before]) : own;
            switch (item)
            {
                case RuleSource:
                    _around[item] = around;
                    break;
                case PolicySource inline:
                    Walk(inline, $"{name}/{inline.Id}", around, ways);
                    break;
                case ReferenceSource reference when !linted.IsShadow:
                    var key = (reference.Id, reference.Version ?? _model.InForce(reference.Id));
                    if (!_reached.TryGetValue(key, out var reached)) _reached[key] = reached = [];
                    reached.Add((around, [.. ways.Select(way => way.AddRange(linted.Targets))]));
                    break;
            }

            before.Add(item.Id);
        }
    }

    private static string Digest(IEnumerable<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(CultureInfo.InvariantCulture, $"{part.Length} {part} ");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

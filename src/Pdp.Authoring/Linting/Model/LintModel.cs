using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Bundles;
using Pdp.Engine;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Authoring.Linting.Model;

/// <summary>The policies of a bundle that are evaluated, with what can be proved of their conditions.</summary>
internal sealed class LintModel
{
    private readonly Dictionary<(string Id, int Version), Reached> _reached = [];
    private readonly Dictionary<string, int> _highest = new(StringComparer.Ordinal);

    private LintModel(Bundle bundle)
    {
        Bundle = bundle;
        Source = bundle.Set.Source;
        Definitions = Scope.Of(Source.Definitions);
        Kinds = new Kinds(Source.Schema, Definitions);
        foreach (var policy in Source.Policies.Where(policy => !policy.IsShadow))
            _highest[policy.Id] = Math.Max(policy.Version, _highest.GetValueOrDefault(policy.Id));
    }

    public Bundle Bundle { get; }

    public PolicySetSource Source { get; }

    public Scope Definitions { get; }

    public Kinds Kinds { get; }

    /// <summary>All policies, inline ones included.</summary>
    public List<LintedPolicy> Policies { get; } = [];

    /// <summary>All rules.</summary>
    public IEnumerable<LintedRule> Rules => Policies.SelectMany(policy => policy.Rules);

    /// <summary>References, each with the policy in which it stands and the version that it names.</summary>
    public List<(ReferenceSource Source, int Version)> References { get; } = [];

    public static LintModel Of(Bundle bundle)
    {
        var model = new LintModel(bundle);
        model.Walk();
        return model;
    }

    /// <summary>The highest version of a policy that may be in force; 0 when there is none.</summary>
    public int Highest(string id) => _highest.GetValueOrDefault(id);

    /// <summary>The version in force of a policy; 0 when there is none.</summary>
    public int InForce(string id) => Source.Pins.TryGetValue(id, out var pinned) ? pinned : Highest(id);

    /// <summary>The version of a policy that a reference means; null when there is none.</summary>
    public PolicySource? Find(ReferenceSource reference)
    {
        var version = reference.Version ?? InForce(reference.Id);
        return Source.Policies.FirstOrDefault(policy => policy.Version == version && string.Equals(policy.Id, reference.Id, StringComparison.Ordinal));
    }

    // a policy comes after all that reference it
    private void Walk()
    {
        var byKey = Bundle.Set.Policies.Where(policy => policy.Role != PolicyRole.Inactive).ToDictionary(policy => (policy.Id, policy.Version));
        var waiting = byKey.Keys.ToDictionary(key => key, _ => 0);
        var references = byKey.ToDictionary(pair => pair.Key, pair => ReferencesOf(pair.Value.Source).Select(one => (one.Id, one.Version ?? InForce(one.Id))).Where(byKey.ContainsKey).ToList());
        foreach (var key in references.Values.SelectMany(keys => keys)) waiting[key]++;
        var ready = new Queue<(string Id, int Version)>(byKey.Keys.Where(key => waiting[key] == 0).Order());
        while (ready.TryDequeue(out var key))
        {
            var info = byKey[key];
            var reached = info.Role == PolicyRole.Referenced && _reached.TryGetValue(key, out var known) ? known : new Reached(Guard.Always, IsOpen: true);
            Walk(info.Source, Definitions, [], reached, info.Role == PolicyRole.Shadow);
            foreach (var next in references[key])
            {
                if (--waiting[next] == 0) ready.Enqueue(next);
            }
        }
    }

    private static IEnumerable<ReferenceSource> ReferencesOf(PolicySource policy)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return policy.Items.SelectMany(item => item switch
        {
            ReferenceSource reference => [reference],
            PolicySource inline => ReferencesOf(inline),
            _ => Enumerable.Empty<ReferenceSource>(),
        });
    }

    private void Walk(PolicySource source, Scope outer, ImmutableArray<Condition> targets, Reached reached, bool isShadow)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var scope = outer.With(source.Variables);
        var target = source.Target is { } text ? new Condition(text, scope) : null;
        var within = target is null ? reached : new Reached(reached.Guard.And(target.Guard), reached.IsOpen && target.IsAlwaysTrue);
        var policy = new LintedPolicy
        {
            Source = source,
            Scope = scope,
            Targets = target is null ? targets : targets.Add(target),
            Guard = within.Guard,
            IsOpen = within.IsOpen,
            IsShadow = isShadow,
        };
        Policies.Add(policy);
        foreach (var item in source.Items)
        {
            switch (item)
            {
                case RuleSource rule:
                    policy.Rules.Add(Rule(rule, policy));
                    break;
                case PolicySource inline:
                    Walk(inline, scope, policy.Targets, within, isShadow);
                    break;
                case ReferenceSource reference:
                    var key = (reference.Id, reference.Version ?? InForce(reference.Id));
                    References.Add((reference, key.Item2));
                    _reached[key] = _reached.TryGetValue(key, out var known)
                        ? new Reached(known.Guard.Or(within.Guard), known.IsOpen || within.IsOpen)
                        : within;
                    break;
            }
        }
    }

    private static LintedRule Rule(RuleSource source, LintedPolicy policy)
    {
        var when = source.When is { } text ? new Condition(text, policy.Scope) : null;
        var guard = policy.Guard;
        if (source.Actions is { } actions)
        {
            guard = guard.And(policy.Scope.OneOf(
                Roots.Action, "name", actions.Where(action => !action.EndsWith('*')), actions.Where(action => action.EndsWith('*')).Select(action => action[..^1])));
        }

        return new LintedRule
        {
            Source = source,
            Policy = policy,
            When = when,
            Guard = when is null ? guard : guard.And(when.Guard),
            IsUnconditional = when is null || when.IsAlwaysTrue,
        };
    }

    private sealed record Reached(Guard Guard, bool IsOpen);
}

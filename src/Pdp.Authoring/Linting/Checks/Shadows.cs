using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>Finds the rules of a policy that another rule of it leaves nothing to say, by the policy's combining algorithm.</summary>
internal sealed class Shadows
{
    private readonly CombiningAlgorithm _algorithm;
    private readonly List<int> _unconditional = [];

    // a policy may have very many rules: those that can cover another are found by the rarest part of their condition
    private readonly Dictionary<string, List<int>> _byRarest = new(StringComparer.Ordinal);
    private readonly List<LintedRule> _rules;

    public Shadows(LintedPolicy policy)
    {
        _algorithm = policy.Source.Combining;
        _rules = policy.Rules;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in _rules.SelectMany(rule => rule.When?.Conjuncts ?? [])) counts[part] = counts.GetValueOrDefault(part) + 1;
        for (var i = 0; i < _rules.Count; i++)
        {
            if (_rules[i].IsDead) continue;
            if (_rules[i].IsUnconditional)
            {
                _unconditional.Add(i);
            }
            else if (_rules[i].When!.Conjuncts.MinBy(part => counts[part]) is { } rarest)
            {
                if (!_byRarest.TryGetValue(rarest, out var some)) _byRarest[rarest] = some = [];
                some.Add(i);
            }
        }
    }

    /// <summary>The rule that leaves one nothing to say, and why, for people; null when there is none.</summary>
    /// <param name="place">The rule's place in the policy.</param>
    public (LintedRule By, string Why)? Of(int place)
    {
        var rule = _rules[place];
        foreach (var i in Candidates(rule).Where(i => i != place).Order())
        {
            var other = _rules[i];
            if (!Covers(other, rule)) continue;
            var isBefore = i < place;
            if (_algorithm == CombiningAlgorithm.FirstApplicable)
            {
                if (isBefore) return (other, "which stands before it, decides whenever this one would");
                continue;
            }

            if (other.Source.Effect != rule.Source.Effect)
            {
                if (Overriding(_algorithm) == other.Source.Effect) return (other, $"which applies whenever this one does, overrides it by `{Word(_algorithm)}`");
                continue;
            }

            // of two alike the second is told, and what brings notices of its own is not without effect
            if (Covers(rule, other) && !isBefore) continue;
            if (rule.Source.Obligations.IsEmpty && rule.Source.Advice.IsEmpty)
                return (other, $"says `{(rule.Source.Effect == Effect.Deny ? "deny" : "permit")}` whenever this one does");
        }

        return null;
    }

    private IEnumerable<int> Candidates(LintedRule rule) => _unconditional.Concat(
        rule.When is { } when ? when.Conjuncts.SelectMany(part => _byRarest.GetValueOrDefault(part) ?? []) : []);

    // whenever the second is true, so is the first
    private static bool Covers(LintedRule first, LintedRule second)
    {
        if (first.Source.Actions is { } actions && (second.Source.Actions is not { } others || others.Any(other => !actions.Any(action => Takes(action, other)))))
            return false;
        if (first.IsUnconditional) return true;
        return first.When is { } condition && second.When is { } narrower && condition.Conjuncts.Count > 0 && condition.Conjuncts.IsSubsetOf(narrower.Conjuncts);
    }

    private static bool Takes(string pattern, string entry) => string.Equals(pattern, entry, StringComparison.Ordinal)
        || (pattern.EndsWith('*') && entry.StartsWith(pattern[..^1], StringComparison.Ordinal));

    private static Effect? Overriding(CombiningAlgorithm algorithm) => algorithm switch
    {
        CombiningAlgorithm.DenyOverrides or CombiningAlgorithm.OrderedDenyOverrides or CombiningAlgorithm.PermitUnlessDeny => Effect.Deny,
        CombiningAlgorithm.PermitOverrides or CombiningAlgorithm.OrderedPermitOverrides or CombiningAlgorithm.DenyUnlessPermit => Effect.Permit,
        _ => null,
    };

    private static string Word(CombiningAlgorithm algorithm) => algorithm switch
    {
        CombiningAlgorithm.DenyOverrides => "deny-overrides",
        CombiningAlgorithm.OrderedDenyOverrides => "ordered-deny-overrides",
        CombiningAlgorithm.PermitUnlessDeny => "permit-unless-deny",
        CombiningAlgorithm.PermitOverrides => "permit-overrides",
        CombiningAlgorithm.OrderedPermitOverrides => "ordered-permit-overrides",
        _ => "deny-unless-permit",
    };
}

using System.Collections.Immutable;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Boundaries;

/// <summary>
/// A rule that only one of two states of policies has as it is, by itself or by what stands around it; or a policy that decides where none of its
/// rules does.
/// </summary>
/// <param name="Policy">The ids of the policies around it, from its document's on.</param>
/// <param name="Rule">Its id; null: the last of these policies, by its combining alone.</param>
/// <param name="State">Which of both has it.</param>
public sealed record ChangedRule(string Policy, string? Rule, ChangedRuleState State);

/// <summary>Which of two states has a rule.</summary>
public enum ChangedRuleState
{
    /// <summary>Both, each in another way.</summary>
    Both,

    /// <summary>The old one only.</summary>
    Removed,

    /// <summary>The new one only.</summary>
    Added,
}

/// <summary>
/// The rules in which two states of policies differ, and what comes of them: whether they make any of the answers that are counted, and any
/// that changes. Of one that does not, no request shows what its change does.
/// </summary>
public sealed class ChangedRules
{
    private readonly RulePlaces _before;
    private readonly RulePlaces _after;
    private readonly ImmutableArray<Entry> _entries;
    private readonly Dictionary<ItemSource, Entry> _bySource = new(ReferenceEqualityComparer.Instance);

    private ChangedRules(PolicySet before, List<RuleFacts> old, PolicySet after, List<RuleFacts> next)
    {
        (_before, _after) = (new RulePlaces(before), new RulePlaces(after));
        var entries = new Dictionary<(string, string?), Entry>();
        foreach (var (facts, isOld) in next.Select(static facts => (facts, false)).Concat(old.Select(static facts => (facts, true))))
        {
            if (!facts.IsChanged) continue;
            if (facts.Holder.IsShadow)
            {
                if (!isOld || !next.Any(other => other.IsChanged && other.Holder.IsShadow && other.Name == facts.Name)) Shadows++;
                continue;
            }

            var key = (facts.Policy, facts.Source?.Id);
            if (!entries.TryGetValue(key, out var entry)) entries[key] = entry = new Entry(key.Item1, key.Item2);
            if (isOld) entry.IsInOld = true;
            else entry.IsInNew = true;
            _bySource[facts.Item] = entry;
        }

        _entries = [.. entries.Values];
    }

    /// <summary>How many rules of shadow versions changed: they make no answer.</summary>
    public int Shadows { get; }

    /// <summary>How many others.</summary>
    public int Count => _entries.Length;

    /// <summary>Those that made none of the answers.</summary>
    public IEnumerable<ChangedRule> Idle => _entries.Where(static entry => !entry.HasAnswered).Select(static entry => entry.Rule);

    /// <summary>Those that made answers, and none of those that change.</summary>
    public IEnumerable<ChangedRule> WithoutChange => _entries.Where(static entry => entry is { HasAnswered: true, HasChanged: false }).Select(static entry => entry.Rule);

    /// <summary>Compares two states, and marks in both what changed.</summary>
    internal static ChangedRules Between(PolicySet before, List<RuleFacts> old, PolicySet after, List<RuleFacts> next)
    {
        var (both, onlyOld) = (next.Select(static rule => rule.Signature).ToHashSet(StringComparer.Ordinal), old.Select(static rule => rule.Signature).ToHashSet(StringComparer.Ordinal));
        foreach (var rule in old) rule.IsChanged = !both.Contains(rule.Signature);
        foreach (var rule in next) rule.IsChanged = !onlyOld.Contains(rule.Signature);
        return new ChangedRules(before, old, after, next);
    }

    /// <summary>Counts what made the two answers to a request.</summary>
    /// <param name="before">The old one.</param>
    /// <param name="after">The new one.</param>
    /// <param name="isChange">Whether a caller sees a difference.</param>
    public void Add(Decision before, Decision after, bool isChange)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (_entries.IsEmpty) return;
        Add(before, isOld: true, isChange);
        Add(after, isOld: false, isChange);
    }

    private void Add(Decision decision, bool isOld, bool isChange)
    {
        foreach (var rule in decision.Determining) Add(isOld, rule.Policy, rule.Version, rule.Rule, isChange);
        // of an error that decides, the rule that is in error made the answer
        if (decision.Outcome == Outcome.Indeterminate && decision.Errors.Count > 0 && decision.Errors[0] is { Policy: { } policy } error)
            Add(isOld, policy, error.Version, error.Rule, isChange);
    }

    private void Add(bool isOld, string policy, int version, string? rule, bool isChange)
    {
        if ((isOld ? _before : _after).Find(policy, version, rule) is not { } source || !_bySource.TryGetValue(source, out var entry)) return;
        entry.HasAnswered = true;
        entry.HasChanged |= isChange;
    }

    private sealed class Entry(string policy, string? rule)
    {
        public bool IsInOld { get; set; }

        public bool IsInNew { get; set; }

        public bool HasAnswered { get; set; }

        public bool HasChanged { get; set; }

        public ChangedRule Rule => new(policy, rule, IsInOld && IsInNew ? ChangedRuleState.Both : IsInOld ? ChangedRuleState.Removed : ChangedRuleState.Added);
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Engine;
using Pdp.Engine.Decisions;

namespace Pdp.Server.Telemetry.Metrics;

/// <summary>
/// How often rules decided and failed. Which rules are told apart is fixed when policies come into force: the first
/// <see cref="Most"/> places in document order; the others are one. A rule that was there before goes on with its counts.
/// </summary>
internal sealed class RuleCounts
{
    /// <summary>How many rules and policies are told apart.</summary>
    public const int Most = 200;

    /// <summary>How many rules are counted of one decision.</summary>
    public const int MostOfDecision = 8;

    /// <summary>What stands for the policy and the rule of those that are not told apart.</summary>
    public const string Others = "other";

    // A power of two, of which at most a fifth is in use.
    private const int Places = 1024;

    private readonly Dictionary<string, Dictionary<string, RuleCell>> _cells = new(StringComparer.Ordinal);
    private readonly RuleCell _others;

    // A policy set tells of a rule by the same object each time: with it a cell is found without hashing two texts. A place
    // holds one rule, and is written without a lock: whatever is there is compared with the rule at hand.
    private readonly Met?[] _met = new Met?[Places];

    /// <param name="set">The policies.</param>
    /// <param name="before">The counts of what was in force before; null: nothing was.</param>
    public RuleCounts(PolicySet set, RuleCounts? before = null)
    {
        _others = before?._others ?? new RuleCell(Others, Others);
        var all = ImmutableArray.CreateBuilder<RuleCell>();
        foreach (var (policy, rule) in set.Places(Most))
        {
            if (!_cells.TryGetValue(policy, out var rules)) _cells.Add(policy, rules = new Dictionary<string, RuleCell>(StringComparer.Ordinal));
            var cell = before?.Find(policy, rule ?? "") ?? new RuleCell(policy, rule ?? "");
            if (rules.TryAdd(rule ?? "", cell)) all.Add(cell);
        }

        all.Add(_others);
        All = all.ToImmutable();
    }

    /// <summary>All that are told apart, and behind them the one that stands for the others.</summary>
    public ImmutableArray<RuleCell> All { get; }

    /// <summary>The counts of a rule, or of the others.</summary>
    public RuleCell Of(string policy, string? rule) => Find(policy, rule ?? "") ?? _others;

    /// <summary>The counts of a rule, or of the others.</summary>
    public RuleCell Of(DeterminingRule rule)
    {
        ref var place = ref _met[RuntimeHelpers.GetHashCode(rule) % Places];
        if (place is { } met && ReferenceEquals(met.Rule, rule)) return met.Cell;
        var cell = Of(rule.Policy, rule.Rule);

        // of the others there may be any number, which would displace each other for ever
        if (!ReferenceEquals(cell, _others)) place = new Met(rule, cell);
        return cell;
    }

    private RuleCell? Find(string policy, string rule) =>
        _cells.TryGetValue(policy, out var rules) && rules.TryGetValue(rule, out var cell) ? cell : null;

    private sealed record Met(DeterminingRule Rule, RuleCell Cell);
}

/// <summary>The counts of a rule.</summary>
/// <param name="Policy">The path of its policy.</param>
/// <param name="Rule">Its id; empty for the policy itself.</param>
internal sealed record RuleCell(string Policy, string Rule)
{
    private StripedCounts? _counts;

    /// <summary>Whether anything was ever counted.</summary>
    public bool IsUsed => Volatile.Read(ref _counts) is not null;

    /// <summary>Notes that the rule was one of those that made a decision.</summary>
    public void Decide(bool permits) => (Volatile.Read(ref _counts) ?? Make()).Add(permits ? 0 : 1);

    /// <summary>Notes that it could not be evaluated.</summary>
    public void Fail() => (Volatile.Read(ref _counts) ?? Make()).Add(2);

    /// <summary>How often it permitted, denied and failed.</summary>
    public (long Permits, long Denials, long Errors) Read() => Volatile.Read(ref _counts) is { } counts ? (counts.Sum(0), counts.Sum(1), counts.Sum(2)) : default;

    private StripedCounts Make()
    {
        var made = new StripedCounts(3);
        return Interlocked.CompareExchange(ref _counts, made, null) ?? made;
    }
}

using System.Collections.Concurrent;
using Pdp.Engine.Decisions;
using Pdp.Server.Telemetry;

namespace Pdp.Server.ShadowReports;

/// <summary>Counts what a shadow version says beside the version in force. Any number of threads count at once.</summary>
internal sealed class ShadowTally
{
    /// <summary>Most pairs of rules that are kept apart of each pair of decisions; the rest is counted together.</summary>
    public const int MostRulePairs = 100;

    private readonly StripedCounts _pairs = new(DecisionPair.Count);
    private readonly StripedCounts _others = new(DecisionPair.Count);
    private readonly ConcurrentDictionary<RulePair, RuleCount> _rules = new();
    private readonly int[] _rulePairs = new int[DecisionPair.Count];
    private readonly SampleRate[] _rates = [.. Enumerable.Range(0, DecisionPair.Count).Select(static _ => new SampleRate())];
    private readonly RowBudget _budget;
    private readonly Lock _adding = new();
    private bool _isRetired;

    /// <param name="versions">Of what it counts.</param>
    /// <param name="since">From when on.</param>
    /// <param name="budget">Bounds the rows of all tallies together.</param>
    public ShadowTally(ShadowVersions versions, DateTimeOffset since, RowBudget budget)
    {
        Versions = versions;
        Since = since;
        _budget = budget;
    }

    /// <summary>Of what it counts.</summary>
    public ShadowVersions Versions { get; }

    /// <summary>From when on it has counted.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>The rows that there are, in no order.</summary>
    public IEnumerable<RuleCount> Rules => _rules.Values;

    /// <summary>How many requests got a pair of decisions.</summary>
    public long Count(DecisionPair pair) => _pairs.Sum(pair.Number);

    /// <summary>How many of them are in none of <see cref="Rules"/>.</summary>
    public long Others(DecisionPair pair) => _others.Sum(pair.Number);

    /// <summary>How many requests got a pair that has a property.</summary>
    public long Count(Func<DecisionPair, bool> which) => DecisionPair.All.Where(which).Sum(Count);

    /// <summary>Whether a request that got these decisions is within the samples of its second.</summary>
    public bool TakesSample(DecisionPair pair, long second, int rate) => _rates[pair.Number].Takes(second, rate);

    /// <summary>Counts a request.</summary>
    /// <returns>The row that the request is the first of; null when it is none, or agrees.</returns>
    public RuleCount? Add(ShadowDecision decision, in ShadowCauses causes)
    {
        var pair = new DecisionPair(decision.InForce, decision.Outcome);
        _pairs.Add(pair.Number);
        if (!pair.Differs) return null;
        var rules = new RulePair(pair, CauseName.Of(causes.InForce), CauseName.Of(causes.Shadow));
        if (_rules.TryGetValue(rules, out var known))
        {
            known.Add();
            return null;
        }

        return AddAnew(rules);
    }

    /// <summary>Gives up its rows' places among those of all: it is no longer told of.</summary>
    public void Retire()
    {
        lock (_adding)
        {
            _isRetired = true;
            _budget.GiveBack(_rules.Count);
        }
    }

    // rows are few: a request seldom comes here
    private RuleCount? AddAnew(RulePair rules)
    {
        var number = rules.Decisions.Number;
        if (Volatile.Read(ref _rulePairs[number]) < MostRulePairs && !_budget.IsSpent)
        {
            lock (_adding)
            {
                if (_rules.TryGetValue(rules, out var known))
                {
                    known.Add();
                    return null;
                }

                if (!_isRetired && _rulePairs[number] < MostRulePairs && _budget.TryTake())
                {
                    _rulePairs[number]++;
                    var row = new RuleCount(rules);
                    row.Add();
                    _rules[rules] = row;
                    return row;
                }
            }
        }

        _others.Add(number);
        return null;
    }
}

/// <summary>How often two rules came to different decisions.</summary>
/// <param name="pair">The rules and the decisions.</param>
internal sealed class RuleCount(RulePair pair)
{
    private long _count;
    private ShadowExample? _example;

    /// <summary>The rules and the decisions.</summary>
    public RulePair Pair => pair;

    /// <summary>How often.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The first such request; null while it is not known yet.</summary>
    public ShadowExample? Example
    {
        get => Volatile.Read(ref _example);
        set => Volatile.Write(ref _example, value);
    }

    /// <summary>Counts one.</summary>
    public void Add() => Interlocked.Increment(ref _count);
}

/// <summary>A request that two versions of a policy answer differently, by its names alone.</summary>
internal sealed record ShadowExample(
    DateTimeOffset Time, string DecisionId, string SubjectType, string SubjectId, string Action, string ResourceType, string ResourceId);

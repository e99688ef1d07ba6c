using Pdp.Engine.Decisions;
using Pdp.Server.Serving;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Telemetry.Metrics;

/// <summary>Decisions that are counted when it is known that they are given: until then the same questions may be decided anew.</summary>
internal sealed class PendingCounts
{
    private readonly List<Counted> _decisions = [];
    private readonly List<DeterminingRule> _rules = [];
    private readonly List<DecisionError> _errors = [];

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        _decisions.Clear();
        _rules.Clear();
        _errors.Clear();
    }

    /// <summary>Adds one.</summary>
    public void Add(ServedBundle bundle, EngineDecision decision, Channel channel, long took)
    {
        var (rules, errors) = (Math.Min(decision.Determining.Count, RuleCounts.MostOfDecision), Math.Min(decision.Errors.Count, RuleCounts.MostOfDecision));
        for (var i = 0; i < rules; i++) _rules.Add(decision.Determining[i]);
        for (var i = 0; i < errors; i++) _errors.Add(decision.Errors[i]);
        _decisions.Add(new Counted(bundle.Rules, channel, decision.Outcome, took, decision.Candidates, rules, errors));
    }

    /// <summary>Gives all of them to be counted, and forgets them.</summary>
    public void Give(DecisionMeter meter)
    {
        var (rule, error) = (0, 0);
        foreach (var one in _decisions)
        {
            meter.Count(one.Channel, one.Outcome, one.Took, one.Candidates);
            for (var i = 0; i < one.RuleCount; i++) DecisionMeter.Count(one.Rules, _rules[rule++], one.Outcome);
            for (var i = 0; i < one.ErrorCount; i++) meter.Count(one.Rules, _errors[error++]);
        }

        Clear();
    }

    private readonly record struct Counted(RuleCounts Rules, Channel Channel, Outcome Outcome, long Took, int Candidates, int RuleCount, int ErrorCount);
}

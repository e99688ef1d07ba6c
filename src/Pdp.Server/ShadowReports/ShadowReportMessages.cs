using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Engine.Decisions;
using V1Decision = Pdp.Contracts.V1.Decision;

namespace Pdp.Server.ShadowReports;

/// <summary>Counts as messages.</summary>
internal static class ShadowReportMessages
{
    /// <summary>
    /// The report of a shadow version. While calls are answered its parts are read one after another, so that they may be a few calls
    /// apart; what adds up within it is made to add up.
    /// </summary>
    public static ShadowReport Of(ShadowTally tally)
    {
        // rows first: what is counted meanwhile is then in the pairs, and in no row yet
        var rows = tally.Rules.Select(static row => (Row: row, row.Count)).ToArray();
        var others = DecisionPair.All.Select(pair => (Pair: pair, Count: tally.Others(pair))).ToArray();
        var pairs = DecisionPair.All.Select(pair => (Pair: pair, Count: tally.Count(pair))).ToArray();
        var report = new ShadowReport
        {
            Policy = tally.Versions.Policy,
            Version = tally.Versions.Version,
            InForceVersion = tally.Versions.InForce ?? 0,
            Since = Timestamp.FromDateTimeOffset(tally.Since),
            Evaluated = Sum(static _ => true),
            Differed = Sum(static pair => pair.Differs),
            NewlyPermitted = Sum(static pair => pair.IsNewlyPermitted),
            NoLongerPermitted = Sum(static pair => pair.IsNoLongerPermitted),
            Errors = Sum(static pair => pair.Shadow == Outcome.Indeterminate),
        };
        foreach (var (pair, count) in pairs)
        {
            if (count > 0) report.Pairs.Add(new ShadowPairCount { InForce = ToMessage(pair.InForce), Decision = ToMessage(pair.Shadow), Count = count });
        }

        foreach (var (row, count) in rows.OrderByDescending(static row => row.Count)) report.Rules.Add(ToMessage(row, count));
        foreach (var (pair, count) in others)
        {
            if (count == 0) continue;
            report.Rules.Add(new ShadowRuleCount { InForce = ToMessage(pair.InForce), Decision = ToMessage(pair.Shadow), Count = count, IsRest = true });
        }

        return report;

        long Sum(Func<DecisionPair, bool> which) => pairs.Where(one => which(one.Pair)).Sum(static one => one.Count);
    }

    private static ShadowRuleCount ToMessage(RuleCount row, long count) => new()
    {
        InForce = ToMessage(row.Pair.Decisions.InForce),
        Decision = ToMessage(row.Pair.Decisions.Shadow),
        Count = count,
        InForceCause = ToMessage(row.Pair.InForce),
        Cause = ToMessage(row.Pair.Shadow),
        Example = row.Example is { } example ? ToMessage(example) : null,
    };

    private static ShadowCause? ToMessage(CauseName cause) => cause == default
        ? null
        : new ShadowCause { Policy = cause.Policy ?? "", Version = cause.Version, Rule = cause.Rule ?? "", Code = cause.Code ?? "" };

    private static Contracts.V1.ShadowExample ToMessage(ShadowExample example) => new()
    {
        Time = Timestamp.FromDateTimeOffset(example.Time),
        DecisionId = example.DecisionId,
        SubjectType = example.SubjectType,
        SubjectId = example.SubjectId,
        Action = example.Action,
        ResourceType = example.ResourceType,
        ResourceId = example.ResourceId,
    };

    private static V1Decision ToMessage(Outcome outcome) => outcome switch
    {
        Outcome.Permit => V1Decision.Permit,
        Outcome.Deny => V1Decision.Deny,
        Outcome.NotApplicable => V1Decision.NotApplicable,
        _ => V1Decision.Indeterminate,
    };
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pdp.Engine.Decisions;
using Pdp.Server.Serving;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Telemetry.Metrics;

/// <summary>
/// Counts decisions. The thread that decides adds to counts of its processor's own and allocates nothing; what they are together is found
/// out when someone reads the metrics. Nothing that callers choose becomes a label.
/// </summary>
internal sealed class DecisionMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Pdp.Server.Decisions";

    /// <summary>The name of the histogram of times.</summary>
    public const string Duration = "pdp.decision.duration";

    /// <summary>The name of the histogram of what rule indexes find.</summary>
    public const string Found = "pdp.decision.candidates";

    private static readonly double[] _seconds =
        [0.000_001, 0.000_002_5, 0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

    private static readonly double[] _places = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000];

    private static readonly string[] _outcomes = ["permit", "deny", "not_applicable", "indeterminate"];
    private static readonly string[] _codes = ["missing-attribute", "syntax-error", "processing-error", "other"];

    // what is made of one answer, and may be made a second time before anything of it is given
    [ThreadStatic]
    private static PendingCounts? _later;

    private readonly StripedCounts _counts = new((ChannelNames.All.Length * _outcomes.Length) + _codes.Length);
    private readonly HotHistogram[] _durations = [.. ChannelNames.All.Select(static _ => new HotHistogram(_seconds, Stopwatch.Frequency))];
    private readonly HotHistogram _candidates = new(_places, 1);
    private readonly Histogram<double> _exported;
    private readonly Histogram<long> _exportedCandidates;

    public DecisionMeter(IMeterFactory factory, BundleHolder bundles)
    {
        var meter = factory.Create(Name);
        meter.CreateObservableCounter("pdp.decisions", Outcomes, "{decision}", "decisions, by outcome and by the way the question came");
        meter.CreateObservableCounter("pdp.decision.errors", Errors, "{error}", "errors met while deciding, whether or not they mattered, by code");
        meter.CreateObservableCounter(
            "pdp.rule.decisions", () => Rules(bundles), "{decision}", "decisions that a rule made, alone or with others, by policy, rule and effect; a rule that goes out of force is told no more");
        meter.CreateObservableCounter("pdp.rule.errors", () => RuleErrors(bundles), "{error}", "how often a rule or a policy's target could not be evaluated, by policy and rule");
        _exported = meter.CreateHistogram(
            Duration, "s", "how long deciding took, by the way the question came: without the transport, and without waiting for a record",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = _seconds });
        _exportedCandidates = meter.CreateHistogram(
            Found, "{place}", "how many rules and policies the rule indexes found for a decision",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [.. _places.Select(static place => (long)place)] });
    }

    /// <summary>The histograms that deciding threads fill.</summary>
    /// <param name="name">The instrument.</param>
    /// <returns>Each with its labels; null: it is none of these.</returns>
    public IEnumerable<(string? Channel, HotHistogram Histogram)>? Histograms(string name) => name switch
    {
        Duration => _durations.Select(static (histogram, channel) => ((string?)ChannelNames.All[channel], histogram)),
        Found => [(null, _candidates)],
        _ => null,
    };

    /// <summary>When a decision begins.</summary>
    public static long Begin() => Stopwatch.GetTimestamp();

    /// <summary>Counts a decision as it is given.</summary>
    /// <param name="bundle">By what it was made.</param>
    /// <param name="decision">It.</param>
    /// <param name="channel">How the question came.</param>
    /// <param name="took">How long it took, in ticks of the stopwatch.</param>
    public void Count(ServedBundle bundle, EngineDecision decision, Channel channel, long took)
    {
        if (_later is { } later)
        {
            later.Add(bundle, decision, channel, took);
            return;
        }

        Count(channel, decision.Outcome, took, decision.Candidates);
        var determining = decision.Determining;
        for (var i = 0; i < determining.Count && i < RuleCounts.MostOfDecision; i++) Count(bundle.Rules, determining[i], decision.Outcome);
        var errors = decision.Errors;
        for (var i = 0; i < errors.Count && i < RuleCounts.MostOfDecision; i++) Count(bundle.Rules, errors[i]);
    }

    /// <summary>Makes an answer whose decisions are kept, to be counted when it is known that it is given.</summary>
    /// <param name="pending">Gets them; what it had of an answer that was made before is forgotten.</param>
    /// <param name="state">Is handed on to <paramref name="answer"/>.</param>
    /// <param name="answer">Decides, on this thread.</param>
    public static TAnswer Keep<TState, TAnswer>(PendingCounts pending, TState state, Func<TState, TAnswer> answer)
    {
        pending.Clear();
        var before = _later;
        _later = pending;
        try
        {
            return answer(state);
        }
        finally
        {
            _later = before;
        }
    }

    /// <summary>Counts a decision.</summary>
    public void Count(Channel channel, Outcome outcome, long took, int candidates)
    {
        _counts.Add(((int)channel * _outcomes.Length) + Position(outcome));
        _durations[(int)channel].Record(took);
        _candidates.Record(candidates);
        if (_exported.Enabled) _exported.Record((double)took / Stopwatch.Frequency, new KeyValuePair<string, object?>("channel", channel.Name()));
        if (_exportedCandidates.Enabled) _exportedCandidates.Record(candidates);
    }

    /// <summary>Counts a rule that made a decision.</summary>
    public static void Count(RuleCounts rules, DeterminingRule rule, Outcome outcome) => rules.Of(rule).Decide(outcome == Outcome.Permit);

    /// <summary>Counts an error.</summary>
    public void Count(RuleCounts rules, DecisionError error)
    {
        var code = Array.IndexOf(_codes, error.Code);
        _counts.Add((ChannelNames.All.Length * _outcomes.Length) + (code < 0 ? _codes.Length - 1 : code));
        if (error.Policy is not null) rules.Of(error.Policy, error.Rule).Fail();
    }

    /// <summary>An outcome as labels spell it.</summary>
    public static string NameOf(Outcome outcome) => _outcomes[Position(outcome)];

    private static int Position(Outcome outcome) => outcome switch
    {
        Outcome.Permit => 0,
        Outcome.Deny => 1,
        Outcome.NotApplicable => 2,
        _ => 3,
    };

    private IEnumerable<Measurement<long>> Outcomes()
    {
        for (var channel = 0; channel < ChannelNames.All.Length; channel++)
        {
            for (var outcome = 0; outcome < _outcomes.Length; outcome++)
                yield return new(_counts.Sum((channel * _outcomes.Length) + outcome), new("outcome", _outcomes[outcome]), new("channel", ChannelNames.All[channel]));
        }
    }

    private IEnumerable<Measurement<long>> Errors() => _codes.Select((code, position) =>
        new Measurement<long>(_counts.Sum((ChannelNames.All.Length * _outcomes.Length) + position), new KeyValuePair<string, object?>("code", code)));

    private static IEnumerable<Measurement<long>> Rules(BundleHolder bundles)
    {
        foreach (var cell in Used(bundles))
        {
            var (permits, denials, _) = cell.Read();
            if (permits > 0) yield return new(permits, new("policy", cell.Policy), new("rule", cell.Rule), new("effect", "permit"));
            if (denials > 0) yield return new(denials, new("policy", cell.Policy), new("rule", cell.Rule), new("effect", "deny"));
        }
    }

    private static IEnumerable<Measurement<long>> RuleErrors(BundleHolder bundles)
    {
        foreach (var cell in Used(bundles))
        {
            if (cell.Read().Errors is > 0 and var errors) yield return new(errors, new("policy", cell.Policy), new KeyValuePair<string, object?>("rule", cell.Rule));
        }
    }

    private static IEnumerable<RuleCell> Used(BundleHolder bundles) =>
        bundles.State.Bundle is { } bundle ? bundle.Rules.All.Where(static cell => cell.IsUsed) : [];
}

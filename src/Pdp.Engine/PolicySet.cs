using System.Collections.Immutable;
using Pdp.Engine.Compilation;
using Pdp.Engine.Compilation.Reuse;
using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Explanations;
using Pdp.Engine.Model;
using Pdp.Engine.Reports;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Engine;

/// <summary>A compiled policy set: immutable, and used from any number of threads at once.</summary>
public sealed class PolicySet
{
    // the first explanations compile what they record: that must not make their answers other than the plain ones
    private const long ExplanationFactor = 100;

    private readonly CompiledSet _set;
    private readonly KeptSet _kept;
    private readonly ContextPool _pool;
    private readonly TimeProvider _clock;
    private readonly long _decisionTime;
    private readonly DecisionError? _refusal;

    internal PolicySet(
        PolicySetSource source, ImmutableArray<PolicyInfo> policies, CompiledSet set, KeptSet kept, TimeProvider clock, DecisionError? refusal = null)
    {
        Source = source;
        Policies = policies;
        _set = set;
        _kept = kept;
        _pool = new ContextPool(set);
        _clock = clock;
        _refusal = refusal;
        _decisionTime = (long)(source.Limits.DecisionTime.TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>The revision that answers name.</summary>
    public string Revision => Source.Revision;

    /// <summary>What it was compiled from.</summary>
    public PolicySetSource Source { get; }

    /// <summary>All top-level policies by id and version, with what part they play.</summary>
    public ImmutableArray<PolicyInfo> Policies { get; }

    /// <summary>The first places of the policies in force at which a decision can be made, a policy before what is in it, in document order.</summary>
    /// <param name="most">How many are told at most.</param>
    /// <returns>Paths of policies and ids of rules as <see cref="DeterminingRule"/> has them; a rule is null for the policy itself.</returns>
    public ImmutableArray<(string Policy, string? Rule)> Places(int most)
    {
        var found = ImmutableArray.CreateBuilder<(string Policy, string? Rule)>();
        foreach (var root in _set.Roots) AddPlaces(root, most, found);
        return found.ToImmutable();
    }

    /// <summary>What the next compilation may take as it is.</summary>
    internal KeptSet Kept => _kept;

    /// <summary>What is evaluated.</summary>
    internal CompiledSet Compiled => _set;

    /// <summary>Compiles a policy set, or tells everything that is wrong with it.</summary>
    /// <param name="source">What to compile.</param>
    /// <param name="clock">Measures the time that a decision takes; null: the system's. It never supplies <c>now</c>.</param>
    /// <param name="times">Gets what the parts of it took; null: that is not measured.</param>
    /// <param name="previous">
    /// A set compiled earlier, or null. What was made there of sources that are in <paramref name="source"/> as the same objects,
    /// and that depends on nothing that is another now, is taken as it is. The result is the same without it, but for the time
    /// and memory that it takes. The earlier set may be in use meanwhile.
    /// </param>
    /// <param name="cancellation">Stops between documents.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PolicySetResult Compile(
        PolicySetSource source, TimeProvider? clock = null, LoadTimes? times = null, PolicySet? previous = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return PolicySetCompiler.Compile(source, clock ?? TimeProvider.System, times, previous?._kept, cancellation);
    }

    /// <summary>The same policies with another bound on the time of a decision; nothing is compiled for it.</summary>
    /// <param name="time">The longest time one decision may take.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public PolicySet WithDecisionTime(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return new PolicySet(Source with { Limits = Source.Limits with { DecisionTime = time } }, Policies, _set, _kept, _clock, _refusal);
    }

    /// <summary>
    /// The same policies, by which nothing is decided: every answer is indeterminate, with one error, <c>processing-error</c>. Nothing
    /// is evaluated for it.
    /// </summary>
    /// <param name="why">The error's message.</param>
    public PolicySet Refusing(string why)
    {
        ArgumentNullException.ThrowIfNull(why);
        return new PolicySet(Source, Policies, _set, _kept, _clock, new DecisionError(null, 0, null, StatusCodes.ProcessingError, why));
    }

    /// <summary>Decides a request. Allocates nothing once warm, unless there are obligations, advice or errors to tell.</summary>
    /// <param name="request">The question.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="decision">Is cleared and gets the answer.</param>
    /// <param name="cancellation">Ends a long evaluation: rules not evaluated by then are errors.</param>
    public void Decide(Request request, Timestamp now, Decision decision, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(decision);
        var context = _pool.Rent();
        var trace = default(NoTrace);
        Run(request, now, decision, context, ref trace, _decisionTime, cancellation);
        _pool.Return(context);
    }

    /// <summary>Makes an answer indeterminate without a look at the policies, with one error, <c>processing-error</c>.</summary>
    /// <param name="decision">Is cleared and gets the answer.</param>
    /// <param name="why">The error's message.</param>
    public void Refuse(Decision decision, string why)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(why);
        DecisionMaker<NoTrace>.Refuse(_set, new DecisionError(null, 0, null, StatusCodes.ProcessingError, why), decision);
    }

    /// <summary>Denies without a look at the policies, for a reason that stands above them.</summary>
    /// <param name="decision">Is cleared and gets the answer.</param>
    /// <param name="because">What is told as the rule that denies.</param>
    public void Deny(Decision decision, DeterminingRule because)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(because);
        decision.Clear();
        decision.Outcome = Outcome.Deny;
        decision.Value = InnerValue.Deny;
        decision.Revision = Revision;
        decision.DeterminingList.Add(because);
    }

    /// <summary>Something to state a request with, attribute by attribute; to be returned when it is decided.</summary>
    public StatedRequest Rent() => _pool.Rent().Stated;

    /// <summary>Takes back what <see cref="Rent"/> gave. What an exception has got in the way of need not come back.</summary>
    public void Return(StatedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _pool.Return(request.Context);
    }

    /// <summary>
    /// Decides a request that was stated whole, and that no step refused, exactly as <see cref="Decide(Request, Timestamp,
    /// Decision, CancellationToken)"/> decides the same request.
    /// </summary>
    /// <param name="request">The question, rented from this set.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="decision">Is cleared and gets the answer.</param>
    /// <param name="longest">The longest that this decision may take, if less than <see cref="EngineLimits.DecisionTime"/>.</param>
    public void Decide(StatedRequest request, Timestamp now, Decision decision, TimeSpan longest)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(decision);
        if (_refusal is not null)
        {
            DecisionMaker<NoTrace>.Refuse(_set, _refusal, decision);
            return;
        }

        var trace = default(NoTrace);
        var time = longest < Source.Limits.DecisionTime ? (long)(longest.TotalSeconds * _clock.TimestampFrequency) : _decisionTime;
        Begin(now, request.Context.Frame, time, CancellationToken.None);
        DecisionMaker<NoTrace>.DecideFilled(_set, request.Action, decision, request.Context, ref trace);
    }

    /// <summary>Decides a request, into an answer of its own.</summary>
    public Decision Decide(Request request, Timestamp now, CancellationToken cancellation = default)
    {
        var decision = new Decision();
        Decide(request, now, decision, cancellation);
        return decision;
    }

    /// <summary>
    /// Decides a request and tells how the answer came about: the same evaluation, recorded. It may take a hundred times as
    /// long as <see cref="EngineLimits.DecisionTime"/> allows a plain one.
    /// </summary>
    public Explanation Explain(Request request, Timestamp now, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var context = new EvaluationContext(_set);
        var recording = new Recording(_set);
        context.Frame.Recorder = recording;
        var trace = new RecordingTrace(recording);
        var decision = new Decision();
        Run(request, now, decision, context, ref trace, ExplanationTime, cancellation);
        return recording.ToExplanation(decision);
    }

    /// <summary>Decides a request as <see cref="Explain"/> does, and tells a trace of it.</summary>
    internal void Record<TTrace>(
        Request request, Timestamp now, Decision decision, EvaluationContext context, ref TTrace trace, CancellationToken cancellation)
        where TTrace : struct, ITrace =>
        Run(request, now, decision, context, ref trace, ExplanationTime, cancellation);

    /// <summary>Decides a request by a look at every item: what the index is compared with.</summary>
    internal Decision DecideByScan(Request request, Timestamp now)
    {
        var context = _pool.Rent();
        var trace = default(ScanTrace);
        var decision = new Decision();
        Run(request, now, decision, context, ref trace, _decisionTime, CancellationToken.None);
        _pool.Return(context);
        return decision;
    }

    /// <summary>
    /// Tells of all rules whether they can be looked up and by what, of those that cannot why, and how many are looked at for a
    /// request. What compilation has let go of is made again for it: it takes about as long as that.
    /// </summary>
    /// <param name="progress">Is told how many rules and policies have been looked at, and of how many; null: nobody.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public RuleReport DescribeRules(Action<int, int>? progress = null, CancellationToken cancellation = default) =>
        new RuleReports(_set, progress, cancellation).Make();

    /// <summary>Tells what the rule index is made of.</summary>
    public IndexReport DescribeIndex() => IndexReports.Of(_set);

    /// <summary>Decides a request as <see cref="Decide(Request, Timestamp, CancellationToken)"/> does, and tells what the index found.</summary>
    /// <param name="request">The question.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="withLeftOut">
    /// Whether it is told of each item that the index left out why it is not applicable; of a large set that takes long.
    /// </param>
    /// <param name="cancellation">Ends a long evaluation.</param>
    public IndexUse TraceIndex(Request request, Timestamp now, bool withLeftOut = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var recorder = new IndexRecorder(_set, withLeftOut);
        var context = new EvaluationContext(_set) { IndexRecorder = recorder };
        var trace = default(NoTrace);
        Run(request, now, new Decision(), context, ref trace, ExplanationTime, cancellation);
        return recorder.ToUse();
    }

    private long ExplanationTime => _decisionTime > long.MaxValue / ExplanationFactor ? long.MaxValue : _decisionTime * ExplanationFactor;

    private void Run<TTrace>(
        Request request, Timestamp now, Decision decision, EvaluationContext context, ref TTrace trace, long time,
        CancellationToken cancellation)
        where TTrace : struct, ITrace
    {
        if (_refusal is not null)
        {
            DecisionMaker<TTrace>.Refuse(_set, _refusal, decision);
            return;
        }

        Begin(now, context.Frame, time, cancellation);
        DecisionMaker<TTrace>.Decide(_set, request, decision, context, ref trace);
        context.Frame.Cancellation = default;
    }

    private static void AddPlaces(PolicyNode policy, int most, ImmutableArray<(string Policy, string? Rule)>.Builder found)
    {
        if (found.Count >= most) return;
        found.Add((policy.Path, null));
        foreach (var item in policy.Items)
        {
            if (found.Count >= most) return;
            if (item is RuleNode rule) found.Add((rule.Path, rule.Code.Source.Id));
            else AddPlaces((PolicyNode)item, most, found);
        }
    }

    private void Begin(Timestamp now, Frame frame, long time, CancellationToken cancellation)
    {
        frame.Now = Value.From(now);
        frame.Cancellation = cancellation;
        frame.Clock = _clock;
        var start = _clock.GetTimestamp();
        frame.Deadline = time <= 0 ? Frame.Over : start > long.MaxValue - time ? long.MaxValue : start + time;
    }
}

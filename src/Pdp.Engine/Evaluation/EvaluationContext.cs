using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Engine.Reports;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Engine.Evaluation;

/// <summary>What one decision works with; reused, and held by one thread at a time.</summary>
internal sealed class EvaluationContext
{
    // a time stamp costs as much as a rule: it is looked at once in so many rules
    private const int InterruptionInterval = 64;

    private readonly long[] _documentDecisions;
    private readonly Remembered[] _memo;
    private readonly (int First, int Count)[] _definitions;
    private readonly long _fuel;
    private readonly CompiledSet _set;
    private StatedRequest? _stated;
    private int _evaluations;
    private DecisionError? _interruption;

    public EvaluationContext(CompiledSet set)
    {
        Frame = new Frame(set.Layout.SlotCount, set.VariableCount, set.LocalCount, set.SharedCount);
        RootValues = new InnerValue[set.Shadows.Length == 0 ? 0 : set.Shadows.Max(static shadow => shadow.Root) + 1];
        RootCauses = new OutcomeCause[RootValues.Length];
        OtherValues = set.Forest is { } forest ? new InnerValue[forest.Trees.Length] : [];
        OtherCauses = new OutcomeCause[OtherValues.Length];
        _documentDecisions = new long[set.DocumentCount];
        _memo = set.MemoCount == 0 ? [] : new Remembered[set.MemoCount];
        _definitions = set.Definitions;
        _fuel = set.Limits.Fuel;
        _set = set;
    }

    public Frame Frame { get; }

    /// <summary>The request that fills this context's slots attribute by attribute.</summary>
    public StatedRequest Stated => _stated ??= new StatedRequest(_set, this);

    public string Action { get; private set; } = "";

    /// <summary>Finds the places of the whole set that may be applicable; null where each list is asked by itself.</summary>
    public ForestIndex? Forest => _set.Forest;

    /// <summary>What indexes find.</summary>
    public CandidateList Candidates { get; } = new();

    /// <summary>How many places the indexes of lists have found in this decision.</summary>
    public int Found { get; set; }

    /// <summary>Is told of what indexes find; null unless someone wants to know.</summary>
    public IIndexRecorder? IndexRecorder { get; init; }

    public Gathering Permit { get; } = new();

    public Gathering Deny { get; } = new();

    /// <summary>The errors met so far, in document order.</summary>
    public List<DecisionError> Errors { get; } = [];

    /// <summary>The error that made the value last returned, when that is an error.</summary>
    public DecisionError? Cause { get; set; }

    /// <summary>The values of the roots, as far as there are shadows to be compared with them: clearing them takes each decision time.</summary>
    public InnerValue[] RootValues { get; }

    /// <summary>What made them.</summary>
    public OutcomeCause[] RootCauses { get; }

    /// <summary>The values of the trees of <see cref="Forest"/> behind the roots.</summary>
    public InnerValue[] OtherValues { get; }

    /// <summary>What made them.</summary>
    public OutcomeCause[] OtherCauses { get; }

    /// <summary>Why evaluation has ended before its time, or null.</summary>
    public EvalError? Interrupted { get; private set; }

    public void Begin(string action)
    {
        Frame.Decision++;
        _evaluations = 0;
        _interruption = null;
        Interrupted = null;
        Action = action;
        Cause = null;
        Candidates.Count = 0;
        Found = 0;
        Permit.Clear();
        Deny.Clear();
        Errors.Clear();
        foreach (var (first, count) in _definitions) Array.Clear(Frame.Variables, first, count);
        Frame.Error = null;
        Frame.OutOfFuel = false;
    }

    public Gathering Of(InnerValue value) => value == InnerValue.Permit ? Permit : Deny;

    /// <summary>How many determining rules there are of either effect: what <see cref="CauseOf"/> looks behind.</summary>
    public (int Permits, int Denials) Determining => (Permit.Determining.Count, Deny.Determining.Count);

    /// <summary>What made the value of an item that was evaluated last.</summary>
    /// <param name="value">The value.</param>
    /// <param name="before">The determining rules before it.</param>
    public OutcomeCause CauseOf(InnerValue value, in (int Permits, int Denials) before)
    {
        if (value == InnerValue.NotApplicable) return default;
        if (InnerValues.IsError(value)) return new OutcomeCause(null, Cause);
        var (rules, first) = value == InnerValue.Permit ? (Permit.Determining, before.Permits) : (Deny.Determining, before.Denials);
        return new OutcomeCause(first < rules.Count ? rules[first] : null, null);
    }

    /// <summary>Forgets the variables that a document had in an earlier decision.</summary>
    public void Enter(DocumentCode document)
    {
        if (_documentDecisions[document.Number] == Frame.Decision) return;
        _documentDecisions[document.Number] = Frame.Decision;
        Array.Clear(Frame.Variables, document.FirstVariable, document.VariableCount);
    }

    /// <summary>
    /// Evaluates a condition on a budget of its own; but where another of the same text has been evaluated in this decision,
    /// that came to the same: it had the same budget, and reads the same. Nothing tells the two apart but the time they take.
    /// </summary>
    /// <param name="condition">The condition.</param>
    /// <param name="code">Its code.</param>
    /// <param name="mayRemember">Whether what was remembered will do.</param>
    public Truth Test(Expression condition, Node code, bool mayRemember)
    {
        if (condition.Memo < 0 || !mayRemember)
        {
            Refuel();
            return code.Test(Frame);
        }

        ref var remembered = ref _memo[condition.Memo];
        if (remembered.Decision != Frame.Decision)
        {
            Refuel();
            var truth = code.Test(Frame);
            var error = truth == Truth.Error ? Frame.Error : null;
            // that tells of the place
            if (error is { IsOutOfStack: true }) return truth;
            remembered = new Remembered(Frame.Decision, truth, error);
        }

        Frame.Error = remembered.Error;
        return remembered.Truth;
    }

    /// <summary>Gives the next expression its budget. Budgets are not shared, so that no rule can change what another may do.</summary>
    public void Refuel() => Frame.Fuel = _fuel;

    /// <summary>
    /// Whether a condition that failed is false nevertheless: a budget was used up, and its guard proves it false. So how
    /// much an evaluation may do decides between an answer and an error, and never whether a rule is found by an index.
    /// </summary>
    public bool IsFalse(Expression failed) => Frame.OutOfFuel && !failed.GuardAtLimit.Admits(Frame.Slots);

    /// <summary>Looks now and then whether the decision was cancelled or its time is over.</summary>
    /// <returns>Whether the rule or target at hand can be evaluated no more.</returns>
    public bool IsInterrupted()
    {
        if (Interrupted is not null) return true;
        var evaluations = _evaluations++;
        if (evaluations % InterruptionInterval != 0) return false;
        Interrupted = evaluations == 0 ? Frame.FirstInterruption() : Frame.Interruption();
        return Interrupted is not null;
    }

    /// <summary>Notes an error, and that it is the cause of the value to be returned.</summary>
    public DecisionError Report(string path, int version, string? rule, EvalError error, ExpressionSource? member)
    {
        var reported = new DecisionError(
            path, version, rule, StatusCodes.Of(error.Code), error.Message, member?.Location.Pointer, error.Span);
        Errors.Add(reported);
        return Cause = reported;
    }

    /// <summary>
    /// Notes that a rule or target was not evaluated any more. The first one is told; the others, which may be very many,
    /// have the same cause.
    /// </summary>
    public DecisionError ReportInterruption(string path, int version, string? rule) =>
        Cause = _interruption ??= Report(path, version, rule, Interrupted!, null);

    /// <summary>What a condition came to in some decision.</summary>
    private readonly record struct Remembered(long Decision, Truth Truth, EvalError? Error);
}

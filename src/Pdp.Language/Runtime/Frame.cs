using Pdp.Language.Values;

namespace Pdp.Language.Runtime;

/// <summary>
/// What one evaluation reads and writes: attribute slots, memoised variables, local variables of macros, the budget.
/// A frame is reused from decision to decision and belongs to one thread at a time.
/// </summary>
public sealed class Frame
{
    /// <summary>The <see cref="Deadline"/> of what has no time at all.</summary>
    public const long Over = long.MinValue;

    private const long LookEvery = 256;

    private long _unlooked;

    /// <summary>Makes a frame for programs laid out together.</summary>
    /// <param name="slots">Number of attribute slots.</param>
    /// <param name="variables">Number of memoised variables.</param>
    /// <param name="locals">Number of local variables of the program that needs most.</param>
    /// <param name="shared">Number of parts that several programs share.</param>
    public Frame(int slots, int variables, int locals, int shared = 0)
    {
        Slots = new Value[slots];
        Variables = new Value[variables];
        Locals = new Value[locals];
        Shared = shared == 0 ? [] : new SharedValue[shared];
    }

    /// <summary>
    /// The attributes, by slot. Missing: absent. An <see cref="EvalError"/>: present, but unusable (it does not fit the
    /// schema, or its source failed); reading it is that error.
    /// </summary>
    public Value[] Slots { get; }

    /// <summary>The variables that were read in this decision; missing means not evaluated yet.</summary>
    public Value[] Variables { get; }

    /// <summary>The variables of the macros around the node being evaluated.</summary>
    public Value[] Locals { get; }

    /// <summary>What the parts that several programs share came to, each in the decision that it names.</summary>
    public SharedValue[] Shared { get; }

    /// <summary>The number of the decision, other than any before in this frame; the first is 1.</summary>
    public long Decision { get; set; } = 1;

    /// <summary>The decision's time.</summary>
    public Value Now { get; set; }

    /// <summary>Why the last <see cref="Node.Test"/> gave <see cref="Truth.Error"/>.</summary>
    public EvalError? Error { get; set; }

    /// <summary>Units of work that loops, string and pattern work may still draw; below zero is an error of that rule.</summary>
    public long Fuel { get; set; }

    /// <summary>
    /// Whether anything has asked for more than was left of <see cref="Fuel"/> since this was last set to false: whoever
    /// begins a decision does so. The errors that follow may hide it, and a variable keeps the error that it came to.
    /// </summary>
    public bool OutOfFuel { get; set; }

    /// <summary>Ends a long evaluation: <see cref="Draw"/> looks at it every so many units and yields an error.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>The clock of <see cref="Deadline"/>.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The <see cref="TimeProvider.GetTimestamp"/> of <see cref="Clock"/> at which evaluation gives up.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>
    /// Takes units of work from <see cref="Fuel"/>. Every loop draws at least one a round, string and pattern work by
    /// length.
    /// </summary>
    /// <returns>Null when the work may be done; otherwise the error to return: a limit was reached.</returns>
    public EvalError? Draw(long units)
    {
        Fuel -= units;
        if (Fuel >= 0) return Pass(units);
        _unlooked += units;
        OutOfFuel = true;
        return RuntimeErrors.OutOfFuel;
    }

    /// <summary>
    /// Counts work towards the next look at <see cref="Cancellation"/> and <see cref="Deadline"/>, which no budget pays for.
    /// The count goes on from one expression to the next: many that are small take as long as one that is large.
    /// </summary>
    /// <returns>Null when the work may be done; otherwise the error to return: the decision is over.</returns>
    public EvalError? Pass(long units)
    {
        _unlooked += units;
        return _unlooked < LookEvery ? null : Look();
    }

    /// <summary>
    /// Looks whether the decision is over, as <see cref="Draw"/> does every so many units: for long work that was drawn for
    /// at once.
    /// </summary>
    /// <returns>The error to return, or null.</returns>
    internal EvalError? Look()
    {
        if (Interruption() is { } interruption)
        {
            // Loops absorb errors; without fuel every further round of them ends at once. The look stays due, so that
            // whatever has a budget of its own ends as soon.
            Fuel = -1;
            _unlooked = LookEvery;
            return interruption;
        }

        _unlooked = 0;
        return null;
    }

    /// <summary>The error to return when the decision was cancelled or its time is over, else null.</summary>
    public EvalError? Interruption()
    {
        if (Cancellation.IsCancellationRequested) return RuntimeErrors.Cancelled;
        return Deadline != long.MaxValue && Clock.GetTimestamp() > Deadline ? RuntimeErrors.OutOfTime : null;
    }

    /// <summary>As <see cref="Interruption"/>, just after the deadline was set: the clock need not be asked.</summary>
    public EvalError? FirstInterruption()
    {
        if (Cancellation.IsCancellationRequested) return RuntimeErrors.Cancelled;
        return Deadline == Over ? RuntimeErrors.OutOfTime : null;
    }

    /// <summary>Is told the value of each sub-expression; null outside explanations.</summary>
    public IEvaluationRecorder? Recorder { get; set; }
}

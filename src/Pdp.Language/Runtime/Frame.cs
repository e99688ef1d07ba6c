using Pdp.Language.Values;

namespace Pdp.Language.Runtime;

/// <summary>
/// What one evaluation reads and writes: attribute slots, memoised variables, local variables of macros, the budget.
/// A frame is reused from decision to decision and belongs to one thread at a time.
/// </summary>
public sealed class Frame
{
    /// <summary>Makes a frame for programs laid out together.</summary>
    /// <param name="slots">Number of attribute slots.</param>
    /// <param name="variables">Number of memoised variables.</param>
    /// <param name="locals">Number of local variables of the program that needs most.</param>
    public Frame(int slots, int variables, int locals)
    {
        Slots = new Value[slots];
        Variables = new Value[variables];
        Locals = new Value[locals];
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

    /// <summary>The decision's time.</summary>
    public Value Now { get; set; }

    /// <summary>Why the last <see cref="Node.Test"/> gave <see cref="Truth.Error"/>.</summary>
    public EvalError? Error { get; set; }

    /// <summary>Units of work that loops, string and pattern work may still draw; below zero is an error of that rule.</summary>
    public long Fuel { get; set; }

    /// <summary>Ends a long evaluation: loops look at it every so many rounds and yield an error.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Is told the value of each sub-expression; null outside explanations.</summary>
    public IEvaluationRecorder? Recorder { get; set; }
}

using Pdp.Engine.Indexing;
using Pdp.Engine.Model;

namespace Pdp.Engine.Evaluation;

/// <summary>The positions of the items of a list that may be applicable, in document order.</summary>
/// <typeparam name="TTrace">Says whether the index is asked.</typeparam>
internal ref struct Candidates<TTrace>
    where TTrace : struct, ITrace
{
    private readonly CandidateList? _found;
    private readonly int _mark;
    private readonly int _end;
    private int _next;

    /// <param name="items">The list.</param>
    /// <param name="index">Its index; null: all items are looked at.</param>
    /// <param name="context">What the decision works with.</param>
    public Candidates(ItemNode[] items, ItemIndex? index, EvaluationContext context)
    {
        _end = items.Length;
        if (TTrace.UsesIndex && index is not null)
        {
            _found = context.Candidates;
            _mark = _next = _found.Count;
            index.Find(context.Frame.Slots, _found);
            _end = _found.Count;
        }

        if (context.IndexRecorder is { } recorder) recorder.Add(items, index, context.Frame.Slots, _found, _mark);
    }

    /// <summary>The next one; false behind the last.</summary>
    public bool Next(out Candidate item)
    {
        item = default;
        if (_next == _end) return false;
        item = _found is null ? new Candidate(_next, isSure: false) : _found[_next];
        _next++;
        return true;
    }

    /// <summary>Gives back what was found: what is asked beneath has done so before.</summary>
    public readonly void End()
    {
        if (_found is not null) _found.Count = _mark;
    }
}

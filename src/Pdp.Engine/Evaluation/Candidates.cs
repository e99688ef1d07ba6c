using Pdp.Engine.Indexing;
using Pdp.Engine.Model;

namespace Pdp.Engine.Evaluation;

/// <summary>The positions of the items of a list that may be applicable, in document order.</summary>
/// <typeparam name="TTrace">Says whether the index is asked.</typeparam>
internal ref struct Candidates<TTrace>
    where TTrace : struct, ITrace
{
    private readonly ItemNode[] _items;
    private readonly int[]? _offsets;
    private readonly CandidateList? _found;
    private readonly int _mark;
    private readonly int _end;
    private readonly Within _within;
    private readonly bool _countsTargets;
    private int _next;
    private int _item;

    /// <param name="items">The list.</param>
    /// <param name="offsets">Where among the places of the list each item begins; null: each takes one, the first is 1.</param>
    /// <param name="index">The list's index; null: all items are looked at.</param>
    /// <param name="within">What has been found in the list already.</param>
    /// <param name="context">What the decision works with.</param>
    /// <param name="countsTargets">Whether a policy counts for its target, whatever is in it.</param>
    public Candidates(
        ItemNode[] items, int[]? offsets, ItemIndex? index, in Within within, EvaluationContext context, bool countsTargets = false)
    {
        _items = items;
        _offsets = offsets;
        _within = within;
        _countsTargets = countsTargets;
        _end = items.Length;
        if (within.IsKnown)
        {
            _found = context.Candidates;
            (_next, _end) = (within.First, within.End);
        }
        else if (TTrace.UsesIndex && index is not null)
        {
            _found = context.Candidates;
            _mark = _next = _found.Count;
            index.Find(context.Frame.Slots, _found);
            _end = _found.Count;
            context.Found += _end - _mark;
        }

        if (context.IndexRecorder is { } recorder) Tell(recorder, index, context);
    }

    /// <summary>The next one; false behind the last.</summary>
    /// <param name="item">The item.</param>
    /// <param name="inner">What has been found within it.</param>
    public bool Next(out Candidate item, out Within inner)
    {
        inner = default;
        if (_within.IsKnown) return NextWithin(out item, out inner);
        item = default;
        if (_next == _end) return false;
        item = _found is null ? new Candidate(_next, isSure: false) : _found[_next];
        _next++;
        return true;
    }

    /// <summary>Gives back what was found: what is asked beneath has done so before.</summary>
    public readonly void End()
    {
        if (_found is not null && !_within.IsKnown) _found.Count = _mark;
    }

    private bool NextWithin(out Candidate item, out Within inner)
    {
        var found = _found!;
        while (_next < _end)
        {
            var first = found[_next];
            var (start, end) = Find(first.Item - _within.Base);
            var isSure = first.IsSure && first.Item == start;
            if (first.Item == start) _next++;
            var mark = _next;
            while (_next < _end && found[_next].Item < end) _next++;
            // its target is true, and nothing in it applies
            if (_next == mark && isSure && !_countsTargets && _items[_item] is PolicyNode { Code.NeedsItems: true }) continue;
            item = new Candidate(_item, isSure);
            inner = new Within(start, mark, _next) { IsKnown = true };
            return true;
        }

        item = default;
        inner = default;
        return false;
    }

    /// <summary>Finds the item that has a place, behind those found before.</summary>
    /// <returns>The first place of the item, and the one behind its last.</returns>
    private (int Start, int End) Find(int place)
    {
        if (_offsets is null)
        {
            _item = place - 1;
            return (_within.Base + place, _within.Base + place + 1);
        }

        while (_offsets[_item + 1] <= place) _item++;
        return (_within.Base + _offsets[_item], _within.Base + _offsets[_item + 1]);
    }

    private readonly void Tell(Reports.IIndexRecorder recorder, ItemIndex? index, EvaluationContext context)
    {
        // those beside the roots are no list of anyone's
        if (ReferenceEquals(_items, context.Forest?.Trees)) return;
        var all = new List<Candidate>();
        var copy = this;
        while (copy.Next(out var item, out _)) all.Add(item);
        recorder.Add(_items, _within.IsKnown ? context.Forest!.Index : index, context.Frame.Slots, _found, all, _within.IsKnown);
    }
}

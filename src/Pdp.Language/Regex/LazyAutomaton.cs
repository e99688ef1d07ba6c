using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Regex;

/// <summary>
/// Tells whether a pattern matches somewhere in a text: a deterministic automaton over classes of code points whose states
/// are made when a text first needs them. It keeps so many bytes of states and no more: beyond them it steps through the
/// program for a while, then begins anew. Time is proportional to text times pattern at worst. For any number of threads.
/// </summary>
internal sealed class LazyAutomaton
{
    // Making a state and leaving it unused costs about as much as some steps: for each state that is dropped so many
    // characters were read without it.
    private const int CharactersPerState = 16;

    private readonly Step[] _steps;
    private readonly RuneClasses _classes;
    private readonly Neighbour[] _neighbours;
    private readonly bool _isAnchored;
    private readonly SearchValues<char>? _first;
    private readonly string? _prefix;
    private readonly long _maxBytes;
    private StateShelf _shelf;

    /// <summary>Makes the automaton.</summary>
    /// <param name="root">The pattern.</param>
    /// <param name="maxBytes">How many bytes its states may take.</param>
    public LazyAutomaton(Re2Node root, long maxBytes)
    {
        var program = Re2Program.Testing(root);
        _steps = program.Steps;
        _maxBytes = maxBytes;
        var hasLines = program.Has(static place => place is Place.LineStart or Place.LineEnd);
        var hasWords = program.Has(static place => place is Place.WordBoundary or Place.NoWordBoundary);
        var sets = _steps.Where(step => step.Set is not null).Select(step => step.Set!);
        if (hasLines) sets = sets.Append(RuneSet.Single('\n'));
        if (hasWords) sets = sets.Append(CharacterClasses.Perl('w')!);
        _classes = new RuneClasses(sets);
        _neighbours = new Neighbour[_classes.Count + 1];
        for (var i = 0; i < _classes.Count; i++)
        {
            var neighbour = Places.Of(_classes.Sample(i));
            // what no place of the pattern asks for would only make more states
            _neighbours[i] = neighbour switch
            {
                Neighbour.LineFeed when hasLines => neighbour,
                Neighbour.Word when hasWords => neighbour,
                _ => Neighbour.Other,
            };
        }

        _neighbours[_classes.Count] = Neighbour.Nothing;
        (_isAnchored, _first) = FirstRunes.Of(program);
        _prefix = FirstRunes.PrefixOf(root);
        _shelf = NewShelf();
    }

    /// <summary>Number of states that are kept.</summary>
    public int StateCount => Volatile.Read(ref _shelf).Count;

    /// <summary>About how many bytes the states take that are kept.</summary>
    public long StateBytes => Volatile.Read(ref _shelf).Bytes;

    /// <summary>Searches a text for a match.</summary>
    /// <param name="text">The text.</param>
    /// <param name="frame">Whose end ends the search, too; null when nothing does.</param>
    /// <param name="found">Whether there is one.</param>
    /// <returns>The error with which the search ended early, or null.</returns>
    public EvalError? Search(string text, Frame? frame, out bool found)
    {
        StepScratch? scratch = null;
        var error = Search(text, frame, ref scratch, out found);
        if (scratch is not null) StepScratch.Give(scratch);
        return error;
    }

    private EvalError? Search(string text, Frame? frame, ref StepScratch? scratch, out bool found)
    {
        found = false;
        var state = Volatile.Read(ref _shelf).Start;
        var ascii = _classes.OfAscii;
        var (offset, interval) = (0, 0);
        while (true)
        {
            if (state.Kind == StateKind.Usual)
            {
                // almost all of the time is spent here; what is in a row is a row, but for what is last in it
                var row = state.Row;
                while ((uint)offset < (uint)text.Length && text[offset] is var unit && unit < ascii.Length
                    && row[ascii[unit]] is { } following)
                {
                    row = Unsafe.As<object?[]>(following);
                    offset++;
                }

                state = Unsafe.As<State>(row[^1]!);
            }

            if (state.Kind != StateKind.Usual)
            {
                if (state.Kind != StateKind.Idle)
                {
                    found = state.Kind == StateKind.Accepting;
                    return null;
                }

                state = Skip(text, ref offset, state);
            }

            var rune = RuneAt(text, offset, out var length);
            var way = length == 0 ? _classes.Count : _classes.Of(rune, ref interval);
            if (state.Next[way] is { } next)
            {
                state = next;
                offset += length;
                continue;
            }

            scratch ??= StepScratch.Take(_steps.Length);
            if (scratch.Look(frame) is { } over) return over;
            if (Make(state, way, scratch) is { } made)
            {
                state = made;
                offset += length;
            }
            else if (Simulate(ref state, text, ref offset, scratch, frame) is { } error)
            {
                return error;
            }
        }
    }

    /// <summary>Goes to where a match can begin next.</summary>
    private State Skip(string text, ref int offset, State idle)
    {
        var left = text.AsSpan(offset);
        var skipped = _prefix is null ? left.IndexOfAny(_first!) : left.IndexOf(_prefix);
        if (skipped == 0) return idle;
        offset = skipped < 0 ? text.Length : offset + skipped;
        if (offset == 0 || text[offset - 1] >= _classes.OfAscii.Length) return Volatile.Read(ref _shelf).Idle(Neighbour.Other);
        return Volatile.Read(ref _shelf).Idle(_neighbours[_classes.Of(text[offset - 1])]);
    }

    /// <summary>Makes the way out of a state; null when there is no room for where it leads to.</summary>
    private State? Make(State from, int way, StepScratch scratch)
    {
        var atEnd = way == _classes.Count;
        if (Advance(from.Kernel, from.Before, _neighbours[way], atEnd ? -1 : _classes.Sample(way), scratch))
            return from.Leading(way, State.Accepting);
        if (atEnd || (_isAnchored && scratch.Next.IsEmpty)) return from.Leading(way, State.Rejecting);
        scratch.Next.Sort();
        var to = Volatile.Read(ref _shelf).GetOrAdd(scratch.Next, _neighbours[way]);
        return to is null ? null : from.Leading(way, to);
    }

    /// <summary>
    /// Steps through the program without making states, from where a state stands to the end or to where it is worth
    /// making states anew.
    /// </summary>
    private EvalError? Simulate(ref State state, string text, ref int offset, StepScratch scratch, Frame? frame)
    {
        var shelf = Volatile.Read(ref _shelf);
        var kernel = new List<int>(state.Kernel);
        var before = state.Before;
        while (shelf.Simulated++ < shelf.Count * CharactersPerState)
        {
            if (scratch.Look(frame) is { } over) return over;
            var rune = RuneAt(text, offset, out var length);
            var after = length == 0 ? Neighbour.Nothing : _neighbours[_classes.Of(rune)];
            var accepted = Advance(CollectionsMarshal.AsSpan(kernel), before, after, rune, scratch);
            if (accepted || length == 0 || (_isAnchored && scratch.Next.IsEmpty))
            {
                state = accepted ? State.Accepting : State.Rejecting;
                return null;
            }

            kernel.Clear();
            kernel.AddRange(scratch.Next);
            (before, offset) = (after, offset + length);
        }

        kernel.Sort();
        Interlocked.CompareExchange(ref _shelf, NewShelf(), shelf);
        shelf = Volatile.Read(ref _shelf);
        state = shelf.GetOrAdd(CollectionsMarshal.AsSpan(kernel), before) ?? shelf.Unkept(CollectionsMarshal.AsSpan(kernel), before);
        return null;
    }

    /// <summary>
    /// Follows all that does not read, from the kernel and from where a match may begin, then reads a code point (below
    /// zero: the end). Whether the pattern has matched; if not, the scratch holds where reading leads to.
    /// </summary>
    private bool Advance(ReadOnlySpan<int> kernel, Neighbour before, Neighbour after, int rune, StepScratch scratch)
    {
        scratch.Begin();
        foreach (var step in kernel) scratch.Push(step);
        if (!_isAnchored || before == Neighbour.Nothing) scratch.Push(0);
        while (scratch.TryPop(out var at))
        {
            ref readonly var step = ref _steps[at];
            switch (step.Kind)
            {
                case StepKind.Match:
                    scratch.Drop();
                    return true;
                case StepKind.Split:
                    scratch.Push(step.Target);
                    scratch.Push(step.Other);
                    break;
                case StepKind.Place:
                    if (Places.Holds((Place)step.Other, before, after)) scratch.Push(step.Target);
                    break;
                default:
                    if (rune >= 0 && step.Set!.Contains(rune)) scratch.Reach(step.Target);
                    break;
            }
        }

        return false;
    }

    private static int RuneAt(string text, int offset, out int length)
    {
        length = offset < text.Length ? CodePoints.LengthAt(text, offset) : 0;
        return length == 0 ? -1 : length == 2 ? char.ConvertToUtf32(text, offset) : text[offset];
    }

    private StateShelf NewShelf() => new(_classes.Count + 1, _maxBytes, canSkip: _first is not null);
}

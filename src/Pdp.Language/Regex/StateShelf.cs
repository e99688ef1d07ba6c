namespace Pdp.Language.Regex;

/// <summary>What a state of an automaton tells.</summary>
internal enum StateKind : byte
{
    /// <summary>Nothing yet.</summary>
    Usual,

    /// <summary>No match has begun: what cannot begin one may be skipped.</summary>
    Idle,

    /// <summary>The text matches.</summary>
    Accepting,

    /// <summary>The text does not match, whatever follows.</summary>
    Rejecting,
}

/// <summary>A state of an automaton: all that reading so far has led to.</summary>
internal sealed class State
{
    public static readonly State Accepting = new([], Neighbour.Nothing, StateKind.Accepting, 0);
    public static readonly State Rejecting = new([], Neighbour.Nothing, StateKind.Rejecting, 0);

    public State(int[] kernel, Neighbour before, StateKind kind, int ways)
    {
        (Kernel, Before, Kind) = (kernel, before, kind);
        Next = new State?[ways];
        Row = new object?[ways + 1];
        Row[ways] = this;
    }

    /// <summary>The steps that reading has led to, ascending.</summary>
    public int[] Kernel { get; }

    /// <summary>What was read last.</summary>
    public Neighbour Before { get; }

    /// <summary>What it tells.</summary>
    public StateKind Kind { get; }

    /// <summary>Where each class of code points leads to, at last the end of the text; null where nobody went yet.</summary>
    public State?[] Next { get; }

    /// <summary>
    /// The rows of those of <see cref="Next"/> that tell nothing, and behind them the state itself: so that one look leads
    /// from row to row, as long as nothing is told.
    /// </summary>
    public object?[] Row { get; }

    /// <summary>Lets a class of code points, or the end of the text, lead to a state.</summary>
    /// <returns>That state.</returns>
    public State Leading(int way, State to)
    {
        Next[way] = to;
        if (to.Kind == StateKind.Usual) Row[way] = to.Row;
        return to;
    }
}

/// <summary>The states of an automaton that are kept, at most so many bytes of them; they are dropped together. For any number of threads.</summary>
/// <param name="ways">Ways out of each state.</param>
/// <param name="maxBytes">How many bytes are kept.</param>
/// <param name="canSkip">Whether what cannot begin a match is skipped, when none has begun.</param>
internal sealed class StateShelf(int ways, long maxBytes, bool canSkip)
{
    private const int Neighbours = (int)Neighbour.Other + 1;
    // whatever the bound, an automaton can go a few steps
    private const int LeastStates = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<int[], State>?[] _states = new Dictionary<int[], State>?[Neighbours];
    private readonly State?[] _idle = new State?[Neighbours];
    private long _bytes;
    private int _count;

    /// <summary>The state before anything is read.</summary>
    public State Start { get; } = new([], Neighbour.Nothing, StateKind.Usual, ways);

    /// <summary>Number of states.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>About how many bytes the states take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many characters were read without states since there was no room for more; several threads may lose some.</summary>
    public int Simulated { get; set; }

    /// <summary>The state in which no match has begun.</summary>
    public State Idle(Neighbour before) => Volatile.Read(ref _idle[(int)before]) ?? (_idle[(int)before] = Add([], before));

    /// <summary>The state; null when it is new and there is no room.</summary>
    /// <param name="kernel">The steps that reading has led to, ascending.</param>
    /// <param name="before">What was read last.</param>
    public State? GetOrAdd(ReadOnlySpan<int> kernel, Neighbour before)
    {
        lock (_gate)
        {
            if (_states[(int)before] is { } states && states.GetAlternateLookup<ReadOnlySpan<int>>().TryGetValue(kernel, out var found))
                return found;
            return _count < LeastStates || _bytes + BytesOf(kernel) <= maxBytes ? Add(kernel, before) : null;
        }
    }

    /// <summary>A state that is not kept.</summary>
    public State Unkept(ReadOnlySpan<int> kernel, Neighbour before) =>
        new(kernel.ToArray(), before, kernel.IsEmpty && canSkip ? StateKind.Idle : StateKind.Usual, ways);

    private State Add(ReadOnlySpan<int> kernel, Neighbour before)
    {
        lock (_gate)
        {
            var state = Unkept(kernel, before);
            var states = _states[(int)before] ??= new Dictionary<int[], State>(KernelComparer.Instance);
            if (!states.TryAdd(state.Kernel, state)) return states[state.Kernel];
            _bytes += BytesOf(kernel);
            _count++;
            return state;
        }
    }

    private long BytesOf(ReadOnlySpan<int> kernel) => 240 + 16L * ways + 4L * kernel.Length;
}

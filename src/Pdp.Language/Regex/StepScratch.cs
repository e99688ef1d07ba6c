using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Regex;

/// <summary>
/// Room for stepping through a program: which steps were followed, which are to be, and where reading leads to. Each
/// thread keeps one, as large as the largest program that it ran.
/// </summary>
internal sealed class StepScratch
{
    // a step takes some ten nanoseconds: a look every half millisecond at most
    private const int LookEvery = 16_384;

    [ThreadStatic]
    private static StepScratch? _kept;

    private readonly int[] _followed;
    private readonly int[] _reached;
    private readonly int[] _pending;
    private readonly int[] _next;
    private int _round;
    private int _pendingCount;
    private int _nextCount;
    private int _work;

    private StepScratch(int steps)
    {
        _followed = new int[steps];
        _reached = new int[steps];
        _pending = new int[steps];
        _next = new int[steps];
    }

    /// <summary>Where reading has led to in this round, in any order.</summary>
    public Span<int> Next => _next.AsSpan(0, _nextCount);

    /// <summary>Takes the thread's room, or makes some. Whoever takes it gives it back.</summary>
    public static StepScratch Take(int steps)
    {
        var kept = _kept;
        _kept = null;
        return kept is not null && kept._next.Length >= steps ? kept : new StepScratch(steps);
    }

    /// <summary>Gives room back to the thread.</summary>
    public static void Give(StepScratch scratch) => _kept = scratch;

    /// <summary>Begins a round: nothing is followed, nothing reached.</summary>
    public void Begin()
    {
        if (++_round == int.MaxValue)
        {
            Array.Clear(_followed);
            Array.Clear(_reached);
            _round = 1;
        }

        _nextCount = 0;
    }

    /// <summary>Follows a step, unless it was followed in this round.</summary>
    public void Push(int step)
    {
        if (_followed[step] == _round) return;
        _followed[step] = _round;
        _pending[_pendingCount++] = step;
    }

    /// <summary>The next step to follow.</summary>
    public bool TryPop(out int step)
    {
        step = _pendingCount == 0 ? -1 : _pending[--_pendingCount];
        if (step >= 0) _work++;
        return step >= 0;
    }

    /// <summary>Follows nothing more in this round.</summary>
    public void Drop() => _pendingCount = 0;

    /// <summary>Reading leads to a step.</summary>
    public void Reach(int step)
    {
        if (_reached[step] == _round) return;
        _reached[step] = _round;
        _next[_nextCount++] = step;
    }

    /// <summary>The error with which to end when enough was done since the last look and the decision is over, else null.</summary>
    public EvalError? Look(Frame? frame)
    {
        if (_work < LookEvery) return null;
        _work = 0;
        return frame?.Look();
    }
}

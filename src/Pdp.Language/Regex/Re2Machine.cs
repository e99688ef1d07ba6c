using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Regex;

/// <summary>
/// Finds the match and its groups by stepping all ways of a program at once (K. Thompson 1968, with R. Pike's captures),
/// in time proportional to text times pattern. Whether there is a match at all, <see cref="LazyAutomaton"/> tells sooner.
/// </summary>
internal sealed class Re2Machine(Re2Node root, int groups)
{
    // a step takes some tens of nanoseconds: a look every millisecond at most
    private const int LookEvery = 16_384;

    private readonly Step[] _steps = Re2Program.Remembering(root, groups).Steps;
    private readonly int _slots = (Math.Min(groups, Re2Program.MaxGroups) + 1) * 2;

    /// <summary>Finds the leftmost match from an offset on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where to begin; places still look at the whole text.</param>
    /// <param name="frame">Whose end ends the search, too; null when nothing does.</param>
    /// <param name="slots">Start and end of the match and of each group (−1: not taken part), or null.</param>
    /// <returns>The error with which the search ended early, or null.</returns>
    public EvalError? Find(string text, int start, Frame? frame, out int[]? slots)
    {
        var current = new List<Thread>();
        var next = new List<Thread>();
        var ways = new Ways(_steps, text);
        slots = null;
        for (var offset = start; ; )
        {
            if (slots is null) ways.Follow(current, 0, NewSlots(), offset);
            if (current.Count == 0 && (slots is not null || offset >= text.Length)) return null;
            if (ways.Work >= LookEvery)
            {
                ways.Work = 0;
                if (frame?.Look() is { } over) return over;
            }

            var length = offset < text.Length ? CodePoints.LengthAt(text, offset) : 0;
            var rune = length == 0 ? -1 : length == 2 ? char.ConvertToUtf32(text, offset) : text[offset];
            next.Clear();
            foreach (var thread in current)
            {
                var step = _steps[thread.Step];
                if (step.Kind == StepKind.Match)
                {
                    // Threads behind this one have a lower priority.
                    slots = thread.Slots;
                    break;
                }

                if (rune >= 0 && step.Set!.Contains(rune)) ways.Follow(next, step.Target, thread.Slots, offset + length);
            }

            (current, next) = (next, current);
            if (length == 0) return null;
            offset += length;
        }
    }

    private int[] NewSlots()
    {
        var slots = new int[_slots];
        Array.Fill(slots, -1);
        return slots;
    }

    /// <summary>A way through the program: where it stands, and what it has remembered.</summary>
    private readonly record struct Thread(int Step, int[] Slots);

    /// <summary>Follows what does not read.</summary>
    private sealed class Ways
    {
        private readonly Stack<Thread> _pending = new();
        private readonly Step[] _steps;
        private readonly string _text;
        // the last offset at which each step was followed
        private readonly int[] _followed;

        public Ways(Step[] steps, string text)
        {
            (_steps, _text) = (steps, text);
            _followed = new int[steps.Length];
            Array.Fill(_followed, -1);
        }

        /// <summary>Steps followed since it was set to zero.</summary>
        public int Work { get; set; }

        /// <summary>Adds a thread, and all that it leads to without reading, in order of priority. Nothing is pending before, nor after.</summary>
        public void Follow(List<Thread> threads, int first, int[] firstSlots, int offset)
        {
            var (before, after) = (Places.At(_text, offset - 1), Places.At(_text, offset));
            _pending.Push(new Thread(first, firstSlots));
            while (_pending.TryPop(out var thread))
            {
                if (_followed[thread.Step] == offset) continue;
                _followed[thread.Step] = offset;
                Work++;
                var step = _steps[thread.Step];
                switch (step.Kind)
                {
                    case StepKind.Split:
                        _pending.Push(thread with { Step = step.Other });
                        _pending.Push(thread with { Step = step.Target });
                        break;
                    case StepKind.Save:
                        var slots = (int[])thread.Slots.Clone();
                        slots[step.Other] = offset;
                        _pending.Push(new Thread(step.Target, slots));
                        break;
                    case StepKind.Place:
                        if (Places.Holds((Place)step.Other, before, after)) _pending.Push(thread with { Step = step.Target });
                        break;
                    default:
                        threads.Add(thread);
                        break;
                }
            }
        }
    }
}

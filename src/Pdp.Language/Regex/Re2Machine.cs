using Pdp.Language.Values;

namespace Pdp.Language.Regex;

/// <summary>
/// Runs a pattern over code points by stepping all its states at once (K. Thompson 1968, with R. Pike's captures), in
/// time proportional to text times pattern. It serves what .NET has no pattern for, ASCII word boundaries in text that
/// is not ASCII, and as the reference that the emitted patterns are tested against.
/// </summary>
internal sealed class Re2Machine
{
    private readonly List<Step> _steps = [];
    private readonly int _slots;

    public Re2Machine(Re2Node root, int groups)
    {
        _slots = (groups + 1) * 2;
        Add(Operation.Save, 0);
        Compile(root);
        Add(Operation.Save, 1);
        Add(Operation.Match, 0);
    }

    private enum Operation
    {
        Rune,
        Place,
        Split,
        Jump,
        Save,
        Match,
    }

    /// <summary>Number of steps; the cost per character is at most proportional to it.</summary>
    public int Size => _steps.Count;

    /// <summary>Finds the leftmost match from an offset on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where to begin; places still look at the whole text.</param>
    /// <returns>Start and end of the match and of each group (−1: not taken part), or null.</returns>
    public int[]? Find(string text, int start)
    {
        var current = new List<Thread>();
        var next = new List<Thread>();
        var pending = new Stack<Thread>();
        var visited = new int[_steps.Count];
        Array.Fill(visited, -1);
        int[]? match = null;
        for (var offset = start; ; )
        {
            if (match is null) Follow(current, pending, visited, 0, NewSlots(), text, offset);
            if (current.Count == 0 && (match is not null || offset >= text.Length)) return match;
            var length = offset < text.Length ? CodePoints.LengthAt(text, offset) : 0;
            var rune = length == 0 ? -1 : length == 2 ? char.ConvertToUtf32(text, offset) : text[offset];
            next.Clear();
            foreach (var thread in current)
            {
                var step = _steps[thread.Step];
                if (step.Operation == Operation.Match)
                {
                    // Threads behind this one have a lower priority.
                    match = thread.Slots;
                    break;
                }

                if (rune >= 0 && step.Set!.Contains(rune))
                    Follow(next, pending, visited, thread.Step + 1, thread.Slots, text, offset + length);
            }

            (current, next) = (next, current);
            if (length == 0) return match;
            offset += length;
        }
    }

    private int[] NewSlots()
    {
        var slots = new int[_slots];
        Array.Fill(slots, -1);
        return slots;
    }

    /// <summary>Adds the thread, and all that it leads to without reading, in order of priority. Nothing is pending before, nor after.</summary>
    private void Follow(
        List<Thread> threads, Stack<Thread> pending, int[] visited, int first, int[] firstSlots, string text, int offset)
    {
        pending.Push(new Thread(first, firstSlots));
        while (pending.TryPop(out var thread))
        {
            if (visited[thread.Step] == offset) continue;
            visited[thread.Step] = offset;
            var step = _steps[thread.Step];
            switch (step.Operation)
            {
                case Operation.Jump:
                    pending.Push(thread with { Step = step.Target });
                    break;
                case Operation.Split:
                    pending.Push(thread with { Step = step.Other });
                    pending.Push(thread with { Step = step.Target });
                    break;
                case Operation.Save:
                    var slots = (int[])thread.Slots.Clone();
                    slots[step.Target] = offset;
                    pending.Push(new Thread(thread.Step + 1, slots));
                    break;
                case Operation.Place:
                    if (IsAt((Place)step.Target, text, offset)) pending.Push(thread with { Step = thread.Step + 1 });
                    break;
                default:
                    threads.Add(thread);
                    break;
            }
        }
    }

    private static bool IsAt(Place place, string text, int offset) => place switch
    {
        Place.TextStart => offset == 0,
        Place.TextEnd => offset == text.Length,
        Place.LineStart => offset == 0 || text[offset - 1] == '\n',
        Place.LineEnd => offset == text.Length || text[offset] == '\n',
        Place.WordBoundary => IsWord(text, offset - 1) != IsWord(text, offset),
        _ => IsWord(text, offset - 1) == IsWord(text, offset),
    };

    private static bool IsWord(string text, int offset) =>
        (uint)offset < (uint)text.Length && (char.IsAsciiLetterOrDigit(text[offset]) || text[offset] == '_');

    private int Add(Operation operation, int target, RuneSet? set = null)
    {
        _steps.Add(new Step(operation, target, 0, set));
        return _steps.Count - 1;
    }

    private void Compile(Re2Node node)
    {
        switch (node)
        {
            case SetNode set:
                Add(Operation.Rune, 0, set.Set);
                break;
            case PlaceNode place:
                Add(Operation.Place, (int)place.Place);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Compile(part);
                break;
            case ChoiceNode choice:
                CompileChoice(choice);
                break;
            case GroupNode group:
                Add(Operation.Save, group.Number * 2);
                Compile(group.Body);
                Add(Operation.Save, group.Number * 2 + 1);
                break;
            case RepeatNode repeat:
                CompileRepeat(repeat);
                break;
        }
    }

    private void CompileChoice(ChoiceNode choice)
    {
        var ends = new List<int>();
        for (var i = 0; i < choice.Options.Length - 1; i++)
        {
            var split = Add(Operation.Split, 0);
            Compile(choice.Options[i]);
            ends.Add(Add(Operation.Jump, 0));
            _steps[split] = _steps[split] with { Target = split + 1, Other = _steps.Count };
        }

        Compile(choice.Options[^1]);
        foreach (var end in ends) _steps[end] = _steps[end] with { Target = _steps.Count };
    }

    private void CompileRepeat(RepeatNode repeat)
    {
        for (var i = 0; i < repeat.Min; i++) Compile(repeat.Body);
        if (repeat.Max < 0)
        {
            var split = Add(Operation.Split, 0);
            Compile(repeat.Body);
            Add(Operation.Jump, split);
            Branch(split, repeat.Greedy);
            return;
        }

        var splits = new List<int>();
        for (var i = repeat.Min; i < repeat.Max; i++)
        {
            splits.Add(Add(Operation.Split, 0));
            Compile(repeat.Body);
        }

        foreach (var split in splits) Branch(split, repeat.Greedy);
    }

    /// <summary>Lets a split enter the body behind it or leave to the end of what is compiled so far.</summary>
    private void Branch(int split, bool greedy) => _steps[split] = greedy
        ? _steps[split] with { Target = split + 1, Other = _steps.Count }
        : _steps[split] with { Target = _steps.Count, Other = split + 1 };

    private readonly record struct Step(Operation Operation, int Target, int Other, RuneSet? Set);

    private readonly record struct Thread(int Step, int[] Slots);
}

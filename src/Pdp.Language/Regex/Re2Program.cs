namespace Pdp.Language.Regex;

/// <summary>What a step of a program does.</summary>
internal enum StepKind : byte
{
    /// <summary>Reads a code point of a set and goes on.</summary>
    Rune,

    /// <summary>Goes on at a place.</summary>
    Place,

    /// <summary>Goes on in two ways, the first of them preferred.</summary>
    Split,

    /// <summary>Goes on elsewhere; no other step leads to one in a finished program.</summary>
    Jump,

    /// <summary>Remembers the offset and goes on.</summary>
    Save,

    /// <summary>The pattern matches.</summary>
    Match,
}

/// <summary>A step of a program.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Target">Where it goes on.</param>
/// <param name="Other">The other way of a split, the slot of a save, the <see cref="Regex.Place"/> of a place.</param>
/// <param name="Set">What is read.</param>
internal readonly record struct Step(StepKind Kind, int Target, int Other, RuneSet? Set);

/// <summary>A pattern as steps from the first to a match, for machines that take all ways at once.</summary>
internal sealed class Re2Program
{
    /// <summary>Groups that are remembered at most: the first nine, for nothing can ask for more (<c>\9</c> in a replacement).</summary>
    public const int MaxGroups = 9;

    private readonly List<Step> _building = [];
    private readonly int _groups;

    private Re2Program(int groups) => _groups = groups;

    /// <summary>The steps; the first is where a match begins.</summary>
    public Step[] Steps { get; private set; } = [];

    /// <summary>Makes the program that finds the match and its first groups.</summary>
    public static Re2Program Remembering(Re2Node root, int groups)
    {
        var program = new Re2Program(Math.Min(groups, MaxGroups));
        program.Add(StepKind.Save, 0);
        program.Compile(root);
        program.Add(StepKind.Save, 1);
        return program.Finished();
    }

    /// <summary>Makes the program that tells whether there is a match: it remembers nothing.</summary>
    public static Re2Program Testing(Re2Node root)
    {
        var program = new Re2Program(0);
        program.Compile(root);
        return program.Finished();
    }

    /// <summary>Whether it asks for a place.</summary>
    public bool Has(Func<Place, bool> place) => Array.Exists(Steps, step => step.Kind == StepKind.Place && place((Place)step.Other));

    private Re2Program Finished()
    {
        Add(StepKind.Match, 0);
        Steps = [.. _building.Select(step => step with
        {
            Target = Beyond(step.Target),
            Other = step.Kind == StepKind.Split ? Beyond(step.Other) : step.Other,
        })];
        _building.Clear();
        return this;

        int Beyond(int target)
        {
            // every loop has a split, so that jumps end
            while (target < _building.Count && _building[target].Kind == StepKind.Jump) target = _building[target].Target;
            return target;
        }
    }

    /// <summary>Adds a step that goes on at the next one.</summary>
    private int Add(StepKind kind, int other, RuneSet? set = null)
    {
        _building.Add(new Step(kind, _building.Count + 1, other, set));
        return _building.Count - 1;
    }

    private void Compile(Re2Node node)
    {
        switch (node)
        {
            case SetNode set:
                Add(StepKind.Rune, 0, set.Set);
                break;
            case PlaceNode place:
                Add(StepKind.Place, (int)place.Place);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Compile(part);
                break;
            case ChoiceNode choice:
                CompileChoice(choice);
                break;
            case GroupNode group when group.Number > _groups:
                Compile(group.Body);
                break;
            case GroupNode group:
                Add(StepKind.Save, group.Number * 2);
                Compile(group.Body);
                Add(StepKind.Save, group.Number * 2 + 1);
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
            var split = Add(StepKind.Split, 0);
            Compile(choice.Options[i]);
            ends.Add(Add(StepKind.Jump, 0));
            _building[split] = _building[split] with { Other = _building.Count };
        }

        Compile(choice.Options[^1]);
        foreach (var end in ends) _building[end] = _building[end] with { Target = _building.Count };
    }

    private void CompileRepeat(RepeatNode repeat)
    {
        if (repeat.Max < 0)
        {
            CompileLoop(repeat);
            return;
        }

        for (var i = 0; i < repeat.Min; i++) Compile(repeat.Body);
        var splits = new List<int>();
        for (var i = repeat.Min; i < repeat.Max; i++)
        {
            splits.Add(Add(StepKind.Split, 0));
            Compile(repeat.Body);
        }

        foreach (var split in splits) Branch(split, repeat.Greedy);
    }

    private void CompileLoop(RepeatNode repeat)
    {
        for (var i = 1; i < repeat.Min; i++) Compile(repeat.Body);
        // what may be empty is `(?:x+)?`, not `x*`: it takes part before it is left out, as RE2 has it
        if (repeat.Min > 0 || CanBeEmpty(repeat.Body))
        {
            var around = repeat.Min > 0 ? -1 : Add(StepKind.Split, 0);
            var first = _building.Count;
            Compile(repeat.Body);
            var again = Add(StepKind.Split, 0);
            _building[again] = repeat.Greedy
                ? _building[again] with { Target = first, Other = _building.Count }
                : _building[again] with { Target = _building.Count, Other = first };
            if (around >= 0) Branch(around, repeat.Greedy);
            return;
        }

        var split = Add(StepKind.Split, 0);
        Compile(repeat.Body);
        var back = Add(StepKind.Jump, 0);
        _building[back] = _building[back] with { Target = split };
        Branch(split, repeat.Greedy);
    }

    private static bool CanBeEmpty(Re2Node node) => node switch
    {
        PlaceNode => true,
        SequenceNode sequence => sequence.Parts.All(CanBeEmpty),
        ChoiceNode choice => choice.Options.Any(CanBeEmpty),
        GroupNode group => CanBeEmpty(group.Body),
        RepeatNode repeat => repeat.Min == 0 || CanBeEmpty(repeat.Body),
        _ => false,
    };

    /// <summary>Lets a split enter the body behind it or leave to the end of what is compiled so far.</summary>
    private void Branch(int split, bool greedy) => _building[split] = greedy
        ? _building[split] with { Target = split + 1, Other = _building.Count }
        : _building[split] with { Target = _building.Count, Other = split + 1 };
}

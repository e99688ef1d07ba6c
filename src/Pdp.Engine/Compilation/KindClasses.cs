namespace Pdp.Engine.Compilation;

/// <summary>Kinds in classes of those that are all the same to an expression.</summary>
/// <param name="firsts">The first kind of each class.</param>
/// <param name="numbers">The class of each kind.</param>
internal sealed class KindClasses(int[] firsts, int[] numbers)
{
    /// <summary>One class of all kinds, for what an expression does not read.</summary>
    public static KindClasses None { get; } = new([], []);

    /// <summary>How many classes there are; none when it is all one.</summary>
    public int Count => firsts.Length;

    /// <summary>The first kind of a class.</summary>
    public int FirstOf(int number) => firsts[number];

    /// <summary>The classes that some kinds fall into, each with those of them that do.</summary>
    public IEnumerable<(int Class, KindSet Kinds)> PartsOf(KindSet kinds)
    {
        var parts = new SortedDictionary<int, List<int>>();
        foreach (var kind in kinds.Positions)
        {
            if (!parts.TryGetValue(numbers[kind], out var part)) parts[numbers[kind]] = part = [];
            part.Add(kind);
        }

        return parts.Select(part => (part.Key, KindSet.Of(numbers.Length, part.Value)));
    }
}

using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>
/// Makes one value of all that is asked of a place: it tries values that single demands name, and others composed of their parts, and takes
/// the first that meets most of them. That it does not meet them all is no error: whoever uses it decides the request and sees.
/// </summary>
/// <param name="pool">Values that other conditions name of places.</param>
internal sealed class Demands(ValuePool pool)
{
    private const int MostElements = 64;
    private const int LongestText = 1_024;

    /// <summary>The value that meets most demands.</summary>
    /// <param name="path">The place.</param>
    /// <param name="known">What is there; it stays where it will do.</param>
    /// <param name="demands">What is asked.</param>
    public Value Make(RequestPath path, in Value known, IReadOnlyList<Demand> demands)
    {
        var (best, met) = (known, -1);
        foreach (var candidate in Candidates(path, known, demands))
        {
            var count = demands.Count(demand => demand.IsMetBy(candidate));
            if (count > met) (best, met) = (candidate, count);
            if (met == demands.Count) break;
        }

        return best;
    }

    /// <summary>Values that meet all demands but one, for each of them for which there is one.</summary>
    public IEnumerable<Value> Beside(RequestPath path, Value known, IReadOnlyList<Demand> demands)
    {
        for (var i = 0; i < demands.Count; i++)
        {
            Demand[] turned = [.. demands.Select((demand, at) => at == i ? demand.Opposite : demand)];
            var value = Make(path, known, turned);
            if (turned.All(demand => demand.IsMetBy(value))) yield return value;
        }
    }

    private IEnumerable<Value> Candidates(RequestPath path, Value known, IReadOnlyList<Demand> demands)
    {
        if (!known.IsMissing) yield return known;
        foreach (var demand in demands)
        {
            if (demand.Atom.Shape == AtomShape.Presence && !demand.IsWanted) yield return default;
            else if (demand.Preferred is { IsMissing: false } preferred) yield return Neighbours.Sent(preferred);
        }

        // what is composed comes first: it is made of what is wanted, and of that as little as will do
        foreach (var list in Lists(demands)) yield return list;
        foreach (var text in Texts(demands)) yield return Value.From(text);
        foreach (var value in demands.SelectMany(static demand => demand.Atom.Values)) yield return Neighbours.Sent(value);
        foreach (var value in pool.Named(path)) yield return value;
        yield return Value.From(Neighbours.OtherText);
        yield return Value.From($"{Neighbours.OtherText} one");
    }

    private static IEnumerable<Value> Lists(IReadOnlyList<Demand> demands)
    {
        if (!demands.Any(static demand => demand.Atom.Shape == AtomShape.Member || demand.Atom.IsOfSize)) yield break;
        if (demands.Any(static demand => demand.Atom.Shape.IsOfText())) yield break;
        var wanted = new List<Value>();
        foreach (var demand in demands)
        {
            if (demand.Atom.Shape == AtomShape.Member && demand.IsWanted && !wanted.Contains(demand.Atom.Operand, ValueComparer.Instance)) wanted.Add(demand.Atom.Operand);
        }

        foreach (var size in Sizes(demands).Prepend(wanted.Count).Where(size => size >= wanted.Count && size <= MostElements))
        {
            List<Value> list = [.. wanted];
            for (var number = 0; list.Count < size; number++)
            {
                var filler = Value.From($"e{number}");
                if (!wanted.Contains(filler, ValueComparer.Instance)) list.Add(filler);
            }

            yield return Value.From(new CelList([.. list]));
        }
    }

    private static IEnumerable<string> Texts(IReadOnlyList<Demand> demands)
    {
        var asked = demands.Where(static demand => demand.Atom.Shape.IsOfText() && demand.IsWanted).ToLookup(static demand => demand.Atom.Shape, static demand => demand.Atom.Operand.AsString!);
        if (asked.Count == 0 && !demands.Any(static demand => demand.Atom.IsOfSize)) yield break;
        var prefix = Longest(asked[AtomShape.Prefix]);
        var suffix = Longest(asked[AtomShape.Suffix]);
        var middle = string.Join('-', asked[AtomShape.Part].Where(part => !prefix.Contains(part, StringComparison.Ordinal) && !suffix.Contains(part, StringComparison.Ordinal)));
        string[] texts = [prefix + middle + suffix, $"{prefix}-{middle}-{suffix}", middle.Length == 0 ? Joined(prefix, suffix) : prefix + middle + suffix];
        foreach (var text in texts) yield return text;
        foreach (var size in Sizes(demands).Where(size => size > prefix.Length + middle.Length + suffix.Length && size <= LongestText))
            yield return prefix + middle + new string('x', size - prefix.Length - middle.Length - suffix.Length) + suffix;
    }

    private static string Longest(IEnumerable<string> texts) => texts.MaxBy(static text => text.Length) ?? "";

    // the end of the one may be the beginning of the other
    private static string Joined(string prefix, string suffix)
    {
        for (var shared = Math.Min(prefix.Length, suffix.Length); shared > 0; shared--)
        {
            if (prefix.EndsWith(suffix[..shared], StringComparison.Ordinal)) return prefix + suffix[shared..];
        }

        return prefix + suffix;
    }

    private static IEnumerable<int> Sizes(IReadOnlyList<Demand> demands) => demands
        .Where(static demand => demand.Atom.IsOfSize && demand.Atom.Operand.IsInt)
        .SelectMany(static demand => new[] { demand.Atom.Operand.AsInt, demand.Atom.Operand.AsInt - 1, demand.Atom.Operand.AsInt + 1 })
        .Where(static size => size is >= 0 and <= LongestText).Select(static size => (int)size);
}

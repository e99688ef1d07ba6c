using Pdp.Fuzz.Coverage;

namespace Pdp.Fuzz.Driving;

/// <summary>Inputs of which each passed an edge, or passed it in a number of times, that none did before.</summary>
internal sealed class Corpus
{
    private readonly byte[] _seen = new byte[Counters.Size];
    private readonly List<(string Input, int[] Edges)> _entries = [];

    public int Count => _entries.Count;

    /// <summary>Edges passed by any input.</summary>
    public int EdgeCount { get; private set; }

    public string Pick(Random random)
    {
        // the latest are the least explored
        var from = random.Next(3) == 0 ? Math.Max(0, _entries.Count - 100) : 0;
        return _entries[random.Next(from, _entries.Count)].Input;
    }

    /// <summary>Keeps the input that was just run if it is new; whether it was.</summary>
    public bool Add(string input)
    {
        var edges = Counters.Edges;
        var isNew = false;
        var passed = new List<int>();
        for (var i = 0; (i = Next(edges, i)) >= 0; i++)
        {
            passed.Add(i);
            var bucket = Bucket(edges[i]);
            if ((_seen[i] & bucket) != 0) continue;
            if (_seen[i] == 0) EdgeCount++;
            _seen[i] |= bucket;
            isNew = true;
        }

        if (isNew) _entries.Add((input, [.. passed]));
        return isNew;
    }

    /// <summary>Few and short inputs that pass all the edges the corpus passes, but for those that only a long input passes.</summary>
    public IEnumerable<string> Minimised()
    {
        const int LongestKept = 1_000;
        var covered = new HashSet<int>();
        foreach (var (input, edges) in _entries.Where(entry => entry.Input.Length <= LongestKept).OrderBy(entry => entry.Input.Length))
        {
            var before = covered.Count;
            covered.UnionWith(edges);
            if (covered.Count > before) yield return input;
        }
    }

    private static int Next(byte[] edges, int from)
    {
        var at = edges.AsSpan(from).IndexOfAnyExcept((byte)0);
        return at < 0 ? -1 : from + at;
    }

    private static byte Bucket(byte count) => count switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}

using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>The values that are worth trying at each place of a request, in the order in which conditions name them.</summary>
internal sealed class ValuePool
{
    // one place that thousands of rules compare, as an id, is not all that there is to try
    private const int MostValues = 400;

    private readonly Dictionary<RequestPath, List<Value>> _values = [];
    private readonly Dictionary<RequestPath, HashSet<string>> _known = [];

    /// <summary>All places, in the order in which they were met.</summary>
    public List<RequestPath> Paths { get; } = [];

    /// <summary>Values that were named and not kept, as there were too many.</summary>
    public long Dropped { get; private set; }

    /// <summary>Notes a place.</summary>
    public void Add(RequestPath path)
    {
        if (_values.TryAdd(path, [])) Paths.Add(path);
    }

    /// <summary>Notes a value of a place.</summary>
    public void Add(RequestPath path, in Value value)
    {
        Add(path);
        var sent = path.Equals(RequestPath.Now) ? value : Neighbours.Sent(value);
        if (!_known.TryGetValue(path, out var known)) _known[path] = known = new(StringComparer.Ordinal);
        if (!known.Add(CelText.ToLiteral(sent))) return;
        if (known.Count > MostValues) Dropped++;
        else _values[path].Add(sent);
    }

    /// <summary>Notes values of a place.</summary>
    public void Add(RequestPath path, IEnumerable<Value> values)
    {
        foreach (var value in values) Add(path, value);
    }

    /// <summary>The values named of a place.</summary>
    public IReadOnlyList<Value> Named(RequestPath path) => _values.TryGetValue(path, out var values) ? values : [];

    /// <summary>All that is to be tried there: also nothing, and something of another type.</summary>
    public IEnumerable<Value> ToTry(RequestPath path)
    {
        var named = Named(path);
        if (path.IsCertain) return named;
        return [.. named, default, Neighbours.WrongType(named)];
    }
}

using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>The values that are worth trying at each place of a request, in the order in which conditions name them.</summary>
internal sealed class ValuePool
{
    // one place that thousands of rules compare, as an id, is not all that there is to try
    private const int MostValues = 400;
    private const int MostElements = 64;

    private readonly Dictionary<RequestPath, List<Value>> _values = [];
    private readonly Dictionary<RequestPath, HashSet<string>> _known = [];
    private readonly Dictionary<RequestPath, List<(RequestPath Other, AtomShape Shape)>> _related = [];
    private readonly Dictionary<RequestPath, List<RequestPath>> _inner = [];

    /// <summary>All places, in the order in which they were met.</summary>
    public List<RequestPath> Paths { get; } = [];

    /// <summary>Values that were named and not kept, as there were too many.</summary>
    public long Dropped { get; private set; }

    /// <summary>Notes a place.</summary>
    public void Add(RequestPath path)
    {
        if (!_values.TryAdd(path, [])) return;
        Paths.Add(path);
        var element = path.Names.LastIndexOf(RequestPath.Element);
        if (element < 0 || element == path.Names.Length - 1) return;
        var list = new RequestPath(path.Names[..element]);
        if (!_inner.TryGetValue(list, out var inner)) _inner[list] = inner = [];
        inner.Add(path);
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

    /// <summary>Notes that a condition compares two places, or looks for the value of one in the list of another.</summary>
    public void Relate(RequestPath path, RequestPath other, AtomShape shape)
    {
        Add(path);
        Add(other);
        Note(path, other, shape);
        if (shape != AtomShape.Member) Note(other, path, shape);
    }

    /// <summary>All that is to be tried there in a request.</summary>
    public IEnumerable<Value> ToTry(RequestPath path, Request request) => Named(path).Concat(Besides(path, request));

    /// <summary>
    /// What is to be tried besides the values that conditions name: nothing, something of another type, what other places of the request
    /// have that conditions compare it with, and its own list with a member more, with one less and with one twice.
    /// </summary>
    public IEnumerable<Value> Besides(RequestPath path, Request request)
    {
        var named = Named(path);
        if (!path.IsCertain)
        {
            yield return default;
            yield return Neighbours.WrongType(named);
        }

        var known = new HashSet<string>(named.Select(static value => CelText.ToLiteral(value)), StringComparer.Ordinal);
        foreach (var value in Related(path, request).Concat(Varied(path, request)))
        {
            if (known.Add(CelText.ToLiteral(value))) yield return value;
        }
    }

    private void Note(RequestPath path, RequestPath other, AtomShape shape)
    {
        if (!_related.TryGetValue(path, out var related)) _related[path] = related = [];
        if (!related.Contains((other, shape))) related.Add((other, shape));
    }

    private IEnumerable<Value> Related(RequestPath path, Request request)
    {
        foreach (var (other, shape) in _related.GetValueOrDefault(path) ?? [])
        {
            if (shape == AtomShape.Member || request.At(other) is not { IsMissing: false } value) continue;
            foreach (var near in shape.IsOrder() ? Neighbours.Of(value, isOrdered: true) : [value]) yield return near;
        }
    }

    private IEnumerable<Value> Varied(RequestPath path, Request request)
    {
        if (request.At(path).AsList is not { } list) yield break;
        Value[] items = list.Items.ToArray();
        foreach (var member in Members(path, request))
        {
            if (!items.Contains(member, ValueComparer.Instance)) yield return Value.From(new CelList([.. items, member]));
        }

        for (var i = 0; i < items.Length && i < MostElements; i++) yield return Value.From(new CelList([.. items[..i], .. items[(i + 1)..]]));
        if (items.Length > 0) yield return Value.From(new CelList([.. items, items[^1]]));
    }

    // what conditions look for in the list, and what they ask of its elements
    private IEnumerable<Value> Members(RequestPath path, Request request)
    {
        var element = path.Below(RequestPath.Element);
        foreach (var member in Named(element)) yield return member;
        foreach (var (other, shape) in _related.GetValueOrDefault(path) ?? [])
        {
            if (shape == AtomShape.Member && request.At(other) is { IsMissing: false } value) yield return value;
        }

        foreach (var (other, _) in _related.GetValueOrDefault(element) ?? [])
        {
            if (request.At(other) is { IsMissing: false } value) yield return value;
        }

        foreach (var below in _inner.GetValueOrDefault(path) ?? [])
        {
            foreach (var value in Named(below))
            {
                if (request.With(below, value).At(element) is { IsMissing: false } changed) yield return changed;
            }
        }

        yield return Value.From(Neighbours.OtherText);
    }
}

using System.Collections.Immutable;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>A request that was wished for.</summary>
/// <param name="Request">The request.</param>
/// <param name="Given">The places that were given a value, or none, on purpose.</param>
/// <param name="Beside">Other values of places, each of which meets all that is asked of its place but for one demand.</param>
internal sealed record WishedRequest(Request Request, IReadOnlySet<RequestPath> Given, ImmutableArray<ImmutableArray<(RequestPath Path, Value Value)>> Beside);

/// <summary>Gathers what is asked of the places of a request, and gives each a value.</summary>
/// <param name="start">The request to begin with.</param>
/// <param name="pool">Values that conditions name.</param>
/// <param name="kept">Places that stay as they are.</param>
internal sealed class WishedPlaces(Request start, ValuePool pool, IReadOnlySet<RequestPath>? kept = null)
{
    /// <summary>What is asked of no element of a list.</summary>
    public const int NoElement = 0;

    /// <summary>What is asked of all elements of a list; what is asked of one has a number of its own.</summary>
    public const int EveryElement = -1;

    private static readonly Value Same = Value.From("same");

    private readonly Demands _solver = new(pool);
    private readonly List<Place> _places = [];
    private readonly Dictionary<(RequestPath Path, int Element), Place> _known = [];
    private readonly List<(Demand Demand, Place Place, Place Other)> _relations = [];
    private readonly HashSet<RequestPath> _given = [];
    private readonly Request _start = start;
    private Request _request = start;

    /// <summary>Asks something of a place.</summary>
    /// <param name="demand">What is asked.</param>
    /// <param name="element">Of which element of a list.</param>
    public void Ask(Demand demand, int element)
    {
        if (demand.Atom.Path.Equals(RequestPath.Now)) return;
        var place = At(demand.Atom.Path, element);
        if (demand.Atom.Other is not { } with)
        {
            place.Demands.Add(demand);
            return;
        }

        if (with.Equals(RequestPath.Now)) return;
        var other = At(with, element);
        if (demand.Atom.Shape == AtomShape.Equal && demand.IsWanted) Join(place, other);
        else _relations.Add((demand, place, other));
    }

    /// <summary>Gives each place a value.</summary>
    public WishedRequest Grant()
    {
        Place[] groups = [.. _places.Select(static place => place.Group).Distinct()];
        foreach (var group in groups) Give(group);
        foreach (var (demand, place, other) in _relations) Relate(demand, place.Group, other.Group);
        foreach (var element in _places.Where(IsElement).ToList()) Put(element);
        var beside = _places.Select(static place => place.Group).Distinct().Where(static group => group.Demands.Count + group.Members.Count > 2 && group.Members.All(static member => member.Element == NoElement))
            .SelectMany(group => _solver.Beside(group.Path, Known(group, _start), group.Demands).Select(value => Edits(group, value)));
        return new WishedRequest(_request, _given, [.. beside]);
    }

    private static ImmutableArray<(RequestPath Path, Value Value)> Edits(Place group, Value value) => [.. group.Members.Select(member => (member.Path, value))];

    // of what is asked of every element there is no element; where nothing else is asked of the list, it has one such
    private Place At(RequestPath path, int element)
    {
        if (!path.Names.Contains(RequestPath.Element)) element = NoElement;
        if (_known.TryGetValue((path, element), out var known)) return known;
        var place = new Place(path, element);
        _known.Add((path, element), place);
        _places.Add(place);
        return place;
    }

    private static void Join(Place one, Place other)
    {
        var (group, joined) = (one.Group, other.Group);
        if (ReferenceEquals(group, joined)) return;
        foreach (var member in joined.Members) member.Group = group;
        group.Members.AddRange(joined.Members);
        group.Demands.AddRange(joined.Demands);
    }

    private void Give(Place group)
    {
        var known = Known(group, _request);
        if (group.Demands.Count == 0)
        {
            // places that are only to be the same
            if (group.Members.Count > 1) Give(group, known.IsMissing ? Same : known);
            return;
        }

        // what is to be there, whatever it is, need not be given
        if (group.Demands.All(demand => demand.Atom.Shape == AtomShape.Presence && demand.IsMetBy(known)) && group.Members.Count == 1) return;
        Give(group, _solver.Make(group.Path, known, Demanded(group)));
    }

    private void Give(Place group, in Value value)
    {
        group.Value = value;
        foreach (var member in group.Members) Set(member, value);
    }

    // a list of several elements is made where they are put into it, and one of which more is asked than of every element has its own
    private void Set(Place member, in Value value)
    {
        if (member.Element != NoElement && _given.Contains(member.Path)) return;
        if (kept?.Any(member.Path.Overlaps) == true) return;
        if (member.Element == EveryElement && IsElement(member) && ListOf(member).Demands.Count > 0) return;
        _given.Add(member.Path);
        _request = _request.With(member.Path, Neighbours.Sent(value));
    }

    private List<Demand> Demanded(Place group)
    {
        List<Demand> demands = [.. group.Demands];
        foreach (var member in group.Members)
        {
            if (member.Element > NoElement && _known.TryGetValue((member.Path, EveryElement), out var every)) demands.AddRange(every.Group.Demands);
        }

        return demands;
    }

    private static Value Known(Place group, Request request)
    {
        foreach (var member in group.Members)
        {
            if (request.At(member.Path) is { IsMissing: false } known) return known;
        }

        return default;
    }

    private void Relate(Demand demand, Place place, Place other)
    {
        var atom = demand.Atom;
        var value = Read(other);
        if (value.IsMissing)
        {
            // an order needs something to be in order with
            var own = atom.Shape == AtomShape.Member ? default : Read(place);
            var usual = !atom.Shape.IsOrder() ? Same
                : own is { IsMissing: false } ? own
                : pool.Named(other.Path) is [var named, ..] ? named
                : atom.Operand;
            Give(other, Neighbours.Sent(usual));
            value = usual;
        }

        // a text that is a time is compared as one
        if (atom.Operand.Kind == ValueKind.Timestamp && value.AsString is { } text && CelText.ParseTimestamp(text) is { IsError: false } time) value = time;
        place.Demands.Add(new Demand(AtomReader.Related(atom.Path, atom.Shape, value) with { IsNegated = false }, demand.IsWanted));
        Give(place);
    }

    // elements of which something is asked are members of their list
    private void Put(Place element)
    {
        var list = ListOf(element);
        if (element.Element == EveryElement && (list.Demands.Count > 0 || _places.Any(place => place.Element > NoElement && place.Path.Equals(element.Path)))) return;
        var value = element.Group.Value;
        if (value.IsMissing) return;
        list.Demands.Add(new Demand(AtomReader.Related(list.Path, AtomShape.Member, value), true));
        Give(list);
    }

    private Place ListOf(Place element) => At(new RequestPath(element.Path.Names[..^1]), NoElement).Group;

    private static bool IsElement(Place place) => place.Path.Names[^1] == RequestPath.Element && place.Path.Names.Length > 2;

    private Value Read(Place group) => group.Value.IsMissing ? Known(group, _request) : group.Value;

    /// <summary>A place, or several that are to have the same value: of those, the first stands for all.</summary>
    private sealed class Place
    {
        public Place(RequestPath path, int element)
        {
            (Path, Element, Group, Members) = (path, element, this, [this]);
        }

        public RequestPath Path { get; }

        public int Element { get; }

        public Place Group { get; set; }

        public List<Place> Members { get; }

        public List<Demand> Demands { get; } = [];

        public Value Value { get; set; }
    }
}

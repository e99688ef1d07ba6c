using Pdp.Engine.Attributes;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Language.Values;

namespace Pdp.Engine.Requests;

/// <summary>
/// A request that is stated attribute by attribute, straight into the slots that a policy set's expressions read, without a
/// <see cref="Request"/> in between. It is rented from a <see cref="PolicySet"/>, belongs to one thread at a time and serves
/// one request after another; a part that is not begun anew stays as it was.
/// <para>It takes plain requests only. Where there is more to tell than a value in a slot (a misfit with the schema, an
/// attribute stated twice, a policy that reads the map of all properties), a method returns false, and the caller makes a
/// <see cref="Request"/> of what it has: that way alone says what becomes of such a request.</para>
/// </summary>
public sealed class StatedRequest
{
    /// <summary>The place of an attribute that nobody reads or checks.</summary>
    public const int Ignored = EntityLayout.Ignored;

    private readonly RequestLayout _layout;
    private readonly Value[] _slots;
    private readonly long[][] _stated;
    private readonly string[] _kinds = ["", "", "", ""];
    private EntityLayout? _entity;
    private RootLayout _root;
    private long[] _marks;
    private long _mark;

    internal StatedRequest(CompiledSet set, EvaluationContext context)
    {
        Context = context;
        _layout = set.Layout;
        _slots = context.Frame.Slots;
        _root = _layout.Context;
        _stated = [.. Enum.GetValues<RequestPart>().Select(part => new long[Root(part).MostPlans])];
        _marks = _stated[0];
    }

    internal EvaluationContext Context { get; }

    internal string Action => _kinds[(int)RequestPart.Action];

    /// <summary>Whether the id of the part at hand is read, so that <see cref="End"/> wants it.</summary>
    public bool ReadsId => _root.IdSlot >= 0 || _entity!.KnowsEntities;

    /// <summary>The type of the subject or resource, or the action's name, as it was stated.</summary>
    /// <param name="part">The part; the context has none, and its kind is empty.</param>
    public string Kind(RequestPart part) => _kinds[(int)part];

    /// <summary>Begins a part anew.</summary>
    /// <param name="part">The part.</param>
    /// <param name="kind">The type of the subject or resource, the action's name; null for the context.</param>
    /// <returns>False: the request is not for this way.</returns>
    public bool Begin(RequestPart part, string? kind)
    {
        _root = Root(part);
        _marks = _stated[(int)part];
        _mark++;
        _kinds[(int)part] = kind ?? "";
        _entity = _root.Begin(kind, _slots);
        return _entity is not null;
    }

    /// <summary>The place of an attribute of the part at hand.</summary>
    /// <param name="name">The attribute's name in UTF-8.</param>
    /// <returns>What <see cref="Put"/> wants; <see cref="Ignored"/> when nobody reads or checks it; less: the request is not for this way.</returns>
    public int Find(ReadOnlySpan<byte> name) => _entity!.Find(name);

    /// <summary>States an attribute.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="value">Its value: neither missing nor an error.</param>
    /// <returns>False: the request is not for this way.</returns>
    public bool Put(int place, in Value value) => _entity!.Put(place, value, _slots, _marks, _mark);

    /// <summary>Ends the part at hand: fills what was not stated from the PDP's own data and the schema's defaults.</summary>
    /// <param name="id">The id of the subject or resource; null when there is none, or nobody <see cref="ReadsId"/>.</param>
    /// <returns>False: the request is not for this way.</returns>
    public bool End(string? id)
    {
        if (_root.IdSlot >= 0 && id is not null) _slots[_root.IdSlot] = Value.From(id);
        return _entity!.Complete(id, _slots, _marks, _mark);
    }

    /// <summary>Whether the parts fit together, once all are there.</summary>
    /// <returns>False: the request is not for this way.</returns>
    public bool Finish() =>
        _layout.Use is not { } use
        || use.Allows(Action, _kinds[(int)RequestPart.Subject], _kinds[(int)RequestPart.Resource]);

    private RootLayout Root(RequestPart part) => part switch
    {
        RequestPart.Subject => _layout.Subject,
        RequestPart.Action => _layout.Action,
        RequestPart.Resource => _layout.Resource,
        _ => _layout.Context,
    };
}

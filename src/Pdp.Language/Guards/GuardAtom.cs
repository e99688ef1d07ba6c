using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>What an atom asks of its attribute.</summary>
public enum GuardAtomKind
{
    /// <summary>That there is a value, whatever it is.</summary>
    Presence,

    /// <summary>
    /// That the value is one of <see cref="GuardAtom.Keys"/>. Without keys no value will do: the buckets alone count
    /// (<c>!has(x)</c> has <see cref="GuardBuckets.Missing"/> and no keys).
    /// </summary>
    Values,

    /// <summary>That the value lies in <see cref="GuardAtom.Range"/>.</summary>
    Range,

    /// <summary>That the value is a string that starts with <see cref="GuardAtom.Prefix"/>, compared unit by unit.</summary>
    Prefix,

    /// <summary>
    /// That the value is a list that has, or a map that has as key, one of <see cref="GuardAtom.Keys"/>. For the index
    /// such an attribute is multi-valued.
    /// </summary>
    Elements,
}

/// <summary>
/// A question about one attribute. It holds at a request when the attribute has a value that the atom accepts, or when
/// it falls into one of the atom's <see cref="Buckets"/>. Immutable.
/// </summary>
public sealed class GuardAtom
{
    /// <summary>
    /// Most elements of a list or entries of a map that <see cref="GuardAtomKind.Elements"/> looks at. An atom of this
    /// kind holds of every larger one, as if it were of a wrong type: a request must not make a look-up long.
    /// </summary>
    public const int MaxElements = 1_000;

    private GuardAtom(GuardTerm attribute, GuardAtomKind kind, GuardType type, GuardBuckets buckets)
    {
        Attribute = attribute;
        Kind = kind;
        Type = type;
        Buckets = buckets & (attribute.Failures | GuardBuckets.WrongType);
    }

    /// <summary>What is asked about.</summary>
    public GuardTerm Attribute { get; }

    /// <summary>What is asked.</summary>
    public GuardAtomKind Kind { get; }

    /// <summary>
    /// The types that <see cref="GuardBuckets.WrongType"/> means, when the atom has that bucket: a value of another type
    /// falls into it.
    /// </summary>
    public GuardType Type { get; }

    /// <summary>What lets the atom hold besides the values it asks for.</summary>
    public GuardBuckets Buckets { get; }

    /// <summary>The keys of <see cref="GuardAtomKind.Values"/> and <see cref="GuardAtomKind.Elements"/>; else empty.</summary>
    public GuardKeySet Keys { get; private init; } = GuardKeySet.Empty;

    /// <summary>The interval of <see cref="GuardAtomKind.Range"/>; else null.</summary>
    public GuardRange? Range { get; private init; }

    /// <summary>The prefix of <see cref="GuardAtomKind.Prefix"/>; else null.</summary>
    public string? Prefix { get; private init; }

    /// <summary>
    /// Whether what it asks for tells rules apart when it is looked up. That there is any value at all does not: there is one at nearly every
    /// request.
    /// </summary>
    public bool IsKey => Kind != GuardAtomKind.Presence && Attribute.TellsApart;

    /// <summary>Whether the atom holds at no request.</summary>
    internal bool IsNever => Buckets == GuardBuckets.None && Kind is GuardAtomKind.Values && Keys.Count == 0;

    /// <summary>Whether the atom holds at every request.</summary>
    internal bool IsAlways
    {
        get
        {
            if (Kind != GuardAtomKind.Presence) return false;
            var all = Attribute.IsAlwaysRead ? GuardBuckets.None : Attribute.Failures;
            return (Buckets & all) == all;
        }
    }

    /// <summary>Whether the atom holds. Allocates nothing.</summary>
    /// <param name="slots">The slots of the request; see <see cref="Runtime.Frame.Slots"/>.</param>
    public bool Admits(ReadOnlySpan<Value> slots)
    {
        var bucket = Attribute.Read(slots, out var value);
        return bucket == GuardBuckets.None ? AcceptsValue(value) : (Buckets & bucket) != 0;
    }

    /// <summary>Whether the atom holds of an attribute that has this value. Allocates nothing.</summary>
    /// <param name="value">A value, neither missing nor an error.</param>
    public bool AcceptsValue(in Value value)
    {
        if (Kind == GuardAtomKind.Presence) return true;
        if (!Type.Has(value)) return (Buckets & GuardBuckets.WrongType) != 0 || (Kind == GuardAtomKind.Values && Keys.Contains(value));
        return Kind switch
        {
            GuardAtomKind.Values => Keys.Contains(value),
            GuardAtomKind.Range => Range!.Contains(value),
            GuardAtomKind.Prefix => value.AsString!.StartsWith(Prefix!, StringComparison.Ordinal),
            _ => value.AsList is { } list ? AcceptsList(list) : AcceptsMap(value.AsMap!),
        };
    }

    /// <summary>Whether another asks for the same of the same attribute, the keys in the same order.</summary>
    internal bool IsSame(GuardAtom other) =>
        Kind == other.Kind && Type == other.Type && Buckets == other.Buckets && Attribute.Equals(other.Attribute)
        && Prefix == other.Prefix && Equals(Range, other.Range) && Keys.Items.AsSpan().SequenceEqual(other.Keys.Items.AsSpan());

    /// <summary>The atom as text: <c>resource.type: 'document', missing</c>.</summary>
    public override string ToString() => GuardText.Of(this);

    internal static GuardAtom Present(GuardTerm attribute, GuardBuckets buckets) =>
        new(attribute, GuardAtomKind.Presence, GuardType.Any, buckets & ~GuardBuckets.WrongType);

    internal static GuardAtom OneOf(GuardTerm attribute, GuardKeySet keys, GuardType type, GuardBuckets buckets) =>
        new(attribute, GuardAtomKind.Values, (buckets & GuardBuckets.WrongType) == 0 ? GuardType.Any : type, buckets) { Keys = keys };

    internal static GuardAtom Inside(GuardTerm attribute, GuardRange? range, GuardType type, GuardBuckets buckets)
    {
        if (range is null) return OneOf(attribute, GuardKeySet.Empty, type, buckets);
        return GuardKey.TryFrom(range.Only, out var only)
            ? OneOf(attribute, GuardKeySet.Of([only]), type, buckets)
            : new GuardAtom(attribute, GuardAtomKind.Range, type, buckets) { Range = range };
    }

    internal static GuardAtom StartsWith(GuardTerm attribute, string prefix, GuardBuckets buckets) =>
        new(attribute, GuardAtomKind.Prefix, GuardType.String, buckets) { Prefix = prefix };

    internal static GuardAtom Having(GuardTerm attribute, GuardKeySet keys, GuardType type, GuardBuckets buckets) =>
        new(attribute, GuardAtomKind.Elements, type, buckets) { Keys = keys };

    internal GuardAtom With(GuardBuckets buckets) => buckets == Buckets ? this : Kind switch
    {
        GuardAtomKind.Presence => Present(Attribute, buckets),
        GuardAtomKind.Values => OneOf(Attribute, Keys, Type, buckets),
        GuardAtomKind.Range => Inside(Attribute, Range, Type, buckets),
        GuardAtomKind.Prefix => StartsWith(Attribute, Prefix!, buckets),
        _ => Having(Attribute, Keys, Type, buckets),
    };

    private bool AcceptsList(CelList list)
    {
        if (list.Count > MaxElements) return true;
        foreach (ref readonly var item in list.Items)
        {
            // comparing containers with each other is work that is not bounded by their number
            if (item.AsObject is CelList or CelMap or CelOptional || Keys.Contains(item)) return true;
        }

        return false;
    }

    private bool AcceptsMap(CelMap map)
    {
        if (map.Count > MaxElements) return true;
        foreach (ref readonly var key in Keys.Items.AsSpan())
        {
            if (map.TryGet(key.Value, out _)) return true;
        }

        return false;
    }
}

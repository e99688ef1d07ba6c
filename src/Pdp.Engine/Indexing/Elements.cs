using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>How the elements of a value are looked up.</summary>
internal enum ElementKind
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>One by one, as a list's.</summary>
    List,

    /// <summary>One by one, as a map's keys.</summary>
    Map,

    /// <summary>Not at all: they are too many, or not all of them have keys. Every atom holds of it.</summary>
    NotListed,
}

/// <summary>The elements of values, as <see cref="GuardAtomKind.Elements"/> sees them.</summary>
internal static class Elements
{
    /// <summary>Whether an element has elements of its own: comparing such with each other is work that is not bounded by their number.</summary>
    public static bool IsContainer(in Value item) => item.AsObject is CelList or CelMap or CelOptional;

    public static ElementKind Of(in Value value)
    {
        if (value.AsMap is { } map) return map.Count > GuardAtom.MaxElements ? ElementKind.NotListed : ElementKind.Map;
        if (value.AsList is not { } list) return ElementKind.None;
        if (list.Count > GuardAtom.MaxElements) return ElementKind.NotListed;
        foreach (ref readonly var item in list.Items)
        {
            if (IsContainer(item)) return ElementKind.NotListed;
        }

        return ElementKind.List;
    }
}

namespace Pdp.Authoring.Boundaries;

/// <summary>What kind of demand a condition that is made of no others is.</summary>
internal enum AtomShape
{
    /// <summary>Nothing that could be said of a value without the policies themselves, as of a time of day.</summary>
    Other,

    /// <summary>That there is something.</summary>
    Presence,

    /// <summary>That it is a value.</summary>
    Equal,

    /// <summary>That it is one of several values.</summary>
    OneOf,

    /// <summary>That it is less than a value.</summary>
    Less,

    /// <summary>That it is not more than a value.</summary>
    LessOrEqual,

    /// <summary>That it is more than a value.</summary>
    Greater,

    /// <summary>That it is not less than a value.</summary>
    GreaterOrEqual,

    /// <summary>That it is a list that has a value.</summary>
    Member,

    /// <summary>That it is a text that begins with another.</summary>
    Prefix,

    /// <summary>That it is a text that ends with another.</summary>
    Suffix,

    /// <summary>That it is a text that has another in it.</summary>
    Part,

    /// <summary>That it is an address of a range.</summary>
    Address,
}

/// <summary>Shapes by what they have in common.</summary>
internal static class AtomShapes
{
    /// <summary>Whether it asks for an order.</summary>
    public static bool IsOrder(this AtomShape shape) => shape is >= AtomShape.Less and <= AtomShape.GreaterOrEqual;

    /// <summary>Whether only a text can be it.</summary>
    public static bool IsOfText(this AtomShape shape) => shape is AtomShape.Prefix or AtomShape.Suffix or AtomShape.Part;
}

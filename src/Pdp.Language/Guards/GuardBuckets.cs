namespace Pdp.Language.Guards;

/// <summary>
/// What else than its values lets an atom hold: the ways in which an attribute cannot be read, or not be used as the
/// condition uses it. At a request exactly one of four things is true of an attribute <c>root.a.b</c>: it has a value, or
/// it is one of <see cref="Missing"/>, <see cref="MissingStep"/> and <see cref="Invalid"/>. An index has a bucket for
/// each of the three beside those of the values, and the rules whose atom has the flag stand in it.
/// </summary>
[Flags]
public enum GuardBuckets
{
    /// <summary>Nothing else.</summary>
    None = 0,

    /// <summary>The last step is absent, and every step before it is there and is a map.</summary>
    Missing = 1,

    /// <summary>
    /// A step before the last is absent (<c>resource.address</c> of <c>resource.address.city</c>), and those before it
    /// are there and are maps. Never of an attribute of one step.
    /// </summary>
    MissingStep = 2,

    /// <summary>
    /// A step before the last is there and is no map, or one on the way, the last included, is an error: its value does
    /// not fit the schema, or its source failed.
    /// </summary>
    Invalid = 4,

    /// <summary>
    /// There is a value, and its type is none that the condition's operator takes: see <see cref="GuardAtom.Type"/>.
    /// </summary>
    WrongType = 8,

    /// <summary>All ways in which an attribute has no value.</summary>
    Unreadable = Missing | MissingStep | Invalid,
}

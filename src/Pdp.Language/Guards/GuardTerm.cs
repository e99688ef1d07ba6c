using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>What a guard asks about: an attribute, or what is made of attributes and constants by a step that takes no time worth saving.</summary>
public abstract class GuardTerm : IEquatable<GuardTerm>
{
    /// <summary>
    /// The value at a request, as a condition comes to it. Allocates nothing.
    /// </summary>
    /// <param name="slots">The slots of the request.</param>
    /// <param name="value">The value; meaningless when there is none.</param>
    /// <returns><see cref="GuardBuckets.None"/> when there is a value, else the one bucket that the term falls into.</returns>
    public abstract GuardBuckets Read(ReadOnlySpan<Value> slots, out Value value);

    /// <summary>
    /// Whether the value that is asked for tells rules apart. What compares attributes with each other has the same few values
    /// whatever the rules are, and is looked up for the one rule that it is asked by, as it were.
    /// </summary>
    public virtual bool TellsApart => false;

    /// <summary>The ways in which reading it can fail.</summary>
    internal virtual GuardBuckets Failures => GuardBuckets.Invalid;

    /// <summary>Whether reading it always succeeds.</summary>
    internal virtual bool IsAlwaysRead => false;

    /// <summary>Whether it is a string in every request.</summary>
    internal virtual bool IsString => false;

    /// <summary>How many steps lead from the first to it.</summary>
    internal virtual int Steps => 0;

    /// <summary>Whether it is read from a request, and is no element of a range or made of one.</summary>
    internal virtual bool IsOfRequest => true;

    /// <inheritdoc/>
    public abstract bool Equals(GuardTerm? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as GuardTerm);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>As it would be written.</summary>
    public abstract override string ToString();

    /// <summary>Puts terms in an order.</summary>
    internal static int Order(GuardTerm left, GuardTerm right)
    {
        if (ReferenceEquals(left, right)) return 0;
        if (left is GuardPath one && right is GuardPath other) return GuardPath.Order(one, other);
        return left is GuardPath ? -1 : right is GuardPath ? 1 : string.CompareOrdinal(left.ToString(), right.ToString());
    }
}

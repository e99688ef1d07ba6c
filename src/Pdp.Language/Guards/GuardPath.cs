using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>What a guard asks about: an attribute in a slot, or a member somewhere inside of it.</summary>
public sealed class GuardPath : IEquatable<GuardPath>
{
    internal GuardPath(int slot, string root, bool isCertain, ImmutableArray<string> members)
    {
        Slot = slot;
        Root = root;
        IsCertain = isCertain;
        Members = members;
    }

    /// <summary>The index of the first step in <see cref="Runtime.Frame.Slots"/>.</summary>
    public int Slot { get; }

    /// <summary>The first step as written, <c>resource.address</c>.</summary>
    public string Root { get; }

    /// <summary>The steps behind the first: keys of the maps inside of each other. Empty for the slot's own value.</summary>
    public ImmutableArray<string> Members { get; }

    /// <summary>
    /// Whether the first step is there in every request: a slot that always has a string, or an element of a range, which
    /// stands for no slot (its number is negative) and is in no guard that is handed out.
    /// </summary>
    internal bool IsCertain { get; }

    /// <summary>Whether it is a string in every request.</summary>
    internal bool IsString => IsAlwaysRead && Slot >= 0;

    /// <summary>Whether reading it always succeeds.</summary>
    internal bool IsAlwaysRead => IsCertain && Members.IsEmpty;

    /// <summary>
    /// Reads the attribute as a condition does. Allocates nothing.
    /// </summary>
    /// <param name="slots">The slots of the request.</param>
    /// <param name="value">The value; meaningless when there is none.</param>
    /// <returns><see cref="GuardBuckets.None"/> when there is a value, else the one bucket that the attribute falls into.</returns>
    public GuardBuckets Read(ReadOnlySpan<Value> slots, out Value value)
    {
        value = slots[Slot];
        if (value.IsMissing) return Members.IsEmpty ? GuardBuckets.Missing : GuardBuckets.MissingStep;
        if (value.IsError) return GuardBuckets.Invalid;
        for (var i = 0; i < Members.Length; i++)
        {
            if (value.AsMap is not { } map) return GuardBuckets.Invalid;
            if (!map.TryGet(Members[i], out value))
                return i == Members.Length - 1 ? GuardBuckets.Missing : GuardBuckets.MissingStep;
            if (value.IsError) return GuardBuckets.Invalid;
        }

        return GuardBuckets.None;
    }

    /// <inheritdoc/>
    public bool Equals(GuardPath? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Slot == other.Slot && Members.AsSpan().SequenceEqual(other.Members.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GuardPath);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Slot);
        foreach (var member in Members) hash.Add(member, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>As written: <c>resource.address.city</c>.</summary>
    public override string ToString() => Members.IsEmpty ? Root : $"{Root}.{string.Join('.', Members)}";

    internal GuardPath Member(string name) => new(Slot, Root, IsCertain, Members.Add(name));
}

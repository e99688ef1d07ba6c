using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Language.Guards;

/// <summary>An attribute in a slot, or a member somewhere inside of it.</summary>
public sealed class GuardPath : GuardTerm
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

    /// <inheritdoc/>
    public override bool TellsApart => true;

    internal override GuardBuckets Failures => Members.IsEmpty ? GuardBuckets.Missing | GuardBuckets.Invalid : GuardBuckets.Unreadable;

    internal override int Steps => Members.Length;

    internal override bool IsOfRequest => Slot >= 0;

    /// <summary>Whether it is a string in every request.</summary>
    internal override bool IsString => IsAlwaysRead && Slot >= 0;

    /// <summary>Whether reading it always succeeds.</summary>
    internal override bool IsAlwaysRead => IsCertain && Members.IsEmpty;

    /// <inheritdoc/>
    public override GuardBuckets Read(ReadOnlySpan<Value> slots, out Value value)
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
    public override bool Equals(GuardTerm? other) =>
        ReferenceEquals(this, other)
        || (other is GuardPath path && Slot == path.Slot && Members.AsSpan().SequenceEqual(path.Members.AsSpan()));

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

    internal static int Order(GuardPath left, GuardPath right)
    {
        var order = string.CompareOrdinal(left.Root, right.Root);
        for (var i = 0; order == 0 && i < left.Members.Length && i < right.Members.Length; i++)
            order = string.CompareOrdinal(left.Members[i], right.Members[i]);
        return order != 0 ? order : left.Members.Length.CompareTo(right.Members.Length);
    }

    internal GuardPath Member(string name) => new(Slot, Root, IsCertain, Members.Add(name));
}

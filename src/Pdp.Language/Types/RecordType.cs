using System.Collections.Immutable;
using Pdp.Language.Values;

namespace Pdp.Language.Types;

/// <summary>A member of a <see cref="RecordType"/>.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Required">Whether it is always present in a request that fits the schema, or has a default.</param>
/// <param name="EnumValues">The only strings it may hold; empty when any will do.</param>
/// <param name="Description">The schema's description, for hovers and help.</param>
public sealed record RecordMember(
    string Name, CelType Type, bool Required, ImmutableArray<string> EnumValues, string? Description = null)
{
    /// <summary>The longest list, map or string (code points) the schema allows; null when it sets no bound.</summary>
    public int? MaxSize { get; init; }

    /// <summary>The constant the member is known to have in this environment (as <c>resource.type</c>), else null.</summary>
    public Value? Known { get; init; }
}

/// <summary>
/// An object whose members are known: what a schema says of a subject, a resource, an action, the context, or of a
/// nested object. At run time it is a map with string keys, and it is assignable to <c>map(string, dyn)</c>.
/// Two records are the same type only when they are the same object.
/// </summary>
public sealed record RecordType : CelType
{
    /// <summary>Makes a record type.</summary>
    /// <param name="name">How messages name it, as <c>subject</c> or <c>resource.address</c>.</param>
    /// <param name="members">The known members.</param>
    /// <param name="isOpen">Whether it may have members besides: reading one is <c>dyn</c> and a warning.</param>
    /// <param name="isEntityRoot">
    /// Whether it is <c>subject</c>, <c>resource</c>, <c>action</c> or <c>context</c>: such a root can be read by its
    /// members only, never as a value.
    /// </param>
    public RecordType(string name, IEnumerable<RecordMember> members, bool isOpen, bool isEntityRoot = false)
        : base(CelTypeKind.Record, name, [])
    {
        Members = members.ToImmutableDictionary(member => member.Name, StringComparer.Ordinal);
        IsOpen = isOpen;
        IsEntityRoot = isEntityRoot;
    }

    /// <summary>The known members by name.</summary>
    public ImmutableDictionary<string, RecordMember> Members { get; }

    /// <summary>Whether members outside <see cref="Members"/> may be read.</summary>
    public bool IsOpen { get; }

    /// <summary>Whether it is a root of the request, readable by members only.</summary>
    public bool IsEntityRoot { get; }

    /// <inheritdoc/>
    public bool Equals(RecordType? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

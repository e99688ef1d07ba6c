using System.Collections.Immutable;

namespace Pdp.Engine.Sources;

/// <summary>What a schema says of one subject type, resource type or action, or of the context.</summary>
/// <param name="Name">The type's or action's name; <c>context</c> for the context.</param>
/// <param name="Attributes">The known attributes.</param>
/// <param name="IsOpen">Whether others may be sent and read.</param>
/// <param name="Location">Where it stands.</param>
public sealed record EntitySchema(
    string Name, ImmutableArray<AttributeSchema> Attributes, bool IsOpen, SourceLocation Location)
{
    /// <summary>For an action: the subject types that may do it; null: all.</summary>
    public ImmutableArray<string>? Subjects { get; init; }

    /// <summary>For an action: the resource types it may be done on; null: all.</summary>
    public ImmutableArray<string>? Resources { get; init; }
}

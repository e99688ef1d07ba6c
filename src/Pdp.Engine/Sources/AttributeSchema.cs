using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Engine.Sources;

/// <summary>What a schema says of one attribute.</summary>
/// <param name="Member">Name, type, presence, enum values and bounds. A nested object's type is a <see cref="RecordType"/>.</param>
/// <param name="Source">Who may supply it.</param>
/// <param name="Default">What it is when nobody supplies it; missing when there is no default.</param>
/// <param name="Location">Where the schema says so.</param>
public sealed record AttributeSchema(
    RecordMember Member, AttributeSource Source, Value Default, SourceLocation Location)
{
    /// <summary>Whether null fits besides <see cref="RecordMember.Type"/>.</summary>
    public bool IsNullable { get; init; }

    /// <summary>What records may tell of it.</summary>
    public Sensitivity Sensitivity { get; init; }

    /// <summary>What is asked of the value beyond its type; null: nothing.</summary>
    public ValueBounds? Bounds { get; init; }
}

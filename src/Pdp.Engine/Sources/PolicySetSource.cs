using System.Collections.Immutable;

namespace Pdp.Engine.Sources;

/// <summary>Everything a policy set is compiled from. Every part is well-formed; what they say is checked by the compiler.</summary>
public sealed record PolicySetSource
{
    /// <summary>What the answers name as their revision.</summary>
    public required string Revision { get; init; }

    /// <summary>All versions of all policies, in any order.</summary>
    public required ImmutableArray<PolicySource> Policies { get; init; }

    /// <summary>Which version of a policy is in force where it is not the highest, by policy id.</summary>
    public ImmutableDictionary<string, int> Pins { get; init; } =
        ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Where the pins stand, for errors about them.</summary>
    public SourceLocation PinsLocation { get; init; }

    /// <summary>The shared definitions.</summary>
    public ImmutableArray<DefinitionSource> Definitions { get; init; } = [];

    /// <summary>The schemas.</summary>
    public SchemaSource Schema { get; init; } = new();

    /// <summary>The entities the PDP knows.</summary>
    public ImmutableArray<EntityData> Entities { get; init; } = [];

    /// <summary>Bounds on evaluation.</summary>
    public EngineLimits Limits { get; init; } = new();
}

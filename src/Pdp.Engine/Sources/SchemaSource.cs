using System.Collections.Immutable;

namespace Pdp.Engine.Sources;

/// <summary>All schemas of a policy set, joined. Empty lists mean that nothing is known and everything is <c>dyn</c>.</summary>
public sealed record SchemaSource
{
    /// <summary>The subject types.</summary>
    public ImmutableArray<EntitySchema> Subjects { get; init; } = [];

    /// <summary>The resource types.</summary>
    public ImmutableArray<EntitySchema> Resources { get; init; } = [];

    /// <summary>The actions.</summary>
    public ImmutableArray<EntitySchema> Actions { get; init; } = [];

    /// <summary>The context; null when no schema speaks of it.</summary>
    public EntitySchema? Context { get; init; }

    /// <summary>What happens to a request that does not fit.</summary>
    public SchemaEnforcement Enforcement { get; init; } = SchemaEnforcement.Warn;
}

/// <summary>What happens to a request that does not fit the schemas.</summary>
public enum SchemaEnforcement
{
    /// <summary>It is decided; what does not fit the types is an error when read.</summary>
    Off,

    /// <summary>As <see cref="Off"/>, and the misfits are reported beside the decision.</summary>
    Warn,

    /// <summary>It is not decided: INDETERMINATE, with every misfit.</summary>
    Reject,
}

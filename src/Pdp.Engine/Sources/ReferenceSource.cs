namespace Pdp.Engine.Sources;

/// <summary>A reference to a policy: <c>"policy": "id"</c> (the version in force) or <c>"id@version"</c>.</summary>
public sealed record ReferenceSource : ItemSource
{
    /// <summary>The version named, or null for the one in force.</summary>
    public int? Version { get; init; }
}

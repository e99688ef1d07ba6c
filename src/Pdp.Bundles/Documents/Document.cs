using System.Collections.Immutable;
using Pdp.Bundles.Gateways;
using Pdp.Bundles.Testing;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Documents;

/// <summary>A document as read.</summary>
/// <param name="File">Its path below the policy root.</param>
internal abstract record Document(string File);

/// <summary>A <c>Policy</c>.</summary>
internal sealed record PolicyDocument(string File, PolicySource Policy) : Document(File);

/// <summary>A <c>Schema</c>.</summary>
internal sealed record SchemaDocument(string File, SchemaSource Schema) : Document(File);

/// <summary><c>Definitions</c>.</summary>
internal sealed record DefinitionsDocument(string File, ImmutableArray<DefinitionSource> Definitions) : Document(File);

/// <summary><c>Entities</c>.</summary>
internal sealed record EntitiesDocument(string File, ImmutableArray<EntityData> Entities) : Document(File);

/// <summary><c>Tests</c>.</summary>
internal sealed record TestsDocument(string File, TestSuite Suite) : Document(File);

/// <summary>A <c>Gateway</c>.</summary>
internal sealed record GatewayDocument(string File, Gateway Gateway) : Document(File);

/// <summary>A <c>Bundle</c>.</summary>
internal sealed record BundleDocument(string File) : Document(File)
{
    /// <summary>The bundle's name; null: the folder's.</summary>
    public string? Name { get; init; }

    /// <summary>What happens to a request that does not fit the schemas.</summary>
    public SchemaEnforcement Enforcement { get; init; } = SchemaEnforcement.Warn;

    /// <summary>The versions in force that are not the highest.</summary>
    public ImmutableDictionary<string, int> Pins { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Bounds on evaluation.</summary>
    public EngineLimits Limits { get; init; } = new();
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Pdp.Bundles.Activation;

namespace Pdp.Bundles.Keeping;

/// <summary>What is kept of a revision beside its documents.</summary>
/// <param name="Place">The place that it came from.</param>
/// <param name="Name">The bundle's name.</param>
/// <param name="Revision">The revision.</param>
/// <param name="ActiveSince">Since when it was in force.</param>
/// <param name="Commit">See <see cref="BundleOrigin.Commit"/>.</param>
/// <param name="Sequence">See <see cref="BundleOrigin.Sequence"/>.</param>
/// <param name="NotAfter">See <see cref="BundleOrigin.NotAfter"/>.</param>
/// <param name="Versions">The highest version of each policy that has been in force.</param>
/// <param name="Files">The documents, in the order in which their octets follow.</param>
/// <param name="Source">What tells its source from others: see <see cref="RevisionStore.Source"/>.</param>
/// <param name="Sequences">The highest sequence of a bundle that has been in force; null: none had one.</param>
/// <param name="IsArchive">See <see cref="BundleOrigin.IsArchive"/>.</param>
/// <param name="Served">See <see cref="KeptRevision.Served"/>; null: they are not known.</param>
internal sealed record KeptHeader(
    string Place, string Name, string Revision, DateTimeOffset ActiveSince, string? Commit, long? Sequence, DateTimeOffset? NotAfter,
    IReadOnlyDictionary<string, int> Versions, IReadOnlyList<KeptFile> Files, SequenceMark? Sequences = null, bool IsArchive = false, string Source = "", IReadOnlyList<string>? Served = null);

/// <summary>A document that is kept.</summary>
/// <param name="Path">Path below the policy root, with forward slashes.</param>
/// <param name="Length">How many octets it has.</param>
internal sealed record KeptFile(string Path, int Length);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(KeptHeader))]
internal sealed partial class KeptHeaderContext : JsonSerializerContext;

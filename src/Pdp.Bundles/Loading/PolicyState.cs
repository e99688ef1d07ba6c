using Pdp.Bundles.Folders;

namespace Pdp.Bundles.Loading;

/// <summary>A whole state of the policies, as a place that is no folder has it.</summary>
/// <param name="Place">How messages name the place.</param>
/// <param name="Name">The bundle's name, if it has no document that names it.</param>
/// <param name="Revision">The state's revision; null: the digest of its documents is.</param>
/// <param name="Origin">What the place says of the state.</param>
/// <param name="Files">
/// All files whose path <see cref="StateFiles.IsDocument"/>; others are passed over. Paths are relative, with forward slashes.
/// </param>
internal sealed record PolicyState(string Place, string Name, string? Revision, BundleOrigin Origin, IReadOnlyCollection<FolderFile> Files);

namespace Pdp.Bundles.Sources.Git;

/// <summary>What a reference leads to: it is looked up once, and what is read then can change no more.</summary>
/// <param name="Repository">The folder of the repository that has it.</param>
/// <param name="Id">The id of the commit, or of the tag that stands before it.</param>
/// <param name="Tag">The name of the tag that was asked for; null: it was none.</param>
internal sealed record GitTip(string Repository, string Id, string? Tag);

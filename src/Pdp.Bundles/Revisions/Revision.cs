using Pdp.Bundles.Folders;

namespace Pdp.Bundles.Revisions;

/// <summary>The name of a state of the policies: what was decided by which state can be looked up afterwards.</summary>
internal static class Revision
{
    private const int DigestLength = 12;

    /// <summary>
    /// The commit's id when the documents are those of git's HEAD; that, <c>+</c> and 12 digits of the content's digest when
    /// they are not; <c>sha256:</c> and the digest when there is no commit that has any of them.
    /// </summary>
    /// <param name="directory">The policy folder.</param>
    /// <param name="files">The documents as read: what counts is what was read, whatever happens to the folder meanwhile.</param>
    public static string Of(string directory, IReadOnlyList<FolderFile> files) => Of(GitHead.Find(directory), files);

    /// <summary>The same for what git's HEAD has, which may be found while the documents are read.</summary>
    public static string Of(GitHead? found, IReadOnlyList<FolderFile> files)
    {
        var digest = ContentDigest.Of(files);
        return found switch
        {
            null or { Documents.Count: 0 } => $"sha256:{digest}",
            var head when head.Has(files) => head.Commit,
            var head => $"{head.Commit}+{digest[..DigestLength]}",
        };
    }
}

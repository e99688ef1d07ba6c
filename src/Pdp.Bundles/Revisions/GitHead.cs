using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;
using Pdp.Bundles.Folders;

namespace Pdp.Bundles.Revisions;

/// <summary>What git's HEAD has of a policy folder.</summary>
/// <param name="Commit">The commit's id.</param>
/// <param name="Documents">The ids of the blobs, by path below the folder.</param>
internal sealed record GitHead(string Commit, IReadOnlyDictionary<string, string> Documents)
{
    /// <summary>Finds the checkout that a folder is in; null when there is none, or when it cannot be read.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "git fails in many ways (owner, format, native library), and none may keep policies from loading: the digest names them as well")]
    public static GitHead? Find(string directory)
    {
        try
        {
            var folder = RealPath.Of(directory);
            if (!MayBeRepository(folder)) return null;
            if (Repository.Discover(folder) is not { } path) return null;
            using var repository = new Repository(path);
            if (repository.Info.WorkingDirectory is not { } checkout || repository.Head.Tip is not { } commit) return null;
            var below = Path.GetRelativePath(RealPath.Of(checkout), folder).Replace(Path.DirectorySeparatorChar, '/');
            var tree = below == "." ? commit.Tree : commit.Tree[below]?.Target as Tree;
            var documents = new Dictionary<string, string>(StringComparer.Ordinal);
            if (tree is not null) Collect(tree, documents);
            return new GitHead(commit.Sha, documents);
        }
        catch (Exception)
        {
            return null;
        }
    }

    // loading git's library takes longer than many a folder: most servers' folders are no checkouts
    private static bool MayBeRepository(string folder)
    {
        for (var place = folder; place is not null; place = Path.GetDirectoryName(place))
        {
            if (Path.Exists(Path.Combine(place, ".git"))) return true;
        }

        return false;
    }

    /// <summary>Whether these are exactly the documents of the commit.</summary>
    public bool Has(IReadOnlyList<FolderFile> files) =>
        files.Count == Documents.Count
        && files.All(file => Documents.TryGetValue(file.Path, out var id) && string.Equals(id, BlobId(file.Content), StringComparison.Ordinal));

    private static void Collect(Tree root, Dictionary<string, string> documents)
    {
        var pending = new Stack<(string Path, Tree Tree)>();
        pending.Push(("", root));
        while (pending.TryPop(out var next))
        {
            foreach (var entry in next.Tree)
            {
                if (entry.Name.StartsWith('.')) continue;
                if (entry.TargetType == TreeEntryTargetType.Tree)
                    pending.Push(($"{next.Path}{entry.Name}/", (Tree)entry.Target));
                else if (entry.TargetType == TreeEntryTargetType.Blob && entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
                    documents.Add(next.Path + entry.Name, entry.Target.Sha);
            }
        }
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "git's own name of a content")]
    private static string BlobId(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

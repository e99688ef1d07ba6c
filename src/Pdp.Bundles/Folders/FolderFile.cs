using Pdp.Bundles.Revisions;

namespace Pdp.Bundles.Folders;

/// <summary>A file of a policy folder.</summary>
internal sealed record FolderFile
{
    private readonly BundleFile? _known;
    private readonly byte[]? _content;

    /// <summary>A file that was read.</summary>
    /// <param name="path">Path below the root, with forward slashes.</param>
    /// <param name="content">Its octets.</param>
    public FolderFile(string path, byte[] content)
    {
        Path = path;
        _content = content;
        Digest = FileDigest.Of(content);
    }

    /// <summary>A file that need not be read again.</summary>
    /// <param name="known">It as it was read before.</param>
    public FolderFile(BundleFile known)
    {
        Path = known.Path;
        _known = known;
        Digest = known.Digest;
    }

    /// <summary>Path below the root, with forward slashes.</summary>
    public string Path { get; init; }

    /// <summary>Its octets; of a file that was not read again unpacked anew each time.</summary>
    public byte[] Content => _content ?? _known!.Content.Utf8.ToArray();

    /// <summary>How many octets it has.</summary>
    public int Length => _content?.Length ?? _known!.Content.Length;

    /// <summary>What tells it from any other content.</summary>
    public FileDigest Digest { get; }
}

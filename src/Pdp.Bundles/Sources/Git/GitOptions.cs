using Pdp.Bundles.Sources.Git.Signatures;

namespace Pdp.Bundles.Sources.Git;

/// <summary>Which policies of which git repository, and how they are got.</summary>
public sealed record GitOptions
{
    /// <summary>The repository.</summary>
    public required GitLocation Location { get; init; }

    /// <summary>The branch, tag, full name of a reference (<c>refs/…</c>) or full id of a commit; null: what HEAD is.</summary>
    public string? Reference { get; init; }

    /// <summary>The policy folder in the repository, with forward slashes; empty: all of it.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Whose signature a commit has to have; null: none.</summary>
    public AllowedSigners? Signers { get; init; }

    /// <summary>How long one exchange with a remote repository may take before it is broken off.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a remote repository is asked for news; one of this machine is looked at as often, besides being watched.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the file system is asked to tell of changes in a repository of this machine.</summary>
    public bool Notices { get; init; } = true;

    /// <summary>
    /// The folder in which what was fetched is kept, in <c>git</c>; null: in a temporary folder that is removed at the end.
    /// </summary>
    public string? State { get; init; }

    /// <summary>Whether a commit is taken that does not descend from the one in force.</summary>
    public bool AllowRollback { get; init; }

    /// <summary>The commit that was in force last, from which what is read first has to descend; null: it may be any.</summary>
    public string? Since { get; init; }

    /// <summary>Most that one fetch may bring, in bytes.</summary>
    public long MaxFetchBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Whether a text may be what <see cref="Reference"/> holds.</summary>
    public static bool IsReference(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return GitReference.IsId(text) || GitReference.IsSound(text);
    }
}

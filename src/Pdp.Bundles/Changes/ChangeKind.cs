namespace Pdp.Bundles.Changes;

/// <summary>What became of a document.</summary>
public enum ChangeKind
{
    /// <summary>It is there, and was not before.</summary>
    Added,

    /// <summary>It was there before, with another text or at another place.</summary>
    Changed,

    /// <summary>It was there before, or came meanwhile, and is gone.</summary>
    Removed,
}

/// <summary>A document of a policy that is not what it was.</summary>
/// <param name="Id">The policy's id.</param>
/// <param name="From">The version before; null: the document is new.</param>
/// <param name="To">The version after; null: the document is gone.</param>
/// <param name="File">The path of its file: the one after, and of what is gone the one before.</param>
public sealed record ChangedPolicy(string Id, int? From, int? To, string File)
{
    /// <summary>What became of it.</summary>
    public ChangeKind Kind => From is null ? ChangeKind.Added : To is null ? ChangeKind.Removed : ChangeKind.Changed;
}

/// <summary>A document that is no policy, and is not what it was.</summary>
/// <param name="File">The path of its file.</param>
/// <param name="Document">Its kind, such as <c>Schema</c>.</param>
/// <param name="Kind">What became of it.</param>
public sealed record ChangedDocument(string File, string Document, ChangeKind Kind);

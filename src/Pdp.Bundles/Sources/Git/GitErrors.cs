using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Sources.Git;

/// <summary>What the library says that reads repositories, for people.</summary>
internal static class GitErrors
{
    /// <summary>Whether something may be the fault of a repository, or of the place it is in.</summary>
    public static bool IsOfRepository(Exception exception) =>
        exception is LibGit2SharpException or IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>A repository that cannot be read.</summary>
    public static GitProblem Unreadable(Exception exception) => exception switch
    {
        RepositoryNotFoundException => new(ActivationCodes.NoRepository, "there is no git repository"),
        UnauthorizedAccessException => new(ActivationCodes.NoRepository, "the git repository cannot be read: permission denied"),
        LibGit2SharpException { Message: var message } when message.Contains("is not owned by current user", StringComparison.Ordinal) => new(
            ActivationCodes.NoRepository, "the git repository belongs to another user, who could change what is decided",
            "give it to the user that the server runs as, or name it as `safe.directory` in that user's git configuration"),
        LibGit2SharpException { Message: var message } => new(
            ActivationCodes.NoRepository, $"the git repository cannot be read: {Words.Quote(message.TrimEnd('.'))}"),
        _ => new(ActivationCodes.NoRepository, "the git repository cannot be read"),
    };
}

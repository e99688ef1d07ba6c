namespace Pdp.Bundles.Sources.Git;

/// <summary>Where commits come from.</summary>
internal interface IGitPlace : IDisposable
{
    /// <summary>Finds what the reference leads to now, and everything that it needs.</summary>
    /// <returns>One of the two.</returns>
    Task<(GitTip? Tip, GitProblem? Problem)> FindAsync(CancellationToken cancellation);

    /// <summary>Waits until the reference may lead to something else than was found last.</summary>
    Task WaitAsync(CancellationToken cancellation);
}

namespace Pdp.Bundles.Sources.Git;

/// <summary>Where commits come from.</summary>
internal interface IGitPlace : IDisposable
{
    /// <summary>Finds what the reference leads to now, and everything that it needs.</summary>
    /// <returns>One of the two.</returns>
    Task<(GitTip? Tip, GitProblem? Problem)> FindAsync(CancellationToken cancellation);

    /// <summary>Waits until the reference may lead to something else than was found last.</summary>
    Task WaitAsync(CancellationToken cancellation);

    /// <summary>Is told that what it found cannot be read.</summary>
    /// <param name="id">The commit or tag.</param>
    void Distrust(string id);
}

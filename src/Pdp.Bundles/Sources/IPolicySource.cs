namespace Pdp.Bundles.Sources;

/// <summary>
/// A place from which policies come, and come anew. One caller at a time uses it; it keeps nothing that a reader could see half
/// done.
/// </summary>
public interface IPolicySource : IDisposable
{
    /// <summary>How messages name it; it tells no secret.</summary>
    string Name { get; }

    /// <summary>Reads what is there now: a whole state of the place, never one half of two.</summary>
    /// <param name="inForce">What was read before and is in force, of which all is used again that did not change; or null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The bundle, or everything that is wrong, with the place itself as well; and whether it is genuine.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<LoadResult> ReadAsync(Bundle? inForce, CancellationToken cancellation);

    /// <summary>Waits until what is there may be another than was read last.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task WaitAsync(CancellationToken cancellation);

    /// <summary>
    /// How long the place is to be left alone yet, because it failed or wants it so; zero: it may be read now. <see cref="WaitAsync"/> keeps to
    /// it, and whoever reads without that has to have a reason not to. May be asked at any time.
    /// </summary>
    TimeSpan Pause => TimeSpan.Zero;

    /// <summary>Forgets what was read and could not be used, so that the next reading looks at it anew, though it may not have changed.</summary>
    void Reconsider()
    {
    }
}

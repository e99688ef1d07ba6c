namespace Pdp.Server.Serving;

/// <summary>
/// Holds the bundle that is served. A call reads it once and keeps to it, so that no answer mixes two revisions.
/// </summary>
/// <param name="first">The first bundle; null: it is not known yet, and nothing is served.</param>
internal sealed class BundleHolder(ServedBundle? first = null)
{
    private ServedBundle? _current = first;

    /// <summary>The bundle that is served now; there is one before the server listens.</summary>
    public ServedBundle Current
    {
        get => Volatile.Read(ref _current) ?? throw new InvalidOperationException("no bundle is served yet");
        set => Volatile.Write(ref _current, value);
    }
}

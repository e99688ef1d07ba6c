namespace Pdp.Server.Serving;

/// <summary>
/// Holds the bundle that is served. A call reads it once and keeps to it, so that no answer mixes two revisions.
/// </summary>
/// <param name="first">The first bundle.</param>
internal sealed class BundleHolder(ServedBundle first)
{
    private ServedBundle _current = first;

    /// <summary>The bundle that is served now.</summary>
    public ServedBundle Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}

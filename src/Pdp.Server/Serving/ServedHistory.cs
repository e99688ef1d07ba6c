namespace Pdp.Server.Serving;

/// <summary>
/// The revisions that have been in force here, the last thousand of them. One that comes into force again ends what came after it:
/// whoever demands one of those must not be answered by an older one.
/// </summary>
internal sealed class ServedHistory
{
    /// <summary>So many are known.</summary>
    public const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly List<string> _order = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="first">The revision that is in force first; null: none is yet.</param>
    public ServedHistory(string? first)
    {
        if (first is not null) Add(first);
    }

    /// <summary>Forgets what came after a revision, before it comes into force again.</summary>
    public void GoBackTo(string revision)
    {
        lock (_lock)
        {
            if (!_known.Contains(revision)) return;
            var first = _order.IndexOf(revision) + 1;
            foreach (var later in _order.Skip(first)) _known.Remove(later);
            _order.RemoveRange(first, _order.Count - first);
        }
    }

    /// <summary>Notes that a revision is in force.</summary>
    public void Add(string revision)
    {
        lock (_lock)
        {
            if (_known.Contains(revision)) return;
            if (_order.Count == Most)
            {
                _known.Remove(_order[0]);
                _order.RemoveAt(0);
            }

            _order.Add(revision);
            _known.Add(revision);
        }
    }

    /// <summary>Whether a revision is in force, or has been before it.</summary>
    public bool Contains(string revision)
    {
        lock (_lock) return _known.Contains(revision);
    }
}

using System.Collections.Immutable;

namespace Pdp.Server.Serving;

/// <summary>
/// The revisions that have been in force here, or come before one that has, the last thousand of them. One that comes into force again
/// ends what came after it: whoever demands one of those must not be answered by an older one.
/// </summary>
internal sealed class ServedHistory
{
    /// <summary>So many are known.</summary>
    public const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly List<string> _order = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="first">The revision that is in force first; null: none is yet.</param>
    public ServedHistory(string? first = null)
    {
        if (first is not null) Add(first);
    }

    /// <summary>All of them, the latest last.</summary>
    public ImmutableArray<string> All
    {
        get
        {
            lock (_lock) return [.. _order];
        }
    }

    /// <summary>Forgets what a revision does not come after, before it comes into force.</summary>
    public void GoBackTo(string revision, Lineage lineage = default)
    {
        lock (_lock)
        {
            if (lineage.IsBack)
            {
                _order.Clear();
                _known.Clear();
                return;
            }

            if (!_known.Contains(revision)) return;
            var first = _order.IndexOf(revision) + 1;
            foreach (var later in _order.Skip(first)) _known.Remove(later);
            _order.RemoveRange(first, _order.Count - first);
        }
    }

    /// <summary>Notes that a revision is in force, and with it what comes before it.</summary>
    public void Add(string revision, Lineage lineage = default)
    {
        lock (_lock)
        {
            // what is not among those that come before it has been in force here earlier than they: it is the first to be forgotten
            var before = lineage.Before.IsDefaultOrEmpty ? [] : lineage.Before.Where(one => one != revision).ToHashSet(StringComparer.Ordinal);
            _order.RemoveAll(one => one == revision || before.Contains(one));
            _order.AddRange(before);
            _order.Add(revision);
            _known.UnionWith(before);
            _known.Add(revision);
            var old = _order.Count - Most;
            if (old <= 0) return;
            foreach (var one in _order.Take(old)) _known.Remove(one);
            _order.RemoveRange(0, old);
        }
    }

    /// <summary>Whether a revision is in force, or has been or come before it.</summary>
    public bool Contains(string revision)
    {
        lock (_lock) return _known.Contains(revision);
    }
}

using System.Collections.Immutable;

namespace Pdp.Bundles.Changes;

/// <summary>
/// In which documents two states of the policies differ, by the digests of their files. It is for those who keep something that was
/// made of the earlier state: it may tell of more than has changed, never of less.
/// </summary>
public sealed class BundleChanges
{
    /// <summary>The most documents told of; where more differ, what has changed counts as unknown.</summary>
    public const int Most = 1000;

    /// <summary>The most UTF-16 code units in their ids and paths, for the same reason.</summary>
    public const int MostText = 250_000;

    private BundleChanges(bool isUnknown, ImmutableArray<ChangedPolicy> policies, ImmutableArray<ChangedDocument> documents) =>
        (IsUnknown, Policies, Documents) = (isUnknown, policies, documents);

    /// <summary>Nothing differs.</summary>
    public static BundleChanges None { get; } = new(isUnknown: false, [], []);

    /// <summary>Anything may differ.</summary>
    public static BundleChanges Unknown { get; } = new(isUnknown: true, [], []);

    /// <summary>Whether it is not told what differs: anything may.</summary>
    public bool IsUnknown { get; }

    /// <summary>
    /// The documents of policies that differ, by id and versions. A policy may have several documents, one of each version; where one
    /// took the place of another this is one change.
    /// </summary>
    public ImmutableArray<ChangedPolicy> Policies { get; }

    /// <summary>The other documents that differ, by file and kind. Each of them may be why a policy says something else.</summary>
    public ImmutableArray<ChangedDocument> Documents { get; }

    /// <summary>Compares two states.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    public static BundleChanges Between(Bundle before, Bundle after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var removed = before.Files.ToDictionary(static file => file.Path, StringComparer.Ordinal);
        var added = new List<BundleFile>();
        foreach (var file in after.Files)
        {
            if (removed.TryGetValue(file.Path, out var known) && IsSame(known, file)) removed.Remove(file.Path);
            else added.Add(file);
        }

        // of many it need not be found out what they are
        if (removed.Count > Most || added.Count > Most) return Unknown;
        var difference = new Difference();
        foreach (var file in removed.Values) difference.Remove(file);
        foreach (var file in added) difference.Add(file);
        return Bounded(difference.Policies(), difference.Documents());
    }

    /// <summary>
    /// These changes and, after them, others. What changed and then changed back is among them still: something may have been made of
    /// the state in between.
    /// </summary>
    /// <param name="next">What changed after.</param>
    public BundleChanges Then(BundleChanges next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (IsUnknown || next.IsUnknown) return Unknown;
        return Bounded(Then(Policies, next.Policies), Then(Documents, next.Documents));
    }

    private static List<ChangedPolicy> Then(ImmutableArray<ChangedPolicy> first, ImmutableArray<ChangedPolicy> next)
    {
        var all = first.ToList();
        var places = new Dictionary<(string Id, int? Version), Stack<int>>();
        for (var i = 0; i < all.Count; i++)
        {
            var key = (all[i].Id, all[i].To);
            if (!places.TryGetValue(key, out var stack)) places.Add(key, stack = new Stack<int>());
            stack.Push(i);
        }

        foreach (var change in next)
        {
            // what goes on from a version that is there, or comes where one was
            if (places.TryGetValue((change.Id, change.From), out var found) && found.TryPop(out var at))
                all[at] = change with { From = all[at].From ?? (change.To is null ? change.From : null) };
            else
                all.Add(change);
        }

        return all;
    }

    private static List<ChangedDocument> Then(ImmutableArray<ChangedDocument> first, ImmutableArray<ChangedDocument> next)
    {
        var all = first.ToDictionary(static change => (change.File, change.Document));
        foreach (var change in next)
        {
            var key = (change.File, change.Document);
            all[key] = all.TryGetValue(key, out var known) && change.Kind != ChangeKind.Removed
                ? change with { Kind = known.Kind == ChangeKind.Added ? ChangeKind.Added : ChangeKind.Changed }
                : change;
        }

        return [.. all.Values];
    }

    private static BundleChanges Bounded(List<ChangedPolicy> policies, List<ChangedDocument> documents)
    {
        if (policies.Count + documents.Count > Most) return Unknown;
        var text = policies.Sum(static change => (long)change.Id.Length + change.File.Length) + documents.Sum(static change => (long)change.File.Length);
        if (text > MostText) return Unknown;
        return new BundleChanges(
            isUnknown: false,
            [.. policies.OrderBy(static c => c.Id, StringComparer.Ordinal).ThenBy(static c => c.From ?? c.To).ThenBy(static c => c.To).ThenBy(static c => c.File, StringComparer.Ordinal)],
            [.. documents.OrderBy(static c => c.File, StringComparer.Ordinal).ThenBy(static c => c.Document, StringComparer.Ordinal)]);
    }

    private static bool IsSame(BundleFile one, BundleFile other) =>
        one.Digest == other.Digest && one.Version == other.Version
        && string.Equals(one.Kind, other.Kind, StringComparison.Ordinal) && string.Equals(one.Id, other.Id, StringComparison.Ordinal);
}

namespace Pdp.Bundles.Changes;

/// <summary>Finds out of files that are gone and files that have come which took the place of which.</summary>
internal sealed class Difference
{
    private readonly Dictionary<string, (List<BundleFile> Removed, List<BundleFile> Added)> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, string Document), (bool IsRemoved, bool IsAdded)> _documents = [];

    /// <summary>Notes a file that is gone, as it was.</summary>
    public void Remove(BundleFile file)
    {
        if (file is { Id: not null, Version: not null }) Policy(file.Id).Removed.Add(file);
        else _documents[(file.Path, file.Kind)] = _documents.GetValueOrDefault((file.Path, file.Kind)) with { IsRemoved = true };
    }

    /// <summary>Notes a file that has come, as it is.</summary>
    public void Add(BundleFile file)
    {
        if (file is { Id: not null, Version: not null }) Policy(file.Id).Added.Add(file);
        else _documents[(file.Path, file.Kind)] = _documents.GetValueOrDefault((file.Path, file.Kind)) with { IsAdded = true };
    }

    /// <summary>The documents of policies.</summary>
    public List<ChangedPolicy> Policies()
    {
        var changes = new List<ChangedPolicy>();
        foreach (var (id, (removed, added)) in _policies)
        {
            var before = removed.OrderBy(static file => file.Version).ThenBy(static file => file.Path, StringComparer.Ordinal).ToList();
            var after = added.OrderBy(static file => file.Version).ThenBy(static file => file.Path, StringComparer.Ordinal).ToList();

            // the same version first, then what is left in the order of the versions
            foreach (var file in after.ToList())
            {
                var at = before.FindIndex(one => one.Version == file.Version);
                if (at < 0) continue;
                before.RemoveAt(at);
                after.Remove(file);
                changes.Add(new ChangedPolicy(id, file.Version, file.Version, file.Path));
            }

            for (var i = 0; i < Math.Max(before.Count, after.Count); i++)
            {
                var (from, to) = (before.ElementAtOrDefault(i), after.ElementAtOrDefault(i));
                changes.Add(new ChangedPolicy(id, from?.Version, to?.Version, (to ?? from)!.Path));
            }
        }

        return changes;
    }

    /// <summary>The other documents.</summary>
    public List<ChangedDocument> Documents() =>
    [
        .. _documents.Select(static pair => new ChangedDocument(pair.Key.File, pair.Key.Document, pair.Value switch
        {
            { IsRemoved: false } => ChangeKind.Added,
            { IsAdded: false } => ChangeKind.Removed,
            _ => ChangeKind.Changed,
        })),
    ];

    private (List<BundleFile> Removed, List<BundleFile> Added) Policy(string id)
    {
        if (!_policies.TryGetValue(id, out var files)) _policies.Add(id, files = ([], []));
        return files;
    }
}

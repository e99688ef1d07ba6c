using System.Collections.Immutable;

namespace Pdp.Bundles.Sources.Watching;

/// <summary>What may have changed in a policy folder.</summary>
/// <param name="IsWhole">Whether anything may have: the paths do not tell then.</param>
/// <param name="Paths">Files that may have changed, come or gone: paths below the folder, with forward slashes.</param>
internal sealed record FolderChange(bool IsWhole, ImmutableHashSet<string> Paths)
{
    // beyond that many it costs more to tell them apart than to read all again
    private const int MostPaths = 1_000;

    /// <summary>Nothing.</summary>
    public static FolderChange None { get; } = new(IsWhole: false, ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    /// <summary>Anything.</summary>
    public static FolderChange Whole { get; } = None with { IsWhole = true };

    /// <summary>Whether there is nothing to read again.</summary>
    public bool IsNone => !IsWhole && Paths.IsEmpty;

    /// <summary>This and a file.</summary>
    public FolderChange With(string path) =>
        IsWhole ? this : Paths.Count >= MostPaths ? Whole : this with { Paths = Paths.Add(path) };

    /// <summary>This and another.</summary>
    public FolderChange With(FolderChange other) =>
        IsWhole || other.IsWhole ? Whole : other.Paths.Aggregate(this, static (all, path) => all.With(path));
}

namespace Pdp.Bundles.Sources.Watching;

/// <summary>How a policy folder is watched.</summary>
public sealed record WatchOptions
{
    /// <summary>
    /// How long nothing may have changed before the folder is read: editors write a file in several steps, and checkouts write
    /// many.
    /// </summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>How long reading is put off at most while changes go on.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often the whole folder is read, whatever was noticed: for file systems that do not tell of changes made elsewhere, and as a
    /// net under those that do.
    /// </summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the file system is asked to tell of changes; without, the folder is only read every <see cref="Poll"/>.</summary>
    public bool Notices { get; init; } = true;
}

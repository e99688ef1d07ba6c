using Pdp.Engine;

namespace Pdp.Bundles;

/// <summary>Bounds on what is read.</summary>
public sealed record LoadOptions
{
    /// <summary>No JSON is read that is nested deeper than this, whatever <see cref="MaxJsonDepth"/> says.</summary>
    public const int DeepestJson = 256;

    /// <summary>Largest file, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Largest sum of all files, in bytes.</summary>
    public long MaxTotalBytes { get; init; } = 512 * 1024 * 1024;

    /// <summary>Deepest nesting of JSON; at most <see cref="DeepestJson"/>.</summary>
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Most files.</summary>
    public int MaxFiles { get; init; } = 100_000;

    /// <summary>Gets what the parts of loading took; null: that is not measured.</summary>
    public LoadTimes? Times { get; init; }
}

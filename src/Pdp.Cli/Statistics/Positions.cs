using System.Globalization;
using Pdp.Bundles;
using Pdp.Engine.Sources;

namespace Pdp.Cli.Statistics;

/// <summary>Places in the files of a bundle as <c>file:line</c>.</summary>
internal sealed class Positions(Bundle bundle)
{
    private readonly Dictionary<string, Func<string, FilePosition?>> _files = new(StringComparer.Ordinal);

    /// <summary>The line of a place, from 1 on; null when it is in no file of the bundle.</summary>
    public int? LineOf(SourceLocation location)
    {
        if (!_files.TryGetValue(location.File, out var find)) _files[location.File] = find = bundle.PositionsIn(location.File);
        return find(location.Pointer)?.Line;
    }

    /// <summary><c>file:line</c>, or the place as it is.</summary>
    public string Of(SourceLocation location) => LineOf(location) is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"{location.File}:{line}")
        : location.ToString();
}

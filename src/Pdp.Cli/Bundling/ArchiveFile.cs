using Pdp.Bundles.Archives;
using Pdp.Bundles.Archives.Signing;
using Pdp.Cli.Loading;

namespace Pdp.Cli.Bundling;

/// <summary>Reads the bundle that the command line names.</summary>
internal static class ArchiveFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="CliFailureException">There is no such file, or it cannot be read.</exception>
    public static ArchiveReading Read(string path, BundleKeys? keys, CancellationToken cancellation)
    {
        using var stream = NamedFile.OpenRead(path);
        if (!stream.CanSeek) throw new CliFailureException(ExitCodes.BadInput, $"cannot read `{path}`: it is no regular file");
        using var buffered = new BufferedStream(stream, 128 * 1024);
        return BundleArchive.Read(buffered, path, keys, cancellation: cancellation);
    }
}

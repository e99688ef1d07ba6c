using Pdp.Bundles.Folders;

namespace Pdp.Cli.Testing;

/// <summary>The files that runs of tests write, looked at before there is any.</summary>
internal static class ReportFiles
{
    /// <summary>Refuses files that would be read as policies from then on, and two reports in one file.</summary>
    /// <param name="folder">The policy folder.</param>
    /// <param name="files">The files, each with the option that names it.</param>
    /// <exception cref="CliFailureException">One of them is such a file.</exception>
    public static void Check(string folder, IEnumerable<(string Option, string File)> files)
    {
        var root = Real(folder);
        var seen = new Dictionary<string, (string Option, string File)>(StringComparer.Ordinal);
        foreach (var (option, file) in files)
        {
            // what cannot be a path is told when it is written
            if (Real(file) is not { } real) continue;
            if (root is not null && (IsRead(root, real) || (InPlace(file) is { } place && IsRead(root, place))))
            {
                throw new CliFailureException(
                    ExitCodes.BadInput, $"`{option} {file}` lies in the policy folder, and would be read as a policy document",
                    "write it outside of the folder, or in one below it whose name starts with a dot");
            }

            if (!seen.TryAdd(real, (option, file)))
            {
                var (other, same) = seen[real];
                throw new CliFailureException(
                    ExitCodes.BadInput, $"`{other} {same}` and `{option} {file}` are the same file", "give each report a file of its own");
            }
        }
    }

    private static bool IsRead(string root, string path) =>
        RealPath.IsWithin(path, root) && path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        && !Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar).Any(static part => part.StartsWith('.'));

    // where its name stands, whatever that leads to: a link in the folder is read as well
    private static string? InPlace(string file) =>
        Path.GetDirectoryName(Path.GetFullPath(file)) is { } parent && Real(parent) is { } real ? Path.Combine(real, Path.GetFileName(file)) : null;

    private static string? Real(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

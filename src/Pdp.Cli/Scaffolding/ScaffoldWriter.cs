namespace Pdp.Cli.Scaffolding;

/// <summary>Writes new files: all of them, or none.</summary>
internal static class ScaffoldWriter
{
    private const UnixFileMode Program =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>A file that is there already is never touched.</summary>
    /// <exception cref="CliFailureException">One is there already.</exception>
    public static void RefuseTaken(IReadOnlyList<ScaffoldFile> files)
    {
        var taken = files.Where(static file => Path.Exists(file.Path)).Select(static file => $"`{file.Path}`").ToList();
        if (taken.Count > 0)
        {
            throw new CliFailureException(
                ExitCodes.BadInput, $"{string.Join(", ", taken)} {(taken.Count == 1 ? "is" : "are")} there already; nothing was written", "name another folder, or leave out what has them written");
        }
    }

    /// <summary>Writes them.</summary>
    /// <exception cref="CliFailureException">One cannot be written; those that were written before it are gone again.</exception>
    public static void Write(IReadOnlyList<ScaffoldFile> files)
    {
        var (folders, written) = (new List<string>(), new List<string>());
        foreach (var file in files)
        {
            try
            {
                MakeFolder(Path.GetDirectoryName(file.Path)!, folders);
                using (var stream = new FileStream(file.Path, FileMode.CreateNew, FileAccess.Write))
                {
                    written.Add(file.Path);
                    stream.Write(file.Content);
                }

                if (file.IsProgram && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.Path, Program);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                var left = Undo(written, folders);
                throw new CliFailureException(
                    ExitCodes.InputOutputError, $"cannot write `{file.Path}`: {exception.Message}; {(left.Count == 0 ? "nothing was written" : $"what was written before stays: {string.Join(", ", left)}")}");
            }
        }
    }

    private static void MakeFolder(string path, List<string> made)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(path) is { } parent) MakeFolder(parent, made);
        Directory.CreateDirectory(path);
        made.Add(path);
    }

    // what cannot be taken back
    private static List<string> Undo(List<string> files, List<string> folders)
    {
        var left = new List<string>();
        foreach (var file in files) Try(file, File.Delete);
        for (var i = folders.Count - 1; i >= 0; i--) Try(folders[i], Directory.Delete);
        return left;

        void Try(string path, Action<string> delete)
        {
            try
            {
                delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                left.Add($"`{path}`");
            }
        }
    }
}

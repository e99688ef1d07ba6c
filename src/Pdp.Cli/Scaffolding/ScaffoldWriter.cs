namespace Pdp.Cli.Scaffolding;

/// <summary>Writes new files: all of them, or none.</summary>
internal static class ScaffoldWriter
{
    private const UnixFileMode Program =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Writes them. A file that is there already is never touched.</summary>
    /// <exception cref="CliFailureException">One cannot be written; those that were written before it are gone again.</exception>
    public static void Write(IReadOnlyList<ScaffoldFile> files)
    {
        var taken = files.Where(static file => Path.Exists(file.Path)).Select(static file => $"`{file.Path}`").ToList();
        if (taken.Count > 0)
        {
            throw new CliFailureException(
                ExitCodes.BadInput, $"{string.Join(", ", taken)} {(taken.Count == 1 ? "is" : "are")} there already; nothing was written", "name another folder, or leave out what has them written");
        }

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
                Undo(written, folders);
                throw new CliFailureException(ExitCodes.InputOutputError, $"cannot write `{file.Path}`: {exception.Message}; nothing was written");
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

    private static void Undo(List<string> files, List<string> folders)
    {
        foreach (var file in files) File.Delete(file);
        for (var i = folders.Count - 1; i >= 0; i--) Directory.Delete(folders[i]);
    }
}

namespace Pdp.Cli.Loading;

/// <summary>Files that the command line names; what goes wrong with them is told in the house's words.</summary>
internal static class NamedFile
{
    /// <summary>Opens a file to read it from start to end.</summary>
    /// <exception cref="CliFailureException">It cannot be opened.</exception>
    public static Stream OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception exception) when (Reason(path, exception) is { } reason)
        {
            throw new CliFailureException(ExitCodes.BadInput, $"cannot read `{path}`: {reason}");
        }
    }

    /// <summary>
    /// Writes a file. The content is made whole first, so that a fault while making it leaves an older file as it is; the
    /// path itself is written, since it may be a pipe, a device or a link.
    /// </summary>
    /// <exception cref="CliFailureException">It cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using var content = new MemoryStream();
        write(content);
        try
        {
            using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.Write(content.GetBuffer().AsSpan(0, (int)content.Length));
        }
        catch (Exception exception) when (Reason(path, exception) is { } reason)
        {
            throw new CliFailureException(ExitCodes.InputOutputError, $"cannot write `{path}`: {reason}");
        }
    }

    /// <summary>
    /// Writes a file in one step: until it is whole, an older one stays as it is, for whoever reads it as well. A link is followed, and
    /// who may read and write the file stays as it was.
    /// </summary>
    /// <exception cref="CliFailureException">It cannot be written.</exception>
    public static void Replace(string path, Action<Stream> write)
    {
        var unfinished = "";
        try
        {
            var target = path;
            if (File.Exists(path))
            {
                // from a bare name, a link would be followed from the root folder
                target = File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)?.FullName ?? path;
                using var old = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                if (!old.CanSeek) throw new CliFailureException(ExitCodes.BadInput, $"cannot write `{path}`: it is no regular file");
            }

            unfinished = $"{target}.{Guid.NewGuid():N}.new";
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(unfinished, File.GetUnixFileMode(target));

            File.Move(unfinished, target, overwrite: true);
        }
        catch (Exception exception) when (exception is not CliFailureException && Reason(path, exception) is { } reason)
        {
            if (unfinished.Length > 0) File.Delete(unfinished);
            throw new CliFailureException(ExitCodes.InputOutputError, $"cannot write `{path}`: {reason}");
        }
    }

    private static string? Reason(string path, Exception exception) => exception switch
    {
        _ when Directory.Exists(path) => "it is a folder",
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such folder",
        UnauthorizedAccessException => "not permitted",
        PathTooLongException => "the path is too long",
        IOException io => io.Message,
        ArgumentException or NotSupportedException => "the path is not valid",
        _ => null,
    };
}

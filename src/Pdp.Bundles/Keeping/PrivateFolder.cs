namespace Pdp.Bundles.Keeping;

/// <summary>
/// A folder that is its process' alone. One that everybody may write to is refused, and so is one of another user; one of the own user that
/// its group may write to is taken back from the group. Kubernetes hands over volumes so at every start: what the server made for itself
/// alone in a volume with <c>fsGroup</c> is then its group's as well. What the group did meanwhile is not undone: what it opened stays open to
/// it, and a file of the own user that it wrote to is as it left it.
/// </summary>
internal static class PrivateFolder
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder, when there is none, or makes sure that it is the process' own.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="risk">What others could do who may write to it.</param>
    /// <returns>Whether it was taken back from its group.</returns>
    /// <exception cref="IOException">It is not the process' own, or has what somebody else put there.</exception>
    public static bool Claim(string folder, string risk)
    {
        Private.CreateFolder(folder);
        if (OperatingSystem.IsWindows()) return false;
        var mode = File.GetUnixFileMode(folder);
        if ((mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0) return false;
        if ((mode & UnixFileMode.OtherWrite) != 0 || FileFacts.Of(folder) is not { IsOwn: true })
            throw new IOException($"others may write to it, and {risk}; name a folder inside it, which is made for this process alone");

        // before: a folder that is refused stays its group's, so that the next start looks as well
        var own = Look(folder);
        File.SetUnixFileMode(folder, Own);
        try
        {
            // behind: what is looked at now stays as it is
            own = Look(folder);
        }
        catch
        {
            File.SetUnixFileMode(folder, mode);
            throw;
        }

        foreach (var path in own) File.SetUnixFileMode(path, OwnFile);
        return true;
    }

    private static List<string> Look(string folder)
    {
        var files = new List<string>();
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            var facts = FileFacts.Of(path);
            if (facts is { IsOwn: true, IsFolder: true }) continue;
            if (facts is not { IsOwn: true, IsRegular: true, Names: 1 })
                throw new IOException($"its group could write to it, and `{Path.GetFileName(path)}` in it is no file of this process' user alone; take that away, or name another folder");
            files.Add(path);
        }

        return files;
    }
}

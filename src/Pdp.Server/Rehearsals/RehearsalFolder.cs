namespace Pdp.Server.Rehearsals;

/// <summary>
/// The folder that holds the sockets of a rehearsal. Only this user can enter it, so nobody else can ask there, whatever the real
/// server listens on.
/// </summary>
internal sealed class RehearsalFolder : IDisposable
{
    private const string Prefix = "pdp-rehearsal-";

    // many times what a rehearsal takes: whose folder is older was killed in it
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(1);

    private readonly string _path;

    private RehearsalFolder(string path) => _path = path;

    /// <summary>Where the socket for gRPC is.</summary>
    public string Grpc => Path.Combine(_path, "grpc");

    /// <summary>Where the socket for HTTP is.</summary>
    public string Http => Path.Combine(_path, "http");

    /// <summary>Makes one, and removes those that servers of this user have left behind that were killed.</summary>
    /// <exception cref="IOException">There is no room for it.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    public static RehearsalFolder Make(DirectoryInfo within)
    {
        RemoveOld(within);
        var path = Path.Combine(within.FullName, Prefix + Guid.NewGuid().ToString("N")[..12]);

        // whoever made a folder of this name before would own it, so there must be none
        if (Path.Exists(path)) throw new IOException($"there is something at `{path}` already");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new RehearsalFolder(path);
    }

    public void Dispose() => Remove(_path);

    private static void RemoveOld(DirectoryInfo within)
    {
        var limit = TimeProvider.System.GetUtcNow().UtcDateTime - Old;
        foreach (var folder in within.EnumerateDirectories(Prefix + "*", new EnumerationOptions()))
        {
            if (folder.LastWriteTimeUtc > limit || folder.LinkTarget is not null) continue;
            try
            {
                Remove(folder.FullName);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // another user's, whose it is to remove
            }
        }
    }

    // only what was put there, and not through links: the place may be one where anybody can put things
    private static void Remove(string path)
    {
        File.Delete(Path.Combine(path, "grpc"));
        File.Delete(Path.Combine(path, "http"));
        Directory.Delete(path);
    }
}

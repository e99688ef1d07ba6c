using Pdp.Bundles.Keeping;

namespace Pdp.Bundles.Sources.Git;

/// <summary>
/// The temporary folder of a clone. Nobody else can enter it, and it has its name only while, or after, a process has locked the file in
/// it: one whose file nobody has locked was left behind by a process that was killed.
/// </summary>
internal static class TemporaryClone
{
    /// <summary>How its name begins.</summary>
    public const string Prefix = "pdp-clone-";

    /// <summary>The file that is locked.</summary>
    public const string LockName = "git.lock";

    // what it is called until the file is locked
    private const string Unlocked = "pdp-new-clone-";

    // so many are looked at: the place may be one where anybody can put things
    private const int Most = 1000;

    private const int OwnFolder = 0x4000 | 0x1c0;

    /// <summary>Makes one.</summary>
    /// <returns>The folder, and the lock on its file.</returns>
    public static (string Folder, FileStream Lock) Make()
    {
        if (OperatingSystem.IsWindows())
        {
            var only = Directory.CreateTempSubdirectory(Prefix).FullName;
            return (only, Lock(only));
        }

        var folder = Directory.CreateTempSubdirectory(Unlocked);
        FileStream? held = null;
        try
        {
            held = Lock(folder.FullName);
            var path = Path.Combine(folder.Parent!.FullName, Prefix + folder.Name[Unlocked.Length..]);
            Directory.Move(folder.FullName, path);
            return (path, held);
        }
        catch
        {
            held?.Dispose();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>
    /// Removes what processes of this user have left behind that were killed. What might be anything else stays: a link, a folder of
    /// another user or that others can enter, and one whose file is not there or is locked.
    /// </summary>
    public static void RemoveLeft()
    {
        try
        {
            foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*", new EnumerationOptions()).Take(Most)) RemoveIfLeft(folder.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // what cannot be looked at stays
        }
    }

    private static void RemoveIfLeft(string folder)
    {
        try
        {
            if (!IsOwnAlone(folder)) return;
            // who has it is at work there
            using var held = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // it is in use, or is none of ours, or a program of git's still writes in it
        }
    }

    private static FileStream Lock(string folder) => new(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    // where that cannot be told nothing is
    private static bool IsOwnAlone(string path) => FileFacts.Of(path) is { IsOwn: true, Mode: OwnFolder };
}

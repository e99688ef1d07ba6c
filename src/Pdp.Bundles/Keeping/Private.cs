using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pdp.Bundles.Keeping;

/// <summary>Files that nobody but the process' own user can read.</summary>
internal static partial class Private
{
    /// <summary>The error of a file that another process has locked.</summary>
    public const int InUse = 11;

    /// <summary>The error of a disk that is full.</summary>
    public const int DiskFull = 28;

    // the same on every Unix
    private const int ReadOnly = 0;

    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder and those around it, as far as there are none, and has the disk take the names of those that were made.</summary>
    /// <exception cref="IOException">They cannot be made, or the disk does not take them.</exception>
    public static void CreateFolder(string folder) => CreateFolder(folder, FlushFolder);

    /// <summary>The same with another way to have the disk take the names in a folder.</summary>
    public static void CreateFolder(string folder, Action<string> flush)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        // a name is on the disk when the folder around it is
        var around = new Stack<string>();
        for (var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)); !Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent; path = parent) around.Push(parent);
        Directory.CreateDirectory(folder, OwnFile | UnixFileMode.UserExecute);
        foreach (var one in around) flush(one);
    }

    /// <summary>Opens a file for writing.</summary>
    public static FileStream Create(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnFile;
        return new FileStream(path, options);
    }

    /// <summary>
    /// Has the disk take the names in a folder, such as the one of a file that was renamed: that a file is on the disk does not say that
    /// its name is. Windows keeps names by itself.
    /// </summary>
    /// <exception cref="IOException">The disk does not.</exception>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            using var handle = Open(folder, ReadOnly);
            if (handle.IsInvalid) throw new IOException($"the folder cannot be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
            RandomAccess.FlushToDisk(handle);
        }
        catch (TypeLoadException exception)
        {
            throw new IOException("the folder cannot be flushed to the disk: the system has no `open`", exception);
        }
    }

    // the framework opens no folders
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);
}

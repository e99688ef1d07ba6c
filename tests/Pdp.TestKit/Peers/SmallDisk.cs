using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Pdp.TestKit.Peers;

/// <summary>A file system of a few kilobytes, which is full soon. Without the right to mount one, its test is skipped.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Mounts one.</summary>
    /// <param name="kilobytes">Its size.</param>
    public static SmallDisk Mount(int kilobytes)
    {
        var path = Directory.CreateTempSubdirectory("pdp-small-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k,mode=700"), "none", path)) return new SmallDisk(path);
        Directory.Delete(path);
        Assert.Skip("a file system of its own cannot be mounted: run the tests as root");
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", "--lazy", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

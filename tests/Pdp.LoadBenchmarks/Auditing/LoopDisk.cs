using System.Diagnostics;
using System.Globalization;

namespace Pdp.LoadBenchmarks.Auditing;

/// <summary>A disk in a file, which can be full and can hang: writers of a frozen file system wait until it thaws. It takes root, and Linux.</summary>
internal sealed class LoopDisk : IDisposable
{
    private const int Megabytes = 512;

    private readonly string _image;
    private bool _isFrozen;

    private LoopDisk(string image, string path) => (_image, Path) = (image, path);

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Makes and mounts one.</summary>
    /// <exception cref="InvalidOperationException">It cannot be had here.</exception>
    public static LoopDisk Mount(string folder, string name)
    {
        var (image, path) = (System.IO.Path.Combine(folder, name + ".img"), System.IO.Path.Combine(folder, name));
        Directory.CreateDirectory(path);
        Run("truncate", "-s", string.Create(CultureInfo.InvariantCulture, $"{Megabytes}M"), image);
        Run("mkfs.ext4", "-q", "-F", image);
        Run("mount", "-o", "loop", image, path);
        return new LoopDisk(image, path);
    }

    /// <summary>Leaves no room on it.</summary>
    public void Fill()
    {
        using var file = new FileStream(System.IO.Path.Combine(Path, "ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 * 1024];
        for (var size = block.Length; size > 0; size /= 2)
        {
            try
            {
                while (true) file.Write(block, 0, size);
            }
            catch (IOException)
            {
                // no room for as much
            }
        }
    }

    /// <summary>Has whoever writes to it wait.</summary>
    public void Freeze()
    {
        Run("fsfreeze", "-f", Path);
        _isFrozen = true;
    }

    /// <summary>Lets them go on.</summary>
    public void Thaw()
    {
        if (_isFrozen) Run("fsfreeze", "-u", Path);
        _isFrozen = false;
    }

    public void Dispose()
    {
        Thaw();
        Run("umount", "--lazy", Path);
        File.Delete(_image);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"`{program}` cannot make a disk here, which takes root: {error.Trim()}");
    }
}

using Pdp.Bundles.Keeping;

namespace Pdp.Audit.Files;

/// <summary>Opens the files of a log. Tests put a slow disk in its place.</summary>
internal interface IFileOpener
{
    /// <summary>Opens a file that is there, or makes one.</summary>
    IOpenFile Open(string path, FileMode mode);
}

/// <summary>An open file of a log; one thread uses it.</summary>
internal interface IOpenFile : IDisposable
{
    /// <summary>The file, to read how it ends.</summary>
    FileStream Stream { get; }

    /// <summary>Appends bytes at a place.</summary>
    void Write(long position, ReadOnlySpan<byte> bytes);

    /// <summary>Has the disk take what was written.</summary>
    void Sync();

    /// <summary>Cuts off what is behind a place.</summary>
    void Cut(long length);
}

/// <summary>The system's files, readable for their owner alone.</summary>
internal sealed class FileOpener : IFileOpener
{
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    public IOpenFile Open(string path, FileMode mode) => new OpenFile(
        mode == FileMode.Open ? new FileStream(path, mode, FileAccess.ReadWrite, Shared) : Private.Create(path, mode, Shared));

    private sealed class OpenFile(FileStream stream) : IOpenFile
    {
        public FileStream Stream => stream;

        public void Write(long position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(stream.SafeFileHandle, bytes, position);

        public void Sync() => RandomAccess.FlushToDisk(stream.SafeFileHandle);

        public void Cut(long length) => RandomAccess.SetLength(stream.SafeFileHandle, length);

        public void Dispose() => stream.Dispose();
    }
}

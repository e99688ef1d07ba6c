using System.Diagnostics.CodeAnalysis;
using Pdp.Bundles.Activation;

namespace Pdp.Bundles.Keeping;

/// <summary>
/// Keeps the revision that was put in force last in a folder, so that a server that starts anew has one although the place of the
/// policies has none, and does not go back behind what was in force. One process at a time has the folder.
/// <para>
/// The file is written beside the old one and renamed over it when it is on the disk, and then the folder is put there as well: whatever
/// happens, there is the old one or the new one, whole. Its digest is checked when it is read.
/// </para>
/// </summary>
public sealed class RevisionStore : IDisposable
{
    private const string FileName = "last-good";
    private const string LockName = "lock";
    private const string Unfinished = ".new";

    private readonly FileStream _lock;

    private RevisionStore(string folder, string source, FileStream @lock)
    {
        Folder = folder;
        Source = source;
        _lock = @lock;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Whether the folder's group could write to it until it was opened.</summary>
    public bool IsTakenBack { get; private init; }

    /// <summary>
    /// What tells the source of the policies from others, with all that decides what it has and whom it believes: what was kept of another
    /// one is not this one's.
    /// </summary>
    public string Source { get; }

    /// <summary>The file that is kept.</summary>
    public string Path => System.IO.Path.Combine(Folder, FileName);

    /// <summary>Opens a folder, which is made when there is none; nobody else may read what is made.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="source">See <see cref="Source"/>.</param>
    /// <exception cref="RevisionStoreException">It cannot be used, or another process does.</exception>
    public static RevisionStore Open(string folder, string source = "")
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            var isTakenBack = PrivateFolder.Claim(folder, "what is kept in it would be theirs to choose");
            var store = new RevisionStore(folder, source, Private.Create(System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileShare.None)) { IsTakenBack = isTakenBack };
            File.Delete(store.Path + Unfinished);
            return store;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw new RevisionStoreException($"the state folder `{folder}` cannot be used: {Why(exception)}", exception);
        }
    }

    /// <summary>Keeps a revision in place of the one before.</summary>
    /// <param name="bundle">The revision.</param>
    /// <param name="marks">What has been in force, with it.</param>
    /// <param name="activeSince">Since when it is in force.</param>
    /// <param name="served">See <see cref="KeptRevision.Served"/>; null: they are not known.</param>
    /// <exception cref="RevisionStoreException">It cannot be written: what was kept still is. Or the disk does not say that it has the new name: either is kept.</exception>
    public void Keep(Bundle bundle, VersionMarks marks, DateTimeOffset activeSince, IReadOnlyList<string>? served = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(marks);
        var unfinished = Path + Unfinished;
        try
        {
            using (var file = Private.Create(unfinished, FileMode.Create, FileShare.None))
            {
                KeptFormat.Write(file, bundle, marks, activeSince, Source, served ?? []);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, Path, overwrite: true);
            Private.FlushFolder(Folder);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            Forget(unfinished);
            throw new RevisionStoreException($"revision {bundle.Revision} cannot be kept in `{Folder}`: {Why(exception)}", exception);
        }
    }

    /// <summary>Notes when the place of the policies was reached last: as the time at which the file was written last.</summary>
    /// <remarks>What cannot be noted counts as reached when it was noted last: earlier, which is on the safe side.</remarks>
    public void Reach(DateTimeOffset now)
    {
        try
        {
            File.SetLastWriteTimeUtc(Path, now.UtcDateTime);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            // a start from this file takes the policies for older than they are
        }
    }

    /// <summary>Reads what is kept.</summary>
    /// <param name="options">Bounds on what is read.</param>
    /// <returns>The revision; null when none was kept yet.</returns>
    /// <exception cref="RevisionStoreException">It cannot be read, or is damaged.</exception>
    public KeptRevision? Read(LoadOptions? options = null)
    {
        try
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return KeptFormat.Read(file, options ?? new LoadOptions());
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException exception)
        {
            throw new RevisionStoreException($"`{Path}`, the last good revision, is damaged: {exception.Message}", exception);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw new RevisionStoreException($"`{Path}`, the last good revision, cannot be read: {Why(exception)}", exception);
        }
    }

    /// <summary>Lets another process have the folder.</summary>
    public void Dispose() => _lock.Dispose();

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification =
        "what cannot be deleted is overwritten by the next writing; why that one failed is told")]
    private static void Forget(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception)
        {
            // told already
        }
    }

    private static bool IsRefusal(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static string Why(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        IOException { HResult: Private.InUse } => "another process uses it",
        IOException { HResult: Private.DiskFull } => "the disk is full",
        _ => exception.Message.TrimEnd('.'),
    };
}

/// <summary>What is kept cannot be used.</summary>
public sealed class RevisionStoreException : Exception
{
    /// <summary>Without an explanation.</summary>
    public RevisionStoreException()
    {
    }

    /// <summary>With one.</summary>
    public RevisionStoreException(string message)
        : base(message)
    {
    }

    /// <summary>With one, and its cause.</summary>
    public RevisionStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

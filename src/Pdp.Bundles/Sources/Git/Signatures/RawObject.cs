using System.Reflection;
using System.Runtime.InteropServices;
using LibGit2Sharp;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>
/// Reads an object's own octets: LibGit2Sharp tells of a commit only what it takes for UTF-8, and a signature covers what is there. The
/// library below it is asked, which it has loaded; each object that is read there is checked against its id.
/// </summary>
internal sealed unsafe class RawObject
{
    private static readonly Lazy<RawObject?> Found = new(static () => Of(NameOfLibrary()));

    private readonly delegate* unmanaged<nint*, byte*, int> _openRepository;
    private readonly delegate* unmanaged<nint*, nint, int> _databaseOf;
    private readonly delegate* unmanaged<nint*, nint, byte*, int> _find;
    private readonly delegate* unmanaged<nint, void*> _dataOf;
    private readonly delegate* unmanaged<nint, nuint> _sizeOf;
    private readonly delegate* unmanaged<nint, void> _freeObject;
    private readonly delegate* unmanaged<nint, void> _freeDatabase;
    private readonly delegate* unmanaged<nint, void> _freeRepository;

    private RawObject(nint library)
    {
        _openRepository = (delegate* unmanaged<nint*, byte*, int>)NativeLibrary.GetExport(library, "git_repository_open");
        _databaseOf = (delegate* unmanaged<nint*, nint, int>)NativeLibrary.GetExport(library, "git_repository_odb");
        _find = (delegate* unmanaged<nint*, nint, byte*, int>)NativeLibrary.GetExport(library, "git_odb_read");
        _dataOf = (delegate* unmanaged<nint, void*>)NativeLibrary.GetExport(library, "git_odb_object_data");
        _sizeOf = (delegate* unmanaged<nint, nuint>)NativeLibrary.GetExport(library, "git_odb_object_size");
        _freeObject = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "git_odb_object_free");
        _freeDatabase = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "git_odb_free");
        _freeRepository = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "git_repository_free");
    }

    /// <summary>What reads them; null: the library below LibGit2Sharp is not found, or is another than is known.</summary>
    public static RawObject? Reader => Found.Value;

    /// <summary>Reads by means of a library of a name, which LibGit2Sharp is to bring.</summary>
    public static RawObject? Of(string? library)
    {
        try
        {
            return library is not null && NativeLibrary.TryLoad(library, typeof(Repository).Assembly, searchPath: null, out var loaded) ? new RawObject(loaded) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads an object.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="id">The object, which is there.</param>
    /// <param name="most">So many octets it may have.</param>
    /// <exception cref="InvalidDataException">It cannot be read, or is larger.</exception>
    public byte[] Read(Repository repository, ObjectId id, int most)
    {
        if (repository.ObjectDatabase.RetrieveObjectMetadata(id).Size > most) throw new InvalidDataException("the object is too large");
        var path = Marshal.StringToCoTaskMemUTF8(repository.Info.Path);
        nint opened = 0, database = 0, found = 0;
        try
        {
            fixed (byte* octets = id.RawId)
            {
                if (_openRepository(&opened, (byte*)path) != 0 || _databaseOf(&database, opened) != 0 || _find(&found, database, octets) != 0)
                    throw new InvalidDataException("the object cannot be read");
            }

            return new ReadOnlySpan<byte>(_dataOf(found), checked((int)_sizeOf(found))).ToArray();
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
            if (found != 0) _freeObject(found);
            if (database != 0) _freeDatabase(database);
            if (opened != 0) _freeRepository(opened);
        }
    }

    // each version of LibGit2Sharp has a library of another name, which it tells nobody
    private static string? NameOfLibrary() =>
        typeof(Repository).Assembly.GetType("LibGit2Sharp.Core.NativeDllName")?.GetField("Name", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?.GetRawConstantValue() as string;
}

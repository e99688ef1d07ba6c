using System.Runtime.InteropServices;
using LibGit2Sharp;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>
/// Reads an object's own octets: LibGit2Sharp tells of a commit only what it takes for UTF-8, and a signature covers what is there. The
/// library below it is asked, which it has loaded; each object that is read there is checked against its id.
/// </summary>
internal static partial class RawObject
{
    // of the version of LibGit2Sharp that is used
    private const string Library = "git2-5853918";

    /// <summary>Reads an object.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="id">The object, which is there.</param>
    /// <param name="most">So many octets it may have.</param>
    /// <exception cref="InvalidDataException">It cannot be read, or is larger.</exception>
    public static byte[] Read(Repository repository, ObjectId id, int most)
    {
        if (repository.ObjectDatabase.RetrieveObjectMetadata(id).Size > most) throw new InvalidDataException("the object is too large");
        nint opened = 0, database = 0, found = 0;
        try
        {
            if (OpenRepository(out opened, repository.Info.Path) != 0 || DatabaseOf(out database, opened) != 0 || Find(out found, database, id.RawId) != 0)
                throw new InvalidDataException("the object cannot be read");
            var octets = new byte[checked((int)SizeOf(found))];
            Marshal.Copy(DataOf(found), octets, 0, octets.Length);
            return octets;
        }
        finally
        {
            if (found != 0) FreeObject(found);
            if (database != 0) FreeDatabase(database);
            if (opened != 0) FreeRepository(opened);
        }
    }

    [LibraryImport(Library, EntryPoint = "git_repository_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenRepository(out nint repository, string path);

    [LibraryImport(Library, EntryPoint = "git_repository_odb")]
    private static partial int DatabaseOf(out nint database, nint repository);

    [LibraryImport(Library, EntryPoint = "git_odb_read")]
    private static partial int Find(out nint found, nint database, [In] byte[] id);

    [LibraryImport(Library, EntryPoint = "git_odb_object_data")]
    private static partial nint DataOf(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_size")]
    private static partial nuint SizeOf(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_free")]
    private static partial void FreeObject(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_free")]
    private static partial void FreeDatabase(nint database);

    [LibraryImport(Library, EntryPoint = "git_repository_free")]
    private static partial void FreeRepository(nint repository);
}

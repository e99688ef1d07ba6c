namespace Pdp.Bundles;

/// <summary>Reads a folder of policy documents.</summary>
public static class BundleLoader
{
    /// <summary>Reads, checks and compiles all documents below a folder: one immutable bundle, or everything that is wrong.</summary>
    public static LoadResult Load(string directory, LoadOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotImplementedException();
}

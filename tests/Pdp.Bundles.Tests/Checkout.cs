namespace Pdp.Bundles.Tests;

/// <summary>Where the tests' files are.</summary>
internal static class Checkout
{
    /// <summary>The checkout's root.</summary>
    public static string Root { get; } = Find();

    public static string Of(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pdp.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests run outside of the checkout");
    }
}

namespace Pdp.TestKit.Peers;

/// <summary>The checkout that the tests run in.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Pdp.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder of the checkout.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pdp.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests do not run inside a checkout: no folder above has Pdp.sln");
    }
}

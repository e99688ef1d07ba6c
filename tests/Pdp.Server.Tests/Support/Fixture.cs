using Pdp.Bundles;
using Xunit;

namespace Pdp.Server.Tests.Support;

/// <summary>The bundles beside the test's program.</summary>
internal static class Fixture
{
    /// <summary>A folder that loads: one action for every outcome.</summary>
    public static string Documents { get; } = Path.Combine(AppContext.BaseDirectory, "Bundles", "documents");

    /// <summary>A folder with errors in both of its files.</summary>
    public static string Broken { get; } = Path.Combine(AppContext.BaseDirectory, "Bundles", "broken");

    /// <summary>The loaded folder.</summary>
    public static Bundle Bundle { get; } = Load();

    private static Bundle Load()
    {
        var (bundle, diagnostics) = BundleLoader.Load(Documents);
        Assert.True(bundle is not null, string.Join('\n', diagnostics.Select(DiagnosticText.Format)));
        return bundle;
    }
}

using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Bundles.Tests;

/// <summary>
/// Every folder of <c>Cases</c> has a policy folder <c>input</c> and what is said of it, <c>expected.txt</c>. With
/// <c>PDP_ACCEPT_GOLDEN=1</c> in the environment, what is said is written there; the difference is then for people to review.
/// </summary>
public class GoldenDiagnosticsTests
{
    public static TheoryData<string> Cases { get; } =
        [.. Directory.GetDirectories(Repository.PathOf("tests", "Pdp.Bundles.Tests", "Cases")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_is_wrong(string name)
    {
        var folder = Repository.PathOf("tests", "Pdp.Bundles.Tests", "Cases", name);
        var input = Path.Combine(folder, "input");
        var result = BundleLoader.Load(input, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Bundle);
        var said = string.Join("\n\n", result.Diagnostics.Select(DiagnosticText.Format)).Replace(input, "policies", StringComparison.Ordinal) + "\n";
        var expected = Path.Combine(folder, "expected.txt");
        if (Environment.GetEnvironmentVariable("PDP_ACCEPT_GOLDEN") == "1") File.WriteAllText(expected, said);
        Assert.Equal(File.ReadAllText(expected), said);
    }
}

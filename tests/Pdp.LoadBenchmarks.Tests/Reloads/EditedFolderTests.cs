using Pdp.Bundles;
using Pdp.LoadBenchmarks.Reloads;
using Pdp.LoadBenchmarks.Workloads;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Reloads;

public sealed class EditedFolderTests
{
    [Fact]
    public void Each_edit_and_each_swap_makes_another_revision_with_higher_versions()
    {
        var place = Directory.CreateTempSubdirectory("pdp-edited-").FullName;
        try
        {
            var folder = new EditedFolder(PolicyWriter.Write(PolicySets.Typed(50), Path.Combine(place, "from")), Path.Combine(place, "to"));
            var first = Load(folder);
            folder.Edit();
            var edited = Load(folder);
            folder.Release()();
            var swapped = Load(folder);

            Assert.Equal(3, new[] { first, edited, swapped }.Select(static bundle => bundle.Revision).Distinct(StringComparer.Ordinal).Count());
            Assert.Single(edited.Set.Policies, static policy => policy.Version > 2);
            Assert.All(swapped.Set.Policies, policy => Assert.True(policy.Version > edited.Set.Policies.Max(static other => other.Version)));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private static Bundle Load(EditedFolder folder) => BundleLoader.Load(folder.Current).Bundle!;
}

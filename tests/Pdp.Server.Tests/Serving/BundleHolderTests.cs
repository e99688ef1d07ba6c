using Pdp.Contracts.V1;
using Pdp.Server.Serving;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Serving;

public sealed class BundleHolderTests
{
    [Fact]
    public void A_bundle_is_swapped_as_a_whole()
    {
        var first = new ServedBundle(Fixture.Bundle, TimeProvider.System.GetUtcNow());
        var second = new ServedBundle(Fixture.Bundle with { Name = "second" }, TimeProvider.System.GetUtcNow());
        var holder = new BundleHolder(first);
        Assert.Same(first, holder.Current);
        holder.Activate(second);
        Assert.Same(second, holder.Current);
        Assert.Equal("second", holder.Current.Revision.Bundle);
    }

    [Theory]
    [InlineData(1, 1_001_000)]
    [InlineData(0, 1_000_001)]
    [InlineData(-3_600_000, 1_000_001)]
    public void An_activation_has_a_greater_number_than_the_one_before_even_if_the_clock_is_set_back(int milliseconds, long expected)
    {
        var first = new ServedBundle(Fixture.Bundle, DateTimeOffset.UnixEpoch.AddSeconds(1));
        Assert.Equal(1_000_000, first.Epoch);
        var second = new ServedBundle(Fixture.Bundle, DateTimeOffset.UnixEpoch.AddSeconds(1).AddMilliseconds(milliseconds), first);
        Assert.Equal(expected, second.Epoch);
        Assert.Equal(expected, second.Refusing("why").Epoch);
        Assert.Equal(expected, second.WithDecisionTime(TimeSpan.FromSeconds(1)).Epoch);
    }

    [Theory]
    [InlineData("documents", null, 2)]
    [InlineData("documents", 1, 1)]
    [InlineData("archive", null, 1)]
    public void The_version_in_force_is_found_first(string id, int? version, int expected) =>
        Assert.Equal(expected, new PolicyCatalogue(Fixture.Bundle).Find(id, version)!.Version);

    [Fact]
    public void Without_a_version_in_force_the_highest_is_found()
    {
        var set = Fixture.Bundle.Set.Source with { Policies = [.. Fixture.Bundle.Set.Source.Policies.Where(static p => p is { Id: "documents", IsShadow: true })] };
        var bundle = Fixture.Bundle with { Set = Engine.PolicySet.Compile(set, cancellation: TestContext.Current.CancellationToken).Set! };
        var found = new PolicyCatalogue(bundle).Find("documents", null)!;
        Assert.Equal((3, PolicyRole.Shadow), (found.Version, found.Role));
    }
}

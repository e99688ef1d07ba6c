using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
using Xunit;

namespace Pdp.Server.Tests.ShadowReports;

public sealed class ShadowShareTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(0.999)]
    public void Chooses_about_the_share(double share)
    {
        const int Times = 1_000_000;
        ShadowShare.Seed(7);
        var chosen = Count(new ShadowShare(share), Times);

        // six standard deviations
        Assert.InRange(chosen / (double)Times, share - (6 * Math.Sqrt(share * (1 - share) / Times)), share + (6 * Math.Sqrt(share * (1 - share) / Times)));
    }

    [Fact]
    public void All_are_all_and_none_are_none()
    {
        Assert.Equal(100_000, Count(new ShadowShare(1), 100_000));
        Assert.Equal(0, Count(new ShadowShare(0), 100_000));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void No_pattern_of_requests_meets_one_of_the_choice(int period)
    {
        ShadowShare.Seed(11);
        var share = new ShadowShare(1.0 / period);
        var chosen = new int[period];
        for (var i = 0; i < 100_000 * period; i++)
        {
            if (share.Chooses()) chosen[i % period]++;
        }

        Assert.All(chosen, count => Assert.InRange(count, 100_000 / period * 0.95, 100_000 / period * 1.05));
    }

    [Fact]
    public void Is_repeatable_from_a_seed_and_allocates_nothing()
    {
        var share = new ShadowShare(0.3);
        ShadowShare.Seed(42);
        bool[] first = [.. Enumerable.Range(0, 1000).Select(_ => share.Chooses())];
        ShadowShare.Seed(42);
        Assert.Equal(first, Enumerable.Range(0, 1000).Select(_ => share.Chooses()));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(share, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("0%", 0)]
    [InlineData("5%", 0.05)]
    [InlineData("0.5%", 0.005)]
    [InlineData("100%", 1)]
    [InlineData("0", 0)]
    [InlineData("0.05", 0.05)]
    [InlineData("1", 1)]
    [InlineData(".25", 0.25)]
    public void Is_read_as_percentage_or_fraction(string text, double expected) => Assert.Equal(expected, Setting.Apply(new PdpServerOptions(), text).Options!.ShadowShare, 12);

    [Theory]
    [InlineData("10")]
    [InlineData("101%")]
    [InlineData("-1%")]
    [InlineData("%")]
    [InlineData("")]
    [InlineData("1e-3")]
    [InlineData("NaN")]
    [InlineData("half")]
    public void Rejects_what_is_no_share(string text) =>
        Assert.Equal($"expected a share from `0%` to `100%`, or from `0` to `1`, got `{text}`", Setting.Apply(new PdpServerOptions(), text).Error);

    private static Setting Setting => AllSettings.Table.Single(setting => setting.Name == "shadow-share");

    private static int Count(ShadowShare share, int times)
    {
        var count = 0;
        for (var i = 0; i < times; i++)
        {
            if (share.Chooses()) count++;
        }

        return count;
    }
}

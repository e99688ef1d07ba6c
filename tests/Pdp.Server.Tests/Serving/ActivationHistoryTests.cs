using System.Runtime.CompilerServices;
using Pdp.Bundles;
using Pdp.Server.Serving;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Serving;

public sealed class ActivationHistoryTests
{
    [Fact]
    public async Task What_was_served_before_is_let_go()
    {
        var (history, before) = Two();
        await history.SinceAsync(1_000_000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(before.IsAlive);
        Assert.Equal("new", Assert.Single((await history.SinceAsync(1_000_000)).Policies).Id);
    }

    [Fact]
    public async Task Before_anything_is_served_nothing_is_known() => Assert.True((await ActivationHistory.Of(first: null).SinceAsync(0)).IsUnknown);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ActivationHistory History, WeakReference Before) Two()
    {
        var first = new ServedBundle(Fixture.Bundle with { Name = "first" }, DateTimeOffset.UnixEpoch.AddSeconds(1));
        var second = new ServedBundle(
            Fixture.Bundle with { Files = [.. Fixture.Bundle.Files, new BundleFile("new.json", "Policy", "new", 1)] }, DateTimeOffset.UnixEpoch.AddSeconds(2), first);
        var history = ActivationHistory.Of(first).With(first, second);
        return (history, new WeakReference(first));
    }
}

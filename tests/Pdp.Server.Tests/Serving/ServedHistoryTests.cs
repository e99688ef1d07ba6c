using Pdp.Server.Serving;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Serving;

/// <summary>Which revisions a demand may name: those that are in force or have been before, however often they change meanwhile.</summary>
public sealed class ServedHistoryTests
{
    // fewer than are known: none of them is forgotten for its age
    private const int Activations = ServedHistory.Most - 1;

    [Fact]
    public void What_came_before_is_known_and_what_is_taken_back_is_not()
    {
        var holder = new BundleHolder(Of(0));
        for (var i = 1; i <= 3; i++) holder.Activate(Of(i));
        Assert.All([0, 1, 2, 3], i => Assert.True(holder.HasServed(Name(i))));
        holder.Activate(Of(1));
        Assert.All([0, 1], i => Assert.True(holder.HasServed(Name(i))));
        Assert.All([2, 3], i => Assert.False(holder.HasServed(Name(i))));
        holder.Activate(Of(3));
        Assert.True(holder.HasServed(Name(3)));
        Assert.False(holder.HasServed(Name(2)));
    }

    [Fact]
    public void So_many_are_known_and_of_more_the_latest()
    {
        var history = new ServedHistory(Name(0));
        for (var i = 1; i <= ServedHistory.Most; i++) history.Add(Name(i));
        Assert.False(history.Contains(Name(0)));
        Assert.All(Enumerable.Range(1, ServedHistory.Most), i => Assert.True(history.Contains(Name(i))));
    }

    [Fact]
    public async Task A_revision_that_an_answer_names_is_known_at_once_while_others_come_into_force()
    {
        var bundles = Enumerable.Range(0, Activations + 1).Select(Of).ToArray();
        for (var round = 0; round < 20; round++)
        {
            var holder = new BundleHolder(bundles[0]);
            using var start = new Barrier(4);
            var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    for (var last = false; !last;)
                    {
                        var named = holder.Current.Bundle.Revision;
                        last = named == Name(Activations);
                        if (!holder.HasServed(named)) return named;
                    }

                    return null;
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            start.SignalAndWait(TestContext.Current.CancellationToken);
            foreach (var bundle in bundles.Skip(1)) holder.Activate(bundle);
            Assert.All(await Task.WhenAll(readers), static unknown => Assert.Null(unknown));
        }
    }

    private static string Name(int number) => $"r{number}";

    private static ServedBundle Of(int number) => new(Fixture.Bundle with { Revision = Name(number) }, DateTimeOffset.UnixEpoch.AddSeconds(number));
}

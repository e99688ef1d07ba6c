using System.Collections.Concurrent;
using Pdp.Server.Serving;
using Xunit;

namespace Pdp.Server.Tests.Serving;

public sealed class DecisionIdsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Is_a_UUID_of_version_7_that_holds_the_time()
    {
        var id = Guid.Parse(DecisionIds.Next(Now));
        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11);
        var bytes = id.ToByteArray(bigEndian: true);
        var milliseconds = bytes.Take(6).Aggregate(0L, static (sum, b) => (sum << 8) | b);
        Assert.Equal(Now.ToUnixTimeMilliseconds(), milliseconds);
    }

    [Fact]
    public void Ids_of_one_thread_grow_within_one_millisecond()
    {
        var ids = Enumerable.Range(0, 1000).Select(static _ => DecisionIds.Next(Now)).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void No_id_comes_twice_from_many_threads()
    {
        var ids = new ConcurrentDictionary<string, bool>();
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++) ids.TryAdd(DecisionIds.Next(Now), true);
        })).ToList();
        threads.ForEach(static t => t.Start());
        threads.ForEach(static t => t.Join());
        Assert.Equal(160_000, ids.Count);
    }
}

using Pdp.Audit.Records;
using Pdp.Audit.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Audit.Tests;

/// <summary>What was given to a log is what its records are and what they tell to be left out, together.</summary>
public sealed class ExactCountTests(ITestOutputHelper output)
{
    private const int Threads = 4;

    [Fact]
    public async Task More_than_there_is_room_for_is_recorded_as_dropped_exactly()
    {
        using var log = new TestLog();
        var given = 0L;
        await using (var open = log.Open(log.Options with { Capacity = 64 }))
        {
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() => Interlocked.Add(ref given, Give(open, 50_000)))));
        }

        var (recorded, dropped) = (log.Ids.Count(), log.Told(RecordKinds.Dropped));
        output.WriteLine($"given {given}, recorded {recorded}, dropped {dropped}");
        Assert.Equal(given, recorded + dropped);
        Assert.True(dropped > 0);
        Assert.Empty(log.Verify().Findings);
        Assert.Equal(dropped, log.Verify().Dropped);
        Assert.Contains(log.News, static news => news.News == AuditNews.Dropped);
    }

    [Fact]
    public async Task A_disk_that_is_full_loses_nothing_that_is_not_counted_and_is_written_again_when_there_is_room()
    {
        // what is freed has to hold a whole batch and all that waits behind it, or the log never finds room again
        using var disk = SmallDisk.Mount(4096);
        using var log = new TestLog { Folder = Path.Combine(disk.Path, "log") };
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[3 * 1024 * 1024], TestContext.Current.CancellationToken);
        long given = 0;
        await using (var open = log.Open(log.Options with { Capacity = 256 }))
        {
            while (open.Failure is null) given += Give(open, 10);
            given += Give(open, 1000);
            Assert.Contains("No space left", open.Failure!, StringComparison.Ordinal);
            Assert.True(open.Dropped > 0);
            File.Delete(ballast);
            await WritingTests.Until(() => open.Failure is null && open.Waiting == 0);
            given += Give(open, 10);
        }

        var (recorded, dropped) = (log.Ids.Count(), log.Told(RecordKinds.Dropped));
        output.WriteLine($"given {given}, recorded {recorded}, dropped {dropped}");
        Assert.Equal(given, recorded + dropped);
        Assert.Empty(log.Verify().Findings);
        Assert.Equal([AuditNews.Failed, AuditNews.Recovered], log.News.Select(static news => news.News).Where(static news => news != AuditNews.Dropped));
    }

    private static long Give(AuditLog<Entry> log, int count)
    {
        for (var i = 0; i < count; i++) TestLog.Write(log, i);
        return count;
    }
}

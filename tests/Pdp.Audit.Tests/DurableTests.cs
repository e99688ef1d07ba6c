using Microsoft.Extensions.Time.Testing;
using Pdp.Audit.Files;
using Pdp.Audit.Records;
using Pdp.Audit.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Audit.Tests;

/// <summary>A log whose records are waited for.</summary>
public sealed class DurableTests : IDisposable
{
    private readonly TestLog _log = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
    private readonly HeldDisk _disk = new();

    private AuditOptions Options => _log.Options with { SyncsEachBatch = true };

    public void Dispose()
    {
        _disk.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_record_is_waited_for_until_it_is_on_the_disk()
    {
        await using var log = _log.Open(_disk, Options, _clock);
        _disk.Hold();
        var waiting = log.WaitAsync(TestLog.Write(log, 1)).AsTask();
        await _disk.Reached;
        Assert.False(waiting.IsCompleted);

        _disk.Release();
        Assert.Null(await waiting);
        Assert.Equal([1], _log.Ids);
    }

    [Fact]
    public async Task Records_that_come_while_the_disk_is_busy_share_its_next_sync()
    {
        await using var log = _log.Open(_disk, Options, _clock);
        Assert.Null(await log.WaitAsync(TestLog.Write(log, 0)));
        _disk.Hold();
        var first = log.WaitAsync(TestLog.Write(log, 1)).AsTask();
        await _disk.Reached;
        var others = Enumerable.Range(2, 100).Select(id => log.WaitAsync(TestLog.Write(log, id)).AsTask()).ToList();
        var before = _disk.Syncs;

        _disk.Release();
        Assert.All(await Task.WhenAll(others.Append(first)), Assert.Null);
        Assert.InRange(_disk.Syncs - before, 1, 2);
    }

    [Fact]
    public async Task A_disk_that_hangs_is_told_of_where_nobody_waits_for_it_as_well_and_when_it_goes_on()
    {
        await using var log = _log.Open(_disk, Options, _clock);
        _disk.Hold();
        TestLog.Write(log, 1);
        await _disk.Reached;
        _clock.Advance(TimeSpan.FromSeconds(1));
        var early = log.Failure;
        _clock.Advance(TimeSpan.FromSeconds(1));
        var late = log.Failure;
        _disk.Release();
        Assert.Equal((null, "the disk has not taken records for 2 s"), (early, late));
        while (log.Failure is not null) await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.Equal([AuditNews.Failed, AuditNews.Recovered], _log.News.Select(static one => one.News));
    }

    [Fact]
    public async Task A_disk_that_hangs_is_waited_for_once_and_not_by_those_who_come_later()
    {
        await using var log = _log.Open(_disk, Options, _clock);
        _disk.Hold();
        var waiting = log.WaitAsync(TestLog.Write(log, 1)).AsTask();
        await _disk.Reached;
        while (!waiting.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("the disk did not take its records within 1000 ms", await waiting);
        log.Withhold("1");
        var later = log.WaitAsync(TestLog.Write(log, 2));
        Assert.True(later.IsCompleted);
        Assert.NotNull(await later);

        _disk.Release();
        await WritingTests.Until(() => log.Failure is null && log.Waiting == 0);
        Assert.Null(await log.WaitAsync(TestLog.Write(log, 3)));
        await WritingTests.Until(() => _log.Lines.Any(static line => TestLog.Kind(line) == RecordKinds.Withheld));
        Assert.Equal([1, 2, 3], _log.Ids);
        Assert.Equal([AuditNews.Failed, AuditNews.Recovered], _log.News.Select(static news => news.News));
    }

    [Fact]
    public async Task A_disk_that_is_full_is_told_at_once()
    {
        using var disk = SmallDisk.Mount(64);
        using var small = new TestLog { Folder = Path.Combine(disk.Path, "log") };
        var ballast = Path.Combine(disk.Path, "ballast");
        await using (var log = small.Open(small.Options with { SyncsEachBatch = true }))
        {
            Assert.Null(await log.WaitAsync(TestLog.Write(log, 1)));
            await FillAsync(ballast);
            string? refusal = null;
            for (var id = 2; refusal is null; id++) refusal = await log.WaitAsync(TestLog.Write(log, id));
            Assert.Equal("no space left on the device", refusal);
            Assert.Contains("No space left", log.Failure, StringComparison.Ordinal);
            File.Delete(ballast);
            await WritingTests.Until(() => log.Failure is null);
            Assert.Null(await log.WaitAsync(TestLog.Write(log, 1000)));
        }

        Assert.Equal(1000, small.Ids.Last());
        Assert.Equal(small.Ids.Count() - 1, small.Ids.SkipLast(1).Last());
        Assert.Empty(small.Verify().Findings);
    }

    [Fact]
    public async Task A_file_that_is_moved_away_from_a_full_disk_ends_with_the_last_record_that_was_confirmed()
    {
        using var disk = SmallDisk.Mount(64);
        using var small = new TestLog { Folder = Path.Combine(disk.Path, "log") };
        var (ballast, elsewhere) = (Path.Combine(disk.Path, "ballast"), Path.Combine(disk.Path, "elsewhere"));
        var confirmed = 0;
        string path;
        await using (var log = small.Open(small.Options with { SyncsEachBatch = true }))
        {
            path = small.Files[0].Path;
            await FillAsync(ballast);
            while (await log.WaitAsync(TestLog.Write(log, confirmed + 1)) is null) confirmed++;
            File.Move(path, elsewhere);
            File.Delete(ballast);
            await WritingTests.Until(() => log.Failure is null);
            Assert.Null(await log.WaitAsync(TestLog.Write(log, 1000)));
        }

        Assert.Equal(2, Assert.Single(small.Files).Number);
        File.Move(elsewhere, path);
        Assert.Equal([.. Enumerable.Range(1, confirmed + 1), 1000], small.Ids);
        Assert.Empty(small.Verify().Findings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_file_got_that_was_not_confirmed_is_cut_off_before_another_is_begun_wherever_it_is_by_then(bool isCutLate)
    {
        var disk = new FailingDisk();
        var elsewhere = Path.Combine(Path.GetDirectoryName(_log.Folder)!, "elsewhere");
        string path;
        await using (var log = _log.Open(disk, Options with { RetryAfter = TimeSpan.FromMilliseconds(1) }))
        {
            Assert.Null(await log.WaitAsync(TestLog.Write(log, 1)));
            path = _log.Files[0].Path;
            var whole = new FileInfo(path).Length;
            disk.Fail(new IOException("it is broken", 5), cutsFail: isCutLate);
            Assert.NotNull(await log.WaitAsync(TestLog.Write(log, 2)));
            await WritingTests.Until(() => disk.Failures >= 3);
            if (!isCutLate) Assert.Equal(whole, new FileInfo(path).Length);
            File.Move(path, elsewhere);
            if (isCutLate)
            {
                // writing would do again, and what is in the old file cannot be had out of it
                disk.FailCutsOnly();
                var before = disk.Failures;
                await WritingTests.Until(() => disk.Failures >= before + 3 || log.Failure is null);
                Assert.Empty(_log.Files);
            }

            disk.Work();
            await WritingTests.Until(() => log.Failure is null);
            Assert.Equal(whole, new FileInfo(elsewhere).Length);
        }

        Assert.Equal(2, Assert.Single(_log.Files).Number);
        File.Move(elsewhere, path);
        Assert.Equal([1, 2], _log.Ids);
        Assert.Empty(_log.Verify().Findings);
    }

    [Theory]
    [InlineData(typeof(IOException), 28, "no space left on the device")]
    [InlineData(typeof(IOException), 122, "the disk quota is exceeded")]
    [InlineData(typeof(IOException), 5, "the disk reports an error")]
    [InlineData(typeof(IOException), 30, "the file system is read-only")]
    [InlineData(typeof(IOException), 116, "the log cannot be written")]
    [InlineData(typeof(UnauthorizedAccessException), 13, "permission denied")]
    [InlineData(typeof(DirectoryNotFoundException), 2, "its folder is not there")]
    [InlineData(typeof(InvalidOperationException), 0, "the log cannot be written")]
    public async Task Who_waits_is_told_why_but_not_where_the_log_is(Type kind, int number, string told)
    {
        var failure = (Exception)Activator.CreateInstance(kind, "it failed: '/place/of/the/log'")!;
        failure.HResult = number;
        var disk = new FailingDisk();
        await using var log = _log.Open(disk, Options);
        Assert.Null(await log.WaitAsync(TestLog.Write(log, 1)));
        disk.Fail(failure, cutsFail: false);

        Assert.Equal(told, await log.WaitAsync(TestLog.Write(log, 2)));
        Assert.Equal(told, await log.WaitAsync(TestLog.Write(log, 3)));
        Assert.Equal(told, log.Reason);
        Assert.Contains("/place/of/the/log", log.Failure, StringComparison.Ordinal);
        Assert.Contains("/place/of/the/log", Assert.Single(_log.News).Text, StringComparison.Ordinal);
        disk.Work();
    }

    private static async Task FillAsync(string path)
    {
        await using var file = File.Create(path);
        try
        {
            while (true)
            {
                await file.WriteAsync(new byte[4096]);
                await file.FlushAsync();
            }
        }
        catch (IOException)
        {
            // it is full
        }
    }

    /// <summary>A disk whose syncs can be held up.</summary>
    private sealed class HeldDisk : IFileOpener, IDisposable
    {
        private readonly FileOpener _files = new();
        private readonly ManualResetEventSlim _free = new(initialState: true);
        private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _syncs;

        public int Syncs => Volatile.Read(ref _syncs);

        /// <summary>A sync is held up.</summary>
        public Task Reached => _reached.Task;

        public void Hold()
        {
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _free.Reset();
        }

        public void Release() => _free.Set();

        public void Dispose() => _free.Dispose();

        public IOpenFile Open(string path, FileMode mode) => new Held(_files.Open(path, mode), this);

        private void Wait()
        {
            Interlocked.Increment(ref _syncs);
            if (!_free.IsSet) _reached.TrySetResult();
            _free.Wait();
        }

        private sealed class Held(IOpenFile file, HeldDisk disk) : IOpenFile
        {
            public FileStream Stream => file.Stream;

            public void Write(long position, ReadOnlySpan<byte> bytes) => file.Write(position, bytes);

            public void Sync()
            {
                disk.Wait();
                file.Sync();
            }

            public void Cut(long length) => file.Cut(length);

            public void Dispose() => file.Dispose();
        }
    }

    /// <summary>A disk that takes half of what it is given, and then says that it failed.</summary>
    private sealed class FailingDisk : IFileOpener
    {
        private readonly FileOpener _files = new();
        private volatile Exception? _write;
        private volatile bool _cutsFail;
        private int _failures;

        /// <summary>How often it has failed.</summary>
        public int Failures => Volatile.Read(ref _failures);

        public void Fail(Exception write, bool cutsFail)
        {
            _cutsFail = cutsFail;
            _write = write;
        }

        public void FailCutsOnly() => _write = null;

        public void Work()
        {
            _write = null;
            _cutsFail = false;
        }

        public IOpenFile Open(string path, FileMode mode) => new Failing(_files.Open(path, mode), this);

        private void Count() => Interlocked.Increment(ref _failures);

        private sealed class Failing(IOpenFile file, FailingDisk disk) : IOpenFile
        {
            public FileStream Stream => file.Stream;

            public void Write(long position, ReadOnlySpan<byte> bytes)
            {
                var failure = disk._write;
                file.Write(position, failure is null ? bytes : bytes[..(bytes.Length / 2)]);
                if (failure is null) return;
                disk.Count();
                throw failure;
            }

            public void Sync() => file.Sync();

            public void Cut(long length)
            {
                if (disk._cutsFail)
                {
                    disk.Count();
                    throw new IOException("it cannot be cut", 5);
                }

                file.Cut(length);
            }

            public void Dispose() => file.Dispose();
        }
    }
}

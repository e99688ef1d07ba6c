using System.Diagnostics;
using Pdp.Audit.Records;
using Pdp.Audit.Tests.Support;
using Xunit;

namespace Pdp.Audit.Tests;

public sealed class WritingTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Closing_writes_all_that_waits_in_order_and_the_chain_holds()
    {
        await _log.WriteAsync(1, 1000);

        Assert.Equal(Enumerable.Range(1, 1000), _log.Ids);
        Assert.Equal([RecordKinds.File, RecordKinds.Start], _log.Lines.Take(2).Select(TestLog.Kind));
        Assert.Equal(RecordKinds.Stop, TestLog.Kind(_log.Lines[^1]));
        var verdict = _log.Verify();
        Assert.Empty(verdict.Findings);
        Assert.Equal((1, 1002, 1, 1002), (verdict.Files, verdict.Records, verdict.First, verdict.Last));
    }

    [Fact]
    public async Task The_chain_goes_on_over_starts_and_over_files_of_which_the_oldest_are_removed()
    {
        var options = _log.Options with { FileBytes = 4096, MostFiles = 4 };
        for (var i = 0; i < 30; i++) await _log.WriteAsync((20 * i) + 1, 20 * (i + 1), options);

        Assert.Equal(4, _log.Files.Count);
        Assert.True(_log.Files[0].Number > 4);
        Assert.Equal(600, _log.Ids.Last());
        var verdict = _log.Verify();
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.Contains("the files before are not here", Assert.Single(verdict.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_its_owner_can_read_it()
    {
        if (OperatingSystem.IsWindows()) return;
        await _log.WriteAsync(1, 1);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_log.Files[0].Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_log.Folder));
    }

    [Fact]
    public async Task One_process_at_a_time_writes_to_a_folder()
    {
        await using var log = _log.Open();

        var refusal = Assert.Throws<AuditException>(() => _log.Open());
        Assert.Contains("another process writes to it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_others_may_write_to_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        await _log.WriteAsync(1, 1);
        File.SetUnixFileMode(_log.Folder, (UnixFileMode)0b111_111_111);

        Assert.Contains("others may write to it", Assert.Throws<AuditException>(() => _log.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_its_own_that_its_group_was_given_is_taken_back_and_that_is_told()
    {
        if (!OperatingSystem.IsLinux()) return;
        await _log.WriteAsync(1, 5);

        // as Kubernetes does with a volume that has `fsGroup`: 2770 and 0660
        File.SetUnixFileMode(_log.Folder, (UnixFileMode)0b10_111_111_000);
        File.SetUnixFileMode(_log.Files[0].Path, (UnixFileMode)0b110_110_000);
        await _log.WriteAsync(6, 10);

        Assert.Equal(AuditNews.TakenBack, Assert.Single(_log.News).News);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_log.Files[0].Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_log.Folder));
        Assert.Equal(Enumerable.Range(1, 10), _log.Ids);

        await _log.WriteAsync(11, 12);
        Assert.Single(_log.News);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_the_group_may_have_put_into_such_a_folder_is_not_written_to(bool isSymbolic)
    {
        if (!OperatingSystem.IsLinux()) return;
        await _log.WriteAsync(1, 1);
        var path = _log.Files[0].Path;
        var elsewhere = Path.Combine(Path.GetDirectoryName(_log.Folder)!, "elsewhere");
        File.Move(path, elsewhere);
        if (isSymbolic) File.CreateSymbolicLink(path, elsewhere);
        else await Process.Start("ln", [elsewhere, path]).WaitForExitAsync(TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_log.Folder, (UnixFileMode)0b10_111_111_000);

        var before = await File.ReadAllBytesAsync(elsewhere, TestContext.Current.CancellationToken);
        for (var start = 1; start <= 3; start++)
            Assert.Contains("is no file of this process' user alone", Assert.Throws<AuditException>(() => _log.Open()).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(elsewhere, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_record_that_cannot_be_made_is_made_short_and_told()
    {
        await using (var log = _log.Open())
        {
            TestLog.Write(log, 1);
            TestLog.Write(log, 2, fails: true);
            TestLog.Write(log, 3);
        }

        Assert.Equal([1, 2, 3], _log.Ids);
        Assert.True(_log.Lines.Single(static line => line.TryGetProperty("id", out var id) && id.ValueEquals("2")).GetProperty("shortened").GetBoolean());
        Assert.Equal(AuditNews.Shortened, Assert.Single(_log.News).News);
        Assert.Empty(_log.Verify().Findings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public async Task What_a_killed_writer_left_of_a_line_is_cut_off_and_told(int bytes)
    {
        await _log.WriteAsync(1, 10);
        Cut(_log.Files[0].Path, bytes);
        var torn = new FileInfo(_log.Files[0].Path).Length;
        Assert.Contains("was not written to its end", Assert.Single(_log.Verify().Findings).Message, StringComparison.Ordinal);

        await _log.WriteAsync(11, 20);

        Assert.Equal(Enumerable.Range(1, 20), _log.Ids);
        Assert.Equal(AuditNews.Torn, Assert.Single(_log.News).News);
        var start = _log.Lines.Last(static line => TestLog.Kind(line) == RecordKinds.Start);
        Assert.False(start.GetProperty("clean").GetBoolean());
        Assert.InRange(start.GetProperty("torn").GetInt64(), 1, torn);
        Assert.Empty(_log.Verify().Findings);
    }

    [Fact]
    public async Task A_damaged_end_is_left_as_it_is_and_the_chain_begins_anew_in_another_file()
    {
        await _log.WriteAsync(1, 10);
        await File.AppendAllTextAsync(_log.Files[0].Path, "\0\0\0\0\n", TestContext.Current.CancellationToken);

        await _log.WriteAsync(11, 20);

        Assert.Equal(2, _log.Files.Count);
        Assert.Equal(AuditNews.Damaged, Assert.Single(_log.News).News);
        var verdict = _log.Verify();
        Assert.False(verdict.IsIntact);
        Assert.Equal((_log.Files[0].Path, 14), verdict.Findings.Select(static finding => (finding.File, finding.Line)).First());
    }

    [Fact]
    public async Task A_file_that_is_taken_away_is_followed_by_another()
    {
        await using (var log = _log.Open())
        {
            TestLog.Write(log, 1);
            await Until(() => log.Recorded == 1);
            File.Move(_log.Files[0].Path, Path.Combine(_log.Folder, "elsewhere"));
            TestLog.Write(log, 2);
        }

        Assert.Equal(2, Assert.Single(_log.Files).Number);
        Assert.Equal([2], _log.Ids);
        Assert.True(_log.Verify().IsIntact);
    }

    [Fact]
    public async Task Nothing_is_allocated_by_who_records()
    {
        await using var log = _log.Open();
        for (var i = 0; i < 1000; i++) Publish(log);
        await Until(() => log.Waiting == 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5000; i++) Publish(log);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, log.Dropped);
    }

    private static void Publish(AuditLog<Entry> log)
    {
        if (!log.TryClaim(1, isPermit: true, DateTimeOffset.UnixEpoch, out var entry, out var ticket)) return;
        (entry.Id, entry.Time) = ("1", DateTimeOffset.UnixEpoch);
        log.Publish(ticket);
    }

    private static void Cut(string path, int bytes)
    {
        using var file = File.Open(path, FileMode.Open);
        file.SetLength(file.Length - bytes);
    }

    internal static async Task Until(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(1, TestContext.Current.CancellationToken);
    }
}

using System.Diagnostics;
using System.Globalization;
using Pdp.Audit.Reading;
using Pdp.Audit.Tests.Support;
using Pdp.Audit.Verifying;
using Xunit;

namespace Pdp.Audit.Tests;

/// <summary>What has the name of a file of a log and is none: nothing waits for it, nothing follows it, and it is told.</summary>
public sealed class NamesInFolderTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("pipe", "it is no regular file")]
    [InlineData("folder", "it is no regular file")]
    [InlineData("link to a device", "it is a symbolic link")]
    [InlineData("link to a file", "it is a symbolic link")]
    [InlineData("link to nothing", "it is a symbolic link")]
    public async Task What_is_no_file_is_neither_opened_nor_followed_and_is_told(string what, string why)
    {
        if (!OperatingSystem.IsLinux()) return;
        await _log.WriteAsync(1, 3);
        var path = Path.Combine(_log.Folder, "audit-00000002.jsonl");
        var elsewhere = Path.Combine(Path.GetDirectoryName(_log.Folder)!, "elsewhere");
        File.Copy(_log.Files[0].Path, elsewhere);
        switch (what)
        {
            case "pipe": await Process.Start("mkfifo", [path]).WaitForExitAsync(TestContext.Current.CancellationToken); break;
            case "folder": Directory.CreateDirectory(path); break;
            case "link to a device": File.CreateSymbolicLink(path, "/dev/zero"); break;
            case "link to a file": File.CreateSymbolicLink(path, elsewhere); break;
            default: File.CreateSymbolicLink(path, elsewhere + "-not"); break;
        }

        var finding = Assert.Single(_log.Verify().Findings);
        Assert.Equal((FindingSeverity.Error, path, $"it has the name of a file of the log, and is not read: {why}"), (finding.Severity, finding.File, finding.Message));
        var error = $"`{path}` cannot be a file of the log: {why}; take it away";
        Assert.Equal(error, Assert.Throws<IOException>(() => AuditRecords.Lines(AuditRecords.Find(_log.Folder))).Message);
        Assert.Equal(error, Assert.Throws<IOException>(() => new LogFollower(_log.Folder)).Message);
        Assert.EndsWith(error, Assert.Throws<AuditException>(() => _log.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_follows_a_log_is_told_of_a_pipe_in_the_place_of_the_next_file()
    {
        if (!OperatingSystem.IsLinux()) return;
        await _log.WriteAsync(1, 1);
        using var follower = new LogFollower(_log.Folder);
        while (follower.Next() is not null) { }
        await Process.Start("mkfifo", [Path.Combine(_log.Folder, "audit-00000002.jsonl")]).WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("it is no regular file", Assert.Throws<IOException>(follower.Next).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit-9223372036854775807.jsonl")]
    [InlineData("audit--9223372036854775808.jsonl")]
    [InlineData("audit-99999999999999999999.jsonl")]
    [InlineData("audit-00000000.jsonl")]
    [InlineData("audit-.jsonl")]
    [InlineData("audit-00000001-copy.jsonl")]
    public async Task What_has_no_number_of_a_file_is_told_and_records_go_where_they_are_found(string name)
    {
        await _log.WriteAsync(1, 3);
        var path = Path.Combine(_log.Folder, name);
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        await _log.WriteAsync(4, 6, _log.Options with { MostFiles = 1 });

        var (news, text) = Assert.Single(_log.News);
        Assert.Equal(AuditNews.Stray, news);
        Assert.Contains(name, text, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
        Assert.Equal(6, _log.Ids.Last());
        var verdict = _log.Verify();
        Assert.Equal((1, path, "it has the name of a file of the log, and is not read: its name has no number of a file"), (verdict.Errors, verdict.Findings[0].File, verdict.Findings[0].Message));
        Assert.Throws<IOException>(() => AuditRecords.Lines(AuditRecords.Find(_log.Folder)));
    }

    [Theory]
    [InlineData(1_000_002, false, "the last file before it has the number 1")]
    [InlineData(999_999_999_999, false, "the last file before it has the number 1")]
    [InlineData(999_999_999_999, true, "it was written as the file of the number 1")]
    public async Task No_server_goes_on_behind_a_number_that_the_log_has_not_got_to(long number, bool isMoved, string why)
    {
        await _log.WriteAsync(1, 3);
        var name = string.Create(CultureInfo.InvariantCulture, $"audit-{number:D8}.jsonl");
        var path = Path.Combine(_log.Folder, name);
        if (isMoved) File.Move(_log.Files[0].Path, path);
        else await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);

        Assert.EndsWith($"`{name}` in it has a number that the log has not got to ({why}); take it away, or give it its name again", Assert.Throws<AuditException>(() => _log.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_number_that_there_is_has_none_behind_it_and_that_is_told()
    {
        await _log.WriteAsync(1, 3);
        var path = Path.Combine(_log.Folder, "audit-999999999999.jsonl");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(_log.Files[0].Path, TestContext.Current.CancellationToken)).Replace("\"number\":1,", "\"number\":999999999999,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Throws<AuditException>(() => _log.Open());

        File.Move(path, path.Replace("999999999999", "999999999998", StringComparison.Ordinal));
        await using var log = _log.Open(_log.Options with { FileBytes = 100 });
        TestLog.Write(log, 4);
        await WritingTests.Until(() => log.Failure is not null);
        Assert.Contains("there is no number behind that of the last", log.Failure, StringComparison.Ordinal);
    }
}

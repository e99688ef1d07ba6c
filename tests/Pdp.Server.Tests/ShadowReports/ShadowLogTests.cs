using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.ShadowReports;

public sealed class ShadowLogTests : IDisposable
{
    private static readonly Request Request = new(
        new Entity("user", "alice", Properties("secret", "s")), new ActionInfo("read", Properties("secret", "s")),
        new Entity("document", "d1", Properties("secret", "s")), Properties("secret", "s"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-shadow-log-");

    private string File => Path.Combine(_folder.FullName, "shadow.jsonl");

    private PdpServerOptions Options => new() { ShadowLog = File };

    [Fact]
    public async Task A_record_has_what_both_said_and_why_and_of_the_request_only_its_names()
    {
        await WriteAsync(Options, Record(RecordedRequest.Ids));

        var line = Assert.Single(Lines(File));
        Assert.Equal(
            """{"time":"2026-03-02T10:00:00.123Z","revision":"r1","decisionId":"id-1","decision":"DENY","policy":"p","shadow":{"version":2,"decision":"INDETERMINATE","error":{"policy":"p","version":2,"rule":"fails","code":"missing-attribute"}},"inForce":{"version":1,"decision":"DENY","rule":{"policy":"p/q","version":1,"rule":"denies"}},"request":{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"document","id":"d1"}}}""",
            line.GetRawText());
    }

    [Fact]
    public async Task Properties_and_messages_are_written_when_asked_for()
    {
        await WriteAsync(Options, Record(RecordedRequest.Full));

        var line = Assert.Single(Lines(File));
        Assert.Equal(
            """{"subject":{"type":"user","id":"alice","properties":{"secret":"s"}},"action":{"name":"read","properties":{"secret":"s"}},"resource":{"type":"document","id":"d1","properties":{"secret":"s"}},"context":{"secret":"s"}}""",
            line.GetProperty("request").GetRawText());
        Assert.Equal("attribute `x` is missing", line.GetProperty("shadow").GetProperty("error").GetProperty("message").GetString());
        Assert.True(Bundles.Json.RequestJson.TryRead(System.Text.Encoding.UTF8.GetBytes(line.GetProperty("request").GetRawText()), out _, out _));
    }

    [Fact]
    public async Task Closing_writes_all_that_waits_in_order()
    {
        await WriteAsync(Options, [.. Enumerable.Range(0, 1000).Select(i => Record(RecordedRequest.Ids) with { DecisionId = $"id-{i}" })]);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"id-{i}"), Lines(File).Select(line => line.GetProperty("decisionId").GetString()));
    }

    [Fact]
    public async Task Only_its_owner_can_read_the_file()
    {
        if (OperatingSystem.IsWindows()) return;
        await WriteAsync(Options, Record(RecordedRequest.Ids));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task What_is_left_out_is_told_in_the_file()
    {
        await using (var log = Trials.Log(Options))
        {
            log.Open();
            log.LeaveOut(LeftOutBecause.Rate, 7);
            log.LeaveOut(LeftOutBecause.Failed, 2);
            log.Write(Record(RecordedRequest.Ids));
        }

        var told = Lines(File).Where(line => line.TryGetProperty("leftOut", out _)).Select(line => line.GetProperty("leftOut")).ToArray();
        Assert.Equal((7, 0, 2), (Sum("rate"), Sum("queue"), Sum("failed")));
        Assert.Single(Lines(File), line => line.TryGetProperty("decisionId", out _));

        int Sum(string reason) => told.Sum(line => line.GetProperty(reason).GetInt32());
    }

    [Fact]
    public async Task What_the_queue_cannot_hold_is_counted_and_told()
    {
        const int Many = 5000;
        var log = Trials.Log(Options);
        for (var i = 0; i < Many; i++) log.Write(Record(RecordedRequest.Ids));
        log.Open();
        await log.DisposeAsync();

        var records = Lines(File).Count(line => line.TryGetProperty("decisionId", out _));
        var told = Lines(File).Where(line => line.TryGetProperty("leftOut", out _)).Sum(line => line.GetProperty("leftOut").GetProperty("queue").GetInt32());
        Assert.Equal(Many, records + told);
        Assert.Equal((records, told), (log.Written, log.LeftOut(LeftOutBecause.Queue)));
        Assert.InRange(told, 1, Many - 1);
    }

    [Fact]
    public async Task Bytes_that_wait_are_bounded()
    {
        var large = Record(RecordedRequest.Full) with { Request = Request with { Context = Properties("text", new string('x', 1_000_000)) } };
        var log = Trials.Log(Options);
        for (var i = 0; i < 40; i++) log.Write(large);

        Assert.Equal(40 - (ShadowLog.MostWaiting / large.ToLine().Length), log.LeftOut(LeftOutBecause.Queue));
        await log.DisposeAsync();
    }

    [Fact]
    public async Task What_is_left_out_is_told_though_no_record_comes()
    {
        var clock = new FakeTimeProvider();
        await using var log = Trials.Log(Options, clock);
        log.Open();
        log.LeaveOut(LeftOutBecause.Rate, 3);
        while (Lines(File).Length == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(3, Assert.Single(Lines(File)).GetProperty("leftOut").GetProperty("rate").GetInt32());
    }

    [Fact]
    public void A_file_that_is_moved_away_is_made_anew()
    {
        using var file = new AppendedFile(File);
        file.Open();
        Append(file, "one\n");
        System.IO.File.Move(File, File + ".1");
        Append(file, "two\n");
        Append(file, "three\n");

        Assert.Equal("one\n", System.IO.File.ReadAllText(File + ".1"));
        Assert.Equal("two\nthree\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void So_is_one_in_whose_place_another_was_put()
    {
        using var file = new AppendedFile(File);
        file.Open();
        Append(file, "one\n");
        System.IO.File.Move(File, File + ".1");
        System.IO.File.WriteAllText(File, "");
        Append(file, "two\n");

        Assert.Equal("one\n", System.IO.File.ReadAllText(File + ".1"));
        Assert.Equal("two\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void One_that_is_emptied_begins_at_its_beginning()
    {
        using var file = new AppendedFile(File);
        file.Open();
        Append(file, "one\n");
        using (var stream = new FileStream(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) stream.SetLength(0);
        Append(file, "two\n");

        Assert.Equal("two\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void One_that_is_told_to_be_stale_is_opened_anew()
    {
        using var file = new AppendedFile(File);
        file.Open();
        Append(file, "one\n");
        System.IO.File.Move(File, File + ".1");
        System.IO.File.WriteAllText(File, "old\n");
        file.IsStale = true;
        Append(file, "two\n");

        Assert.Equal("old\ntwo\n", System.IO.File.ReadAllText(File));
        Assert.False(file.IsStale);
    }

    [Fact]
    public void A_line_that_a_killed_writer_left_torn_is_ended()
    {
        System.IO.File.WriteAllText(File, "{\"torn");
        using var file = new AppendedFile(File);
        file.Open();
        Append(file, "one\n");

        Assert.Equal("{\"torn\none\n", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task A_full_disk_loses_no_count_and_the_log_goes_on()
    {
        if (!System.IO.File.Exists("/dev/full")) return;
        System.IO.File.CreateSymbolicLink(File, "/dev/full");
        var log = Trials.Log(Options);
        log.Open();
        for (var i = 0; i < 10; i++) log.Write(Record(RecordedRequest.Ids));
        await log.DisposeAsync();

        Assert.Equal((0, 10), (log.Written, log.LeftOut(LeftOutBecause.Failed)));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_keeps_the_server_from_starting()
    {
        await using var log = Trials.Log(new PdpServerOptions { ShadowLog = Path.Combine(_folder.FullName, "nowhere", "x") });

        var failure = Assert.Throws<StartUpException>(log.Open);

        Assert.Contains("cannot write `", failure.Message, StringComparison.Ordinal);
        Assert.Equal("name another file with `--shadow-log`", failure.Help);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Append(AppendedFile file, string line)
    {
        file.Append(System.Text.Encoding.UTF8.GetBytes(line));
        file.Flush();
    }

    private static async Task WriteAsync(PdpServerOptions options, params ShadowRecord[] records)
    {
        await using var log = Trials.Log(options);
        log.Open();
        foreach (var record in records) log.Write(record);
    }

    private static StringMap Properties(string name, string value) => new([KeyValuePair.Create(name, Value.From(value))]);

    private static ShadowRecord Record(RecordedRequest recorded) => new(
        new ShadowVersions("p", 2, 1, "digest"), new ShadowDecision("p", 2, Outcome.Indeterminate, Outcome.Deny),
        new ShadowCauses(
            new OutcomeCause(null, new DecisionError("p", 2, "fails", "missing-attribute", "attribute `x` is missing")),
            new OutcomeCause(new DeterminingRule("p/q", 1, "denies", null), null)),
        Outcome.Deny, "r1", Request, "id-1", new DateTimeOffset(2026, 3, 2, 10, 0, 0, 123, TimeSpan.Zero), recorded);

    private static JsonElement[] Lines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
    }
}

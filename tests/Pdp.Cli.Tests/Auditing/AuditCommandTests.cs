using System.Text.Json;
using Pdp.Audit;
using Microsoft.Extensions.Time.Testing;
using Pdp.Audit.Records;
using Pdp.Bundles.Archives.Signing;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Auditing;

public sealed class AuditCommandTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-audit-cli-");

    private string Log => Path.Combine(_place.FullName, "log");

    private string Policies => Path.Combine(_place.FullName, "policies");

    public void Dispose() => _place.Delete(recursive: true);

    [Fact]
    public async Task A_log_is_intact_or_it_is_told_where_it_is_not()
    {
        await WriteAsync();
        var run = await CliRun.RunAsync("audit", "verify", Log);
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.Matches("^intact\nrecords   6 in 1 file, numbers 1 to 6\nlog       [0-9a-f]{32}\nsigned    not looked at: give `--keys FILE`\n$", run.Out);

        var file = Path.Combine(Log, "audit-00000001.jsonl");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("\"bob\"", "\"eve\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        run = await CliRun.RunAsync("audit", "verify", Log);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.StartsWith($"error: {file}:4: record 3 was changed after it was written", run.Out, StringComparison.Ordinal);
        run = await CliRun.RunAsync("audit", "verify", Log, "--format", "json");
        Assert.Equal(4, JsonDocument.Parse(run.Out).RootElement.GetProperty("findings")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Signatures_are_checked_when_keys_are_given()
    {
        using var ecdsa = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var key = Path.Combine(_place.FullName, "key.pub");
        await File.WriteAllTextAsync(key, ecdsa.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        await WriteAsync(SigningKey.Parse(ecdsa.ExportPkcs8PrivateKeyPem()));

        var run = await CliRun.RunAsync("audit", "verify", Log, "--keys", key);
        Assert.Matches("^intact\nrecords   [0-9]+ in 1 file, numbers 1 to [0-9]+\nlog       [0-9a-f]{32}\nsigned    up to record [0-9]+, by [0-9]+ signatures, the last of [0-9T:-]+Z\nseen      [0-9]+:[0-9a-f]{64}\nunsigned  none\n$", run.Out);
        var told = JsonDocument.Parse((await CliRun.RunAsync("audit", "verify", Log, "--keys", key, "--format", "json")).Out).RootElement;
        var (id, signed) = (told.GetProperty("log").GetString()!, told.GetProperty("signed").GetInt64());
        var seen = told.GetProperty("seen").GetString()!;
        Assert.Contains($"seen      {seen}\n", run.Out, StringComparison.Ordinal);

        run = await CliRun.RunAsync("audit", "verify", Log, "--keys", key, "--id", id, "--at-least", seen);
        Assert.Equal(ExitCodes.Ok, run.Code);
        run = await CliRun.RunAsync("audit", "verify", Log, "--keys", key, "--id", "another", "--at-least", $"{signed + 1}:{new string('1', 64)}");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains($"expected the log `another`, got `{id}`\n", run.Out, StringComparison.Ordinal);
        Assert.Contains($"expected it to be signed up to record {signed + 1} at least, got {signed}: its end was cut off\n", run.Out, StringComparison.Ordinal);
        run = await CliRun.RunAsync("audit", "verify", Log, "--keys", key, "--at-least", $"{signed}:{new string('1', 64)}");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains($"record {signed} is not the one that was seen signed", run.Out, StringComparison.Ordinal);
        run = await CliRun.RunAsync("audit", "verify", Log, "--keys", key, "--at-least", $"{signed}");
        Assert.Equal((ExitCodes.BadInput, $"error: `--at-least`: expected a number and a hash as `NUMBER:HASH`, got `{signed}`\n  = help: `pdp audit verify` prints both as `seen`\n"), (run.Code, run.Error));
        run = await CliRun.RunAsync("audit", "verify", Log, "--keys", key, "--keyless-to", "none");
        Assert.Equal((ExitCodes.BadInput, "error: `--keyless-to`: expected the number of a record, got `none`\n"), (run.Code, run.Error));
        run = await CliRun.RunAsync("audit", "verify", Log, "--at-least", seen);
        foreach (var number in new[] { "none", "0", "-1" })
        {
            run = await CliRun.RunAsync("audit", "verify", Log, "--keys", key, "--old-files-to", number);
            Assert.Equal((ExitCodes.BadInput, $"error: `--old-files-to`: expected the number of a file, got `{number}`\n"), (run.Code, run.Error));
        }

        run = await CliRun.RunAsync("audit", "verify", Log, "--old-files-to", "1");
        Assert.Equal((ExitCodes.BadInput, "error: `--old-files-to` is about signatures\n  = help: give `--keys FILE` as well\n"), (run.Code, run.Error));
        run = await CliRun.RunAsync("audit", "verify", Log, "--at-least", seen);
        Assert.Equal((ExitCodes.BadInput, "error: `--at-least` is about signatures\n  = help: give `--keys FILE` as well\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task What_no_signature_vouches_for_is_told_with_its_place_and_its_age()
    {
        using var ecdsa = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var key = Path.Combine(_place.FullName, "key.pub");
        await File.WriteAllTextAsync(key, ecdsa.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        await WriteAsync(SigningKey.Parse(ecdsa.ExportPkcs8PrivateKeyPem()));

        // as a server that is killed leaves it: its own `start` and the records of four decisions, of which one is cut
        var file = Path.Combine(Log, "audit-00000001.jsonl");
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        var end = Array.FindIndex(lines, static line => line.Contains("\"id\":\"1\"", StringComparison.Ordinal)) + 1;
        await File.WriteAllTextAsync(file, string.Join('\n', lines[..end]) + "\n" + lines[end][..20], TestContext.Current.CancellationToken);

        var (code, text) = await VerifyAsync();
        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains($"\nunsigned  1 record at the end, record {end - 1} ({file}:{end}), of 2026-03-02T10:00:01Z, 3 min ago: no signature vouches for what is there, nor for there having been no more\n", text, StringComparison.Ordinal);
        var unsigned = JsonDocument.Parse((await VerifyAsync("--format", "json")).Text).RootElement.GetProperty("unsigned");
        Assert.Equal((1, 180L), (unsigned.GetProperty("count").GetInt32(), unsigned.GetProperty("ageSeconds").GetInt64()));
        Assert.Equal((end - 1, file, end), (unsigned.GetProperty("first").GetProperty("record").GetInt32(), unsigned.GetProperty("last").GetProperty("file").GetString(), unsigned.GetProperty("last").GetProperty("line").GetInt32()));
        Assert.Equal(unsigned.GetProperty("oldest").GetString(), unsigned.GetProperty("newest").GetString());
        Assert.DoesNotContain("unsigned", (await CliRun.RunAsync("audit", "verify", Log)).Out, StringComparison.Ordinal);

        async Task<(int Code, string Text)> VerifyAsync(params string[] more)
        {
            var run = await new CliRunner { Clock = new FakeTimeProvider(CliRun.Now.AddSeconds(181)) }.RunAsync(["audit", "verify", Log, "--keys", key, .. more]);
            return (run.Code, run.Out);
        }
    }

    [Fact]
    public async Task A_log_that_got_a_key_later_is_intact_for_who_says_so()
    {
        using var ecdsa = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var key = Path.Combine(_place.FullName, "key.pub");
        await File.WriteAllTextAsync(key, ecdsa.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        await WriteAsync();
        await WriteAsync(SigningKey.Parse(ecdsa.ExportPkcs8PrivateKeyPem()));

        Assert.Equal(ExitCodes.Failed, (await CliRun.RunAsync("audit", "verify", Log, "--keys", key)).Code);
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("audit", "verify", Log, "--keys", key, "--keyless-to", "6")).Code);
    }

    [Theory]
    [InlineData("1,2,3,4", "--kind", "decision")]
    [InlineData("2", "--subject", "bob")]
    [InlineData("1,3", "--decision", "permit")]
    [InlineData("2", "--rule", "denies", "--policy", "p")]
    [InlineData("", "--rule", "denies", "--subject", "alice")]
    [InlineData("3,4", "--kind", "decision", "--since", "2026-03-02T10:00:03Z")]
    [InlineData("1,2", "--kind", "decision", "--until", "2026-03-02T10:00:03Z")]
    [InlineData("1,2,3,4", "--kind", "decision", "--since", "15m")]
    [InlineData("", "--kind", "decision", "--until", "15m")]
    [InlineData("1,2", "--kind", "decision", "--limit", "2")]
    [InlineData("3", "--id", "3")]
    [InlineData("1", "--record", "2")]
    [InlineData("1,3", "--caller", "spiffe://example.org/alice")]
    [InlineData("4", "--trace", "4bf92f3577b34da6a3ce929d0e0e4736")]
    public async Task Records_are_found_by_what_is_asked_for(string ids, params string[] filter)
    {
        await WriteAsync();

        var run = await CliRun.RunAsync(["audit", "query", Log, .. filter]);
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        var found = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString());
        Assert.Equal(ids, string.Join(',', found));
    }

    [Theory]
    [InlineData("--since", "yesterday", "`--since`: expected a time such as `2026-03-02T10:00:00Z` or how long ago such as `15m`, got `yesterday`")]
    [InlineData("--decision", "ALLOW", "`--decision`: expected one of `PERMIT`, `DENY`, `NOT_APPLICABLE`, `INDETERMINATE`, got `ALLOW`")]
    [InlineData("--limit", "0", "`--limit`: expected a number from 1 to 1000000000, got `0`")]
    public async Task What_cannot_be_asked_for_is_told(string option, string value, string error)
    {
        await WriteAsync();

        var run = await CliRun.RunAsync("audit", "query", Log, option, value);
        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.StartsWith($"error: {error}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_of_records_can_be_asked_again()
    {
        await WriteAsync();

        var run = await CliRun.RunAsync("audit", "query", Log, "--subject", "bob", "--requests");
        Assert.Equal("""{"subject":{"type":"user","id":"bob"},"action":{"name":"read"},"resource":{"type":"doc","id":"d"}}""" + "\n", run.Out);
    }

    [Fact]
    public async Task Records_can_be_told_to_people()
    {
        await WriteAsync();

        var run = await CliRun.RunAsync("audit", "query", Log, "--id", "2", "--format", "text");
        Assert.Equal("2026-03-02T10:00:02.000000Z DENY           user `bob`, action `read`, doc `d`; p@1, rule `denies`; asked by workload `spiffe://example.org/bob`; 2\n", run.Out);
        run = await CliRun.RunAsync("audit", "query", Log, "--kind", "stop", "--format", "text", "--color", "always");
        Assert.Contains("\u001b[36mstop", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_are_no_records_are_counted_and_the_others_told()
    {
        await WriteAsync();
        await File.AppendAllTextAsync(Path.Combine(Log, "audit-00000001.jsonl"), "{}\nnothing\n", TestContext.Current.CancellationToken);

        var run = await CliRun.RunAsync("audit", "query", Log, "--subject", "bob");
        Assert.Equal((ExitCodes.BadInput, "error: no records of a log: 2 lines\n  = help: `pdp audit verify` tells which\n"), (run.Code, run.Error));
        Assert.Contains("\"bob\"", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_tells_what_other_policies_decide_otherwise_and_counts_what_is_masked()
    {
        await WriteAsync();
        WritePolicies(Policies, "subject.id == 'bob'");

        var run = await CliRun.RunAsync("audit", "replay", Log, Policies, "--exit-code");
        Assert.Equal((ExitCodes.Failed, ""), (run.Code, run.Error));
        Golden.Equal("audit-replay.txt", run.Out.Replace(Log, "<log>", StringComparison.Ordinal).Replace(Policies, "<policies>", StringComparison.Ordinal));

        run = await CliRun.RunAsync("audit", "replay", Log, Policies, "--subject", "bob", "--format", "json");
        var report = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal((ExitCodes.Ok, 1, "newly-allowed"), (run.Code, report.GetProperty("requests").GetInt32(), report.GetProperty("groups")[0].GetProperty("change").GetString()));
        Assert.Equal(3, report.GetProperty("groups")[0].GetProperty("example").GetProperty("record").GetInt32());
        Assert.Equal("{}", report.GetProperty("log").GetProperty("notReplayable").GetRawText());
    }

    [Fact]
    public async Task Two_states_of_policies_are_compared_by_what_a_server_was_asked()
    {
        await WriteAsync();
        var next = Path.Combine(_place.FullName, "next");
        WritePolicies(Policies, "subject.id == 'bob'");
        WritePolicies(next, "now < timestamp('2026-03-02T10:00:03Z')");

        var run = await CliRun.RunAsync("diff", Policies, next, "--log", Log);
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.Contains("3 requests: 1 answer changes: 1 newly allowed\n1 decision not replayable: 1 masked\n", run.Out, StringComparison.Ordinal);
        Assert.Contains($"on record 2\n", run.Out, StringComparison.Ordinal);
        Assert.EndsWith($"to see why: pdp audit query {Log} --record 2 --requests | pdp explain -p DIR -\n", run.Out, StringComparison.Ordinal);

        run = await CliRun.RunAsync("diff", Policies, next, "--log", Log, "--format", "json", "--changes");
        Assert.Equal(2, JsonDocument.Parse(run.Out.Split('\n')[0]).RootElement.GetProperty("record").GetInt32());

        run = await CliRun.RunAsync("impact", Policies, next, "--log", Log, "--cases", "0");
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.Contains("the log         3        1\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("\n    record 2 of the log, now 2026-03-02T", run.Out, StringComparison.Ordinal);
        Assert.Contains("  1 decision not replayable: 1 masked\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_is_followed_from_file_to_file_until_it_is_enough()
    {
        await WriteAsync();
        using var seen = new SeenLines();
        using var enough = new CancellationTokenSource();
        var running = new CliRunner { Output = seen, Clock = TimeProvider.System }.RunAsync(enough.Token, "audit", "tail", Log, "--lines", "2", "--kind", "decision", "--format", "json");
        Assert.Contains("\"id\":\"3\"", await seen.NextAsync(), StringComparison.Ordinal);
        Assert.Contains("\"id\":\"4\"", await seen.NextAsync(), StringComparison.Ordinal);

        // another server, whose every file holds little
        await WriteAsync(files: 1);
        foreach (var id in new[] { "1", "2", "3", "4" }) Assert.Contains($"\"id\":\"{id}\"", await seen.NextAsync(), StringComparison.Ordinal);
        Assert.True(Directory.GetFiles(Log, "*.jsonl").Length > 1);
        await enough.CancelAsync();
        var run = await running;
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
    }

    [Fact]
    public async Task Where_there_is_no_log_that_is_told()
    {
        var run = await CliRun.RunAsync("audit", "verify", Log);
        Assert.Equal((ExitCodes.BadInput, $"error: there is no folder `{Log}`\n"), (run.Code, run.Error));
    }

    private static void WritePolicies(string folder, string condition)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "p.json"), $$"""
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [ { "id": "r", "effect": "permit", "when": "{{condition}}" } ] }
            """);
    }

    private async Task WriteAsync(SigningKey? key = null, int files = 128 * 1024 * 1024)
    {
        await using var log = AuditLog.Open<Entry>(new AuditOptions { Folder = Log, Key = key, FileBytes = files }, TimeProvider.System, static (_, _) => { });
        Add(1, "alice", "PERMIT", "permits");
        Add(2, "bob", "DENY", "denies");
        Add(3, "alice", "PERMIT", "permits");
        Add(4, "carol", "DENY", "others", isMasked: true);

        void Add(int id, string subject, string decision, string rule, bool isMasked = false)
        {
            var time = CliRun.Now.AddSeconds(id);
            Assert.True(log.TryClaim(0, isPermit: false, time, out var entry, out var ticket));
            entry.Set($"{id}", time, subject, decision, rule, isMasked);
            log.Publish(ticket);
        }
    }

    private sealed class Entry : IAuditEntry
    {
        private (string Id, string Subject, string Decision, string Rule, bool IsMasked) _content;

        public string Kind => RecordKinds.Decision;

        public DateTimeOffset Time { get; private set; }

        public void Set(string id, DateTimeOffset time, string subject, string decision, string rule, bool isMasked) =>
            (Time, _content) = (time, (id, subject, decision, rule, isMasked));

        public void Write(Utf8JsonWriter writer)
        {
            WriteShort(writer);
            writer.WritePropertyName("request");
            writer.WriteRawValue($$$"""{"subject":{"type":"user","id":"{{{_content.Subject}}}"},"action":{"name":"read"},"resource":{"type":"doc","id":"d"}}""");
            writer.WriteStartObject("caller");
            writer.WriteString("type", "workload");
            writer.WriteString("id", $"spiffe://example.org/{_content.Subject}");
            writer.WriteEndObject();
            writer.WriteString("decision", _content.Decision);
            if (_content.Id == "4") writer.WriteString("trace", "4bf92f3577b34da6a3ce929d0e0e4736");
            writer.WritePropertyName("determining");
            writer.WriteRawValue($$"""[{"policy":"p","version":1,"rule":"{{_content.Rule}}"}]""");
            if (!_content.IsMasked) return;
            writer.WriteStartArray("masked");
            writer.WriteStringValue("subject.ssn");
            writer.WriteEndArray();
        }

        public void WriteShort(Utf8JsonWriter writer) => writer.WriteString("id", _content.Id);

        public void Clear()
        {
        }
    }

    /// <summary>An output whose lines can be waited for.</summary>
    private sealed class SeenLines : MemoryStream
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();
        private string _rest = "";

        public async Task<string> NextAsync() => await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var parts = (_rest + System.Text.Encoding.UTF8.GetString(buffer)).Split('\n');
            foreach (var line in parts[..^1]) _lines.Writer.TryWrite(line);
            _rest = parts[^1];
        }
    }
}

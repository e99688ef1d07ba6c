using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Pdp.Audit.Tests.Support;
using Pdp.Audit.Verifying;
using Pdp.Bundles.Archives.Signing;
using Xunit;

namespace Pdp.Audit.Tests;

public sealed partial class VerifyingTests : IDisposable
{
    private readonly TestLog _log = new();
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SigningKey _key;

    public VerifyingTests() => _key = SigningKey.Parse(_ecdsa.ExportPkcs8PrivateKeyPem());

    private BundleKeys Keys => BundleKeys.Parse(_ecdsa.ExportSubjectPublicKeyInfoPem());

    public void Dispose()
    {
        _key.Dispose();
        _ecdsa.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Every_change_of_a_byte_is_found_and_its_line_is_named()
    {
        await _log.WriteAsync(1, 20);
        var path = _log.Files[0].Path;
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var line = 1;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n')
            {
                line++;
                continue;
            }

            var before = bytes[i];
            bytes[i] ^= 1;
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
            bytes[i] = before;

            var error = _log.Verify().Findings.First(static finding => finding.Severity == FindingSeverity.Error);
            Assert.InRange(error.Line, line, line + 1);
        }
    }

    [Fact]
    public async Task A_line_that_is_taken_out_doubled_or_moved_is_found()
    {
        await _log.WriteAsync(1, 20);
        var path = _log.Files[0].Path;
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);

        await WriteAsync(lines[..5].Concat(lines[8..]));
        Assert.Equal((6, "records 5 to 7 before it are missing"), First());

        await WriteAsync(lines[..5].Concat(lines[4..]));
        Assert.Equal((6, "expected record 5, got 4: it was put here, or records were put in another order"), First());

        await WriteAsync(lines[1..]);
        Assert.Equal((1, "the first line of the file, which says what it follows, is missing"), First());

        Task WriteAsync(IEnumerable<string> some) => File.WriteAllTextAsync(path, string.Concat(some.Select(static one => one + "\n")), TestContext.Current.CancellationToken);
        (int, string) First() => _log.Verify().Findings.Select(static finding => (finding.Line, finding.Message)).First();
    }

    [Fact]
    public async Task A_file_that_is_missing_and_one_that_is_cut_are_found()
    {
        var options = _log.Options with { FileBytes = 1000 };
        for (var i = 0; i < 5; i++) await _log.WriteAsync(1, 10, options);
        var files = _log.Files;
        var second = await File.ReadAllLinesAsync(files[1].Path, TestContext.Current.CancellationToken);
        File.WriteAllLines(files[1].Path, second[..^2]);
        Assert.Contains(_log.Verify().Findings, finding => finding.File == files[2].Path && finding.Message.EndsWith("are missing at the end of the file before", StringComparison.Ordinal));

        File.Delete(files[1].Path);
        Assert.Contains(_log.Verify().Findings, finding => finding.File == files[2].Path && finding.Message == "1 files before it are missing");
    }

    [Fact]
    public async Task Checkpoints_show_a_log_whose_chain_was_made_anew()
    {
        await _log.WriteAsync(1, 20, Signed());
        var verdict = _log.Verify(Keys);
        Assert.Empty(verdict.Findings);
        Assert.Equal((3, 23), (verdict.Checkpoints, verdict.Signed));

        // whoever knows the format changes a record and chains all again
        var path = _log.Files[0].Path;
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        lines[5] = lines[5].Replace("PERMIT", "DENIED", StringComparison.Ordinal);
        File.WriteAllLines(path, Chained(lines));
        Assert.Empty(_log.Verify().Findings);
        Assert.Equal("the signature of the checkpoint is wrong: the records up to 23 are not those that were signed, or those of another log", _log.Verify(Keys).Findings[0].Message);

        // and takes the checkpoints away as well
        File.WriteAllLines(path, Chained([ForgeryTests.Bare(lines[0]), .. lines[1..].Where(static line => !IsCheckpoint(line))]));
        Assert.Contains(_log.Verify(Keys).Findings, static finding => finding.Message.StartsWith("no checkpoint is signed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_that_were_written_anew_behind_a_checkpoint_whose_successors_were_cut_off_are_found()
    {
        await _log.WriteAsync(1, 20, Signed());

        // what is behind the first checkpoint is changed and chained again, and the second is gone
        Forge(static lines => [.. lines[..^1].Select(static line => line.Replace("PERMIT", "DENIED", StringComparison.Ordinal))]);

        Assert.Empty(_log.Verify().Findings);
        var error = Assert.Single(_log.Verify(Keys).Findings);
        Assert.Equal(
            "records 3 to 23 are behind the last checkpoint, which is more than a server leaves there (a server that ends signs that it does): later ones were cut off, or records were written without",
            error.Message);
    }

    [Fact]
    public async Task What_a_killed_server_leaves_behind_its_last_checkpoint_is_no_error()
    {
        await _log.WriteAsync(1, 20, Signed());
        Forge(static lines => lines[..^2]);

        var verdict = _log.Verify(Keys);
        Assert.Empty(verdict.Findings);
        Assert.Equal((22, 0), (verdict.Last, verdict.Signed));
    }

    [Fact]
    public async Task A_server_that_signed_its_end_is_one_that_had_written_all()
    {
        await _log.WriteAsync(1, 2, Signed());
        await _log.WriteAsync(3, 4, Signed());

        Assert.All(_log.Lines.Where(static line => TestLog.Kind(line) == "start"), static start => Assert.True(start.GetProperty("clean").GetBoolean()));
        Assert.Empty(_log.Verify(Keys).Findings);
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(100, 0)]
    [InlineData(20, 20)]
    public async Task More_records_than_there_are_between_checkpoints_are_found_wherever_the_log_is_cut(int records, int seconds)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        var options = Signed() with { CheckpointRecords = 8, CheckpointEvery = TimeSpan.FromSeconds(60) };
        await using (var log = _log.Open(options, clock))
        {
            for (var i = 1; i <= records; i++)
            {
                TestLog.Write(log, i, time: clock.GetUtcNow().AddSeconds(i * seconds));
            }
        }

        // wherever it ends, as a killed server leaves it, it is well
        var path = _log.Files[0].Path;
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.InRange(lines.Count(IsCheckpoint), seconds > 0 ? 8 : (records / 8) + 1, records);
        for (var end = 3; end < lines.Length - 1; end++)
        {
            File.WriteAllLines(path, lines[..end]);
            Assert.True(_log.Verify(Keys).IsIntact, $"cut behind line {end}: {string.Join('\n', _log.Verify(Keys).Findings)}");
        }

        // and without all checkpoints but the first it is not
        File.WriteAllLines(path, Chained([.. lines.Take(3), .. lines.Skip(3).Where(static line => !IsCheckpoint(line) && !line.Contains("\"stop\"", StringComparison.Ordinal))]));
        Assert.Empty(_log.Verify().Findings);
        Assert.Contains("which is more than a server leaves there (there is one for every 8 records and every 60 s of them at least)", Assert.Single(_log.Verify(Keys).Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_put_behind_a_killed_servers_end_is_not_vouched_for_by_the_server_that_comes_after()
    {
        await _log.WriteAsync(1, 5, Signed());
        Forge(static lines => lines[..^2]);
        await _log.WriteAsync(6, 10, Signed());
        var verdict = _log.Verify(Keys);
        Assert.True(verdict.IsIntact);
        Assert.Equal("records 3 to 7 are signed by the server alone that found them when it began: the one before was killed, or did not sign", Assert.Single(verdict.Findings).Message);

        // the next one finds more than one that is killed leaves
        Forge(static lines => lines[..^2]);
        await _log.WriteAsync(11, 15, _log.Options);
        await _log.WriteAsync(16, 20, Signed());
        Assert.Contains(_log.Verify(Keys).Findings, static finding => finding.Severity == FindingSeverity.Error && finding.Message.Contains("more than one that is killed leaves unsigned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Checkpoints_of_another_log_of_the_same_key_do_not_count()
    {
        using var other = new TestLog();
        await _log.WriteAsync(1, 5, Signed());
        await other.WriteAsync(1, 5, Signed() with { Folder = other.Folder });
        var (mine, others) = (_log.Verify(Keys).Log, other.Verify(Keys).Log);
        Assert.NotEqual(mine, others);

        // the other's records and checkpoints under the name of this one
        var lines = await File.ReadAllLinesAsync(other.Files[0].Path, TestContext.Current.CancellationToken);
        File.WriteAllLines(_log.Files[0].Path, Chained([lines[0].Replace(others!, mine, StringComparison.Ordinal), .. lines[1..]]));
        Assert.Empty(_log.Verify().Findings);
        Assert.Contains("or those of another log", _log.Verify(Keys).Findings[0].Message, StringComparison.Ordinal);

        // and as it is
        File.WriteAllLines(_log.Files[0].Path, lines);
        Assert.True(_log.Verify(Keys).IsIntact);
        Assert.Equal($"expected the log `{mine}`, got `{others}`", Assert.Single(_log.Verify(Keys, new AuditExpectation(mine, null)).Findings).Message);
    }

    [Fact]
    public async Task A_log_that_was_taken_back_to_an_earlier_checkpoint_is_found_by_who_knows_how_far_it_was_signed()
    {
        await _log.WriteAsync(1, 20, Signed());
        var signed = _log.Verify(Keys).SignedRecord!;
        Assert.Empty(_log.Verify(Keys, new AuditExpectation(null, signed)).Findings);
        Forge(static lines => lines[..3]);

        Assert.Empty(_log.Verify(Keys).Findings);
        Assert.Equal($"expected it to be signed up to record {signed.Number} at least, got 0: its end was cut off", Assert.Single(_log.Verify(Keys, new AuditExpectation(null, signed)).Findings).Message);
    }

    [Fact]
    public async Task A_log_that_was_cut_and_filled_up_again_is_found_by_who_knows_a_record_that_was_signed()
    {
        await _log.WriteAsync(1, 20, Signed());
        var signed = _log.Verify(Keys).SignedRecord!;
        Forge(static lines => [.. lines[..3], .. Enumerable.Repeat(lines[4].Replace("PERMIT", "DENIED", StringComparison.Ordinal), 30)]);
        await _log.WriteAsync(21, 22, Signed());

        // it is no more than a server that was killed can have left, and far enough; but it is not what was seen
        var verdict = _log.Verify(Keys);
        Assert.True(verdict.IsIntact && verdict.Signed > signed.Number);
        Assert.Contains("are signed by the server alone that found them", Assert.Single(verdict.Findings).Message, StringComparison.Ordinal);
        Assert.Contains(
            _log.Verify(Keys, new AuditExpectation(null, signed)).Findings,
            finding => finding.Severity == FindingSeverity.Error && finding.Line == signed.Number + 1 && finding.Message == $"record {signed.Number} is not the one that was seen signed: it or what is before it was written anew");
    }

    [Fact]
    public async Task What_only_the_server_that_found_it_signed_does_not_count_as_signed()
    {
        await _log.WriteAsync(1, 20, Signed());
        Forge(static lines => [.. lines[..3], .. Enumerable.Repeat(lines[4], 30)]);
        await _log.WriteAsync(21, 22, Signed());
        Forge(static lines => lines[..Array.FindLastIndex(lines, static line => line.Contains("\"due\"", StringComparison.Ordinal) || line.Contains("\"stop\"", StringComparison.Ordinal))]);
        Forge(static lines => lines[..(Array.FindLastIndex(lines, static line => line.Contains("\"reason\":\"start\"", StringComparison.Ordinal)) + 1)]);

        var verdict = _log.Verify(Keys);
        Assert.Equal((33, 3, 0), (verdict.Last, verdict.Checkpoints, verdict.Signed));
        Assert.Null(verdict.SignedRecord);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(300, 0)]
    [InlineData(300, 96)]
    public async Task A_log_of_records_that_nobody_signed_is_not_vouched_for_by_a_server_that_finds_it(int records, int secondsBetween)
    {
        await _log.WriteAsync(1, 3, Signed());
        var began = DateTimeOffset.UnixEpoch.AddYears(60);
        Forge(lines => [ForgeryTests.Bare(lines[0]), .. Enumerable.Range(0, records).Select(i => Timed(lines[3], began.AddSeconds(i * secondsBetween)))]);
        var id = _log.Verify().Log;
        await _log.WriteAsync(4, 5, Signed());

        Assert.Empty(_log.Verify().Findings);
        var verdict = _log.Verify(Keys, new AuditExpectation(id, null));
        Assert.False(verdict.IsIntact);
        Assert.StartsWith("the file does not begin with a signature", verdict.Findings[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("and are more than one that is killed leaves unsigned (a server with a key signs the first record)", verdict.Findings[1].Message, StringComparison.Ordinal);

        // whoever added the key later says so, of no more than there was
        verdict = _log.Verify(Keys, new AuditExpectation(id, null, records));
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.Equal($"the records up to {records} were written without a key, as you say: no signature vouches for them", Assert.Single(verdict.Findings).Message);
        Assert.False(_log.Verify(Keys, new AuditExpectation(id, null, records - 1)).IsIntact);
    }

    [Fact]
    public async Task Where_the_files_before_are_gone_a_record_that_was_seen_is_held_to_if_it_is_not_gone_as_well()
    {
        var options = Signed() with { FileBytes = 100 };
        await _log.WriteAsync(1, 3, options);
        await _log.WriteAsync(4, 5, options);
        foreach (var file in _log.Files.Where(static file => file.Number == 1)) File.Delete(file.Path);
        var first = _log.Files[0].Path;
        var lines = await File.ReadAllLinesAsync(first, TestContext.Current.CancellationToken);
        var (after, follows) = (JsonDocument.Parse(lines[0]).RootElement.GetProperty("after").GetInt64(), JsonDocument.Parse(lines[0]).RootElement.GetProperty("follows").GetString()!);

        Assert.True(_log.Verify(Keys).IsIntact);
        Assert.Contains(_log.Verify(Keys, new AuditExpectation(null, new SeenRecord(after - 1, follows))).Findings, finding => finding.Message.StartsWith($"record {after - 1}, which was seen signed, is not here", StringComparison.Ordinal));
        Assert.True(_log.Verify(Keys, new AuditExpectation(null, new SeenRecord(after, follows))).IsIntact);
        Assert.Contains(_log.Verify(Keys, new AuditExpectation(null, new SeenRecord(after, new string('1', 64)))).Findings, finding => finding.Message.StartsWith($"record {after} is not the one that was seen signed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_killed_server_left_is_held_to_how_often_that_one_signed_where_the_files_before_are_gone_as_well()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using (var log = _log.Open(Signed() with { FileAge = TimeSpan.FromMinutes(10), CheckpointEvery = TimeSpan.FromHours(1) }, clock))
        {
            TestLog.Write(log, 1, time: clock.GetUtcNow());
            while (log.Recorded < 1) await Task.Delay(1, TestContext.Current.CancellationToken);
            clock.Advance(TimeSpan.FromMinutes(10));
            for (var i = 2; i <= 5; i++) TestLog.Write(log, i, time: clock.GetUtcNow().AddSeconds(10 * i));
        }

        Assert.Equal(2, _log.Files.Count);
        Assert.All(_log.Files, static file => Assert.Contains("\"signature\":", File.ReadLines(file.Path).First(), StringComparison.Ordinal));
        var last = _log.Files[^1].Path;
        var lines = await File.ReadAllLinesAsync(last, TestContext.Current.CancellationToken);
        Assert.Contains("\"kind\":\"stop\"", lines[^2], StringComparison.Ordinal);
        await File.WriteAllLinesAsync(last, lines[..^2], TestContext.Current.CancellationToken);
        foreach (var file in _log.Files.SkipLast(1)) File.Delete(file.Path);
        await _log.WriteAsync(6, 7, Signed() with { CheckpointEvery = TimeSpan.FromSeconds(10) });

        var verdict = _log.Verify(Keys);
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.Contains("the one before was killed", verdict.Findings[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_was_killed_between_its_last_record_and_the_signature_of_it_is_told_by_the_next_one()
    {
        await _log.WriteAsync(1, 5, Signed());
        Forge(static lines => lines[..^1]);
        Assert.Contains("a server that ends signs that it does", Assert.Single(_log.Verify(Keys).Findings).Message, StringComparison.Ordinal);

        await _log.WriteAsync(6, 10, Signed());
        var verdict = _log.Verify(Keys);
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.Contains("the one before was killed", Assert.Single(verdict.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_another_servers_signature_follows_one_that_ended()
    {
        await _log.WriteAsync(1, 5, Signed());
        await _log.WriteAsync(6, 10);
        Assert.Contains("a server that begins signs what it finds", Assert.Single(_log.Verify(Keys).Findings).Message, StringComparison.Ordinal);

        await _log.WriteAsync(11, 15, Signed());
        Assert.Contains("a server that begins signs what it finds", Assert.Single(_log.Verify(Keys).Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("23")]
    [InlineData("0:1111111111111111111111111111111111111111111111111111111111111111")]
    [InlineData("-1:1111111111111111111111111111111111111111111111111111111111111111")]
    [InlineData("23:1111")]
    [InlineData("23:111111111111111111111111111111111111111111111111111111111111111g")]
    [InlineData("99999999999999999999:1111111111111111111111111111111111111111111111111111111111111111")]
    public void A_record_that_was_seen_is_its_number_and_its_hash(string text)
    {
        Assert.False(SeenRecord.TryParse(text, out _));
        Assert.True(SeenRecord.TryParse("23:" + new string('A', 64), out var seen));
        Assert.Equal("23:" + new string('a', 64), seen.ToString());
    }

    [Fact]
    public async Task Files_of_two_logs_are_told_apart()
    {
        using var other = new TestLog();
        var options = Signed() with { FileBytes = 1000 };
        for (var i = 0; i < 3; i++) await _log.WriteAsync(1, 10, options);
        for (var i = 0; i < 3; i++) await other.WriteAsync(1, 10, options with { Folder = other.Folder });
        File.Copy(other.Files[^1].Path, _log.Files[^1].Path, overwrite: true);

        Assert.Contains(_log.Verify().Findings, static finding => finding.Severity == FindingSeverity.Error && finding.Message.StartsWith("the file is of the log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_of_the_formats_first_version_is_read_and_followed_but_its_checkpoints_do_not_count()
    {
        await _log.WriteAsync(1, 5, Signed());
        Forge(lines => [.. lines.Select((line, i) => (i == 0 ? ForgeryTests.Bare(line) : line).Replace("{\"v\":2,", "{\"v\":1,", StringComparison.Ordinal).Replace($"\"log\":\"{_log.Verify().Log}\",", "", StringComparison.Ordinal))]);
        Assert.Empty(_log.Verify().Findings);
        Assert.Null(_log.Verify().Log);
        Assert.Equal(["the file does not begin with a signature, as each that a server with a key begins does: it was begun without one, or by a version that signed none", "checkpoints of version 1 of the format do not name their log, and do not count", "no checkpoint is signed with a key that may: nothing but the chain vouches for the log"], _log.Verify(Keys).Findings.Select(static finding => finding.Message));

        // it goes on in a file of its own, which has an id
        await _log.WriteAsync(6, 10, Signed());
        Assert.Equal(2, _log.Files.Count);
        Assert.Equal(Enumerable.Range(1, 10), _log.Ids);
        var last = _log.Verify().Last - 8;
        Assert.Equal(2, _log.Verify(Keys).Errors);
        var verdict = _log.Verify(Keys, new AuditExpectation(null, null, last));
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.Matches("^[0-9a-f]{32}$", verdict.Log);
    }

    [Fact]
    public async Task Of_very_many_findings_the_first_are_told_and_the_others_counted()
    {
        await _log.WriteAsync(1, 1);
        await File.AppendAllLinesAsync(_log.Files[0].Path, Enumerable.Repeat("{}", 1500), TestContext.Current.CancellationToken);

        var verdict = _log.Verify();
        Assert.Equal((1500, 1000, 500, false), (verdict.Errors, verdict.Findings.Count, verdict.More, verdict.IsIntact));
    }

    [Fact]
    public async Task A_key_that_is_not_trusted_is_named()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await _log.WriteAsync(1, 2, Signed());

        Assert.Contains($"`{_key.Id}`, which is not trusted", _log.Verify(BundleKeys.Parse(other.ExportSubjectPublicKeyInfoPem())).Findings[0].Message, StringComparison.Ordinal);
    }

    private AuditOptions Signed() => _log.Options with { Key = _key };

    // as whoever knows the format and can write to the folder would
    private void Forge(Func<string[], string[]> change, int after = 0)
    {
        var path = _log.Files[^1].Path;
        File.WriteAllLines(path, Chained(change(File.ReadAllLines(path)), after));
    }

    private static string Timed(string line, DateTimeOffset time) => Time().Replace(line, $"\"time\":\"{time:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\",");

    private static bool IsCheckpoint(string line) => line.Contains("\"kind\":\"checkpoint\"", StringComparison.Ordinal);

    // the numbers count up as well
    private static string[] Chained(string[] lines, int after = 0)
    {
        var hash = new byte[32];
        return [.. lines.Select((line, i) =>
        {
            const int Seal = 75;
            var content = Number().Replace(line[..^Seal], $"\"seq\":{after + i},");
            var made = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(content)]);
            if (i > 0) hash = made;
            return $"{content},\"hash\":\"{Convert.ToHexStringLower(made)}\"}}";
        })];
    }

    [GeneratedRegex("\"seq\":[0-9]+,")]
    private static partial Regex Number();

    [GeneratedRegex("\"time\":\"[^\"]+\",")]
    private static partial Regex Time();
}

using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Pdp.Audit.Reading;
using Pdp.Audit.Tests.Support;
using Pdp.Audit.Verifying;
using Pdp.Bundles.Archives.Signing;
using Xunit;

namespace Pdp.Audit.Tests;

/// <summary>What whoever can write to the folder, and has no key, does to a log of three files whose server was killed; and the verdict.</summary>
public sealed partial class ForgeryTests : IDisposable
{
    private const string Unsigned = "the file does not begin with a signature, as each that a server with a key begins does: it was begun without one, or by a version that signed none";

    private static readonly Dictionary<string, Action<ForgeryTests>> Forgeries = new(StringComparer.Ordinal)
    {
        ["nothing is done"] = static _ => { },
        ["the last file is written anew, without a signature"] = static log => log.Change(3, static lines => [Bare(lines[0]), .. Denied(lines[1..])]),
        ["the last file is written anew under a signature made up"] = static log => log.Change(3, static lines => [Signature().Replace(lines[0], "\"signature\":\"AAAA\""), .. Denied(lines[1..])]),
        ["the end of the file before is written anew"] = static log => log.Change(2, static lines => [lines[0], .. Denied(lines[1..])]),
        ["the end of the file before, and the last file without a signature"] = static log =>
        {
            log.Change(2, static lines => [lines[0], .. Denied(lines[1..])]);
            log.Change(3, static lines => [Bare(lines[0]), .. lines[1..]]);
        },
        ["the last file begins with the signature of the file before"] = static log => log.Change(3, lines => [log.Lines(2)[0], .. Denied(lines[1..])]),
        ["the last file begins with a checkpoint of the first"] = static log => log.Change(3, lines => [Bare(lines[0]), log.Lines(1)[2], .. Denied(lines[1..])]),
        ["the last file begins as a log does"] = static log => log.Change(3, lines => [Bare(lines[0]), log.Lines(1)[1], .. Denied(lines[1..])]),
        ["the last file begins with no first line"] = static log => log.Change(3, static lines => lines[1..]),
        ["the last file has nothing but an unsigned first line"] = static log => log.Change(3, static lines => [Bare(lines[0])]),
        ["the last file says that the one before is damaged"] = static log => log.Change(3, static lines => [lines[0].Replace("\"after\"", "\"damaged\":\"audit-00000002.jsonl\",\"after\"", StringComparison.Ordinal), .. lines[1..]]),
        ["the first line of a file in between is unsigned"] = static log => log.Change(2, static lines => [Bare(lines[0]), .. lines[1..]]),
        ["another file without a signature is put behind"] = static log => File.WriteAllLines(log.Path(4), Chained([Bare(log.Lines(3)[0]).Replace("\"number\":3", "\"number\":4", StringComparison.Ordinal), .. Denied(log.Lines(3)[1..])], 8, log.HashOf(3))),
        ["a file in between is taken away"] = static log => File.Delete(log.Path(2)),
        ["the last file gets another number"] = static log => File.Move(log.Path(3), log.Path(4)),
        ["all files get other numbers"] = static log =>
        {
            for (var i = 3; i >= 1; i--) File.Move(log.Path(i), log.Path(i + 1));
        },
        ["another file has the number of the last"] = static log => File.Copy(log.Path(3), System.IO.Path.Combine(log._log.Folder, "audit-3.jsonl")),
        ["the last file is that of another log of the key"] = static log => log.TakeFromAnother(3),
        ["all files are those of another log of the key"] = static log =>
        {
            for (var i = 1; i <= 3; i++) log.TakeFromAnother(i);
        },
        ["the first file is taken away"] = static log => File.Delete(log.Path(1)),
        ["the first file is taken away, and the next begins unsigned"] = static log =>
        {
            log.Change(2, static lines => [Bare(lines[0]), .. lines[1..]]);
            File.Delete(log.Path(1));
        },
        ["the first records are taken away, and the file begins unsigned before a checkpoint of it"] = static log => log.BeginAt(2, 1),
        ["the first records are taken away, and the file begins unsigned before a checkpoint of it, as another file"] = static log =>
        {
            log.BeginAt(2, 2);
            for (var i = 3; i >= 1; i--) File.Move(log.Path(i), log.Path(i + 1));
        },
        ["the first file begins unsigned"] = static log => log.Change(1, static lines => [Bare(lines[0]), .. lines[1..]]),

        // what no signature can show; what is kept elsewhere does
        ["the records behind the last signature are others"] = static log => log.Change(3, static lines => [lines[0], .. Denied(lines[1..])]),
        ["the last record is taken away"] = static log => log.Change(3, static lines => lines[..^1]),
        ["the last record is cut"] = static log => File.WriteAllText(log.Path(3), File.ReadAllText(log.Path(3))[..^20]),
        ["the last file is emptied"] = static log => File.WriteAllText(log.Path(3), ""),
        ["the last file is cut to its first line"] = static log => log.Change(3, static lines => [lines[0]]),
        ["the last file is taken away"] = static log => File.Delete(log.Path(3)),
    };

    private readonly TestLog _log = new();
    private readonly TestLog _other = new();
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SigningKey _key;

    public ForgeryTests() => _key = SigningKey.Parse(_ecdsa.ExportPkcs8PrivateKeyPem());

    private BundleKeys Keys => BundleKeys.Parse(_ecdsa.ExportSubjectPublicKeyInfoPem());

    public void Dispose()
    {
        _key.Dispose();
        _ecdsa.Dispose();
        _log.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("the last file is written anew, without a signature", 3, Unsigned)]
    [InlineData("the last file is written anew under a signature made up", 3, "the signature of the first line of the file is wrong")]
    [InlineData("the end of the file before is written anew", 3, "the signature of the first line of the file is wrong: the records up to 6 are not those that were signed")]
    [InlineData("the end of the file before, and the last file without a signature", 3, Unsigned)]
    [InlineData("the last file begins with the signature of the file before", 3, "the signature of the first line of the file is wrong")]
    [InlineData("the last file begins with a checkpoint of the first", 3, "the signature of the checkpoint is wrong")]
    [InlineData("the last file begins as a log does", 3, Unsigned)]
    [InlineData("the last file begins with no first line", 3, "the first line of the file, which says what it follows, is missing")]
    [InlineData("the last file has nothing but an unsigned first line", 3, Unsigned)]
    [InlineData("the last file says that the one before is damaged", 3, "it says that the end of the file before is damaged, which it is not")]
    [InlineData("the first line of a file in between is unsigned", 2, Unsigned)]
    [InlineData("another file without a signature is put behind", 4, Unsigned)]
    [InlineData("a file in between is taken away", 3, "1 files before it are missing")]
    [InlineData("the last file gets another number", 4, "1 files before it are missing")]
    [InlineData("all files get other numbers", 2, "it was written as the file of the number 1")]
    [InlineData("another file has the number of the last", 3, "another file has the number 3 as well")]
    [InlineData("the last file is that of another log of the key", 3, "the file is of the log ")]
    [InlineData("the first file is taken away, and the next begins unsigned", 2, Unsigned)]
    [InlineData("the first records are taken away, and the file begins unsigned before a checkpoint of it", 1, Unsigned)]
    [InlineData("the first records are taken away, and the file begins unsigned before a checkpoint of it", 1, "it says that it is the first file of the log, and that it follows record 1")]
    [InlineData("the first records are taken away, and the file begins unsigned before a checkpoint of it, as another file", 2, Unsigned)]
    [InlineData("the first file begins unsigned", 1, Unsigned)]
    public async Task A_forgery_is_found(string forgery, int file, string message)
    {
        await WriteAsync(_log);
        await WriteAsync(_other);
        Forgeries[forgery](this);

        var verdict = _log.Verify(Keys);
        Assert.False(verdict.IsIntact);
        Assert.Contains(verdict.Findings, finding => finding.Severity == FindingSeverity.Error && finding.Message.StartsWith(message, StringComparison.Ordinal)
            && System.IO.Path.GetFileName(finding.File).TrimStart("audit-0.jsonl".ToCharArray())[..1] == $"{file}");
    }

    // what is unsigned, and whether a log held to record 8 is the one that was seen
    [Theory]
    [InlineData("nothing is done", 2, 7, 8, "3:2", "3:3", true, null)]
    [InlineData("the first file is taken away", 2, 7, 8, "3:2", "3:3", true, "the log begins behind record 4: the files before are not here")]
    [InlineData("all files are those of another log of the key", 2, 7, 8, "3:2", "3:3", false, null)]
    [InlineData("the records behind the last signature are others", 2, 7, 8, "3:2", "3:3", false, null)]
    [InlineData("the last record is taken away", 1, 7, 7, "3:2", "3:2", false, null)]
    [InlineData("the last record is cut", 1, 7, 7, "3:2", "3:2", false, "bytes of a record that was not written to its end: a server is writing it, or was killed")]
    [InlineData("the last file is emptied", 2, 5, 6, "2:2", "2:3", false, "it has no record: a server that is killed when it begins a file leaves it so")]
    [InlineData("the last file is cut to its first line", 0, 0, 0, "", "", false, null)]
    [InlineData("the last file is taken away", 2, 5, 6, "2:2", "2:3", false, null)]
    public async Task What_a_killed_server_can_have_left_is_intact_and_told_to_be_unsigned(string forgery, int count, int first, int last, string from, string to, bool isSeen, string? note)
    {
        var begun = await WriteAsync(_log);
        await WriteAsync(_other);
        var (log, seen) = (_log.Verify().Log, new SeenRecord(8, HashOf(3)));
        Forgeries[forgery](this);

        var verdict = _log.Verify(Keys);
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.True(note is null ? verdict.Findings.Count == 0 : Assert.Single(verdict.Findings).Message.EndsWith(note, StringComparison.Ordinal), string.Join('\n', verdict.Findings));
        var unsigned = verdict.Unsigned!;
        Assert.Equal((count, first, last, from, to), (unsigned.Count, unsigned.First.Number, unsigned.Last.Number, Place(unsigned.First), Place(unsigned.Last)));
        if (count > 0) Assert.Equal((At(first), At(last)), (unsigned.Oldest, unsigned.Newest));
        Assert.Null(_log.Verify().Unsigned);

        // the server that comes next signs it, so that the record that was seen, and the log it was seen of, can be asked for
        await using (_log.Open(Signed(_log))) { }
        verdict = _log.Verify(Keys, new AuditExpectation(log, seen));
        Assert.True(verdict.IsIntact == isSeen, string.Join('\n', verdict.Findings));
        Assert.Equal((count, 0), (verdict.Found, verdict.Unsigned!.Count));

        DateTimeOffset At(int number) => begun.AddSeconds(number - (number > 2 ? 2 : 0));
        static string Place(RecordPlace place) => place.Line == 0 ? "" : $"{System.IO.Path.GetFileName(place.File)[13]}:{place.Line}";
    }

    [Fact]
    public async Task Files_that_a_version_before_began_unsigned_are_taken_by_who_says_so_and_no_later_ones()
    {
        await WriteAsync(_log);
        for (var i = 1; i <= 3; i++) Change(i, static lines => [Bare(lines[0]), .. lines[1..]]);

        // a checkpoint behind the `start` of the first says nothing of what the line before it does
        var verdict = _log.Verify(Keys);
        Assert.Equal([Path(1), Path(2), Path(3)], verdict.Findings.Where(static finding => finding.Message == Unsigned).Select(static finding => finding.File));
        verdict = _log.Verify(Keys, new AuditExpectation(null, null, OldFiles: 3));
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.All(verdict.Findings, static finding => Assert.Equal((FindingSeverity.Note, "the file does not begin with a signature, and need not, as you say"), (finding.Severity, finding.Message)));
        Assert.Equal((6, 3), (verdict.Unsigned!.Count, verdict.Unsigned.First.Number));
        verdict = _log.Verify(Keys, new AuditExpectation(null, null, OldFiles: 2));
        Assert.Equal(Path(3), Assert.Single(verdict.Findings, static finding => finding.Severity == FindingSeverity.Error).File);
    }

    [Fact]
    public async Task A_log_that_began_anew_behind_damage_cannot_be_made_to_look_like_one_that_began_there()
    {
        await _log.WriteAsync(1, 3, Signed(_log));
        await File.AppendAllTextAsync(Path(1), "\0\0\0\0\n", TestContext.Current.CancellationToken);
        await _log.WriteAsync(4, 6, Signed(_log));
        File.Delete(Path(1));
        var verdict = _log.Verify(Keys);
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.Equal("the log begins with file 2: the files before are not here", Assert.Single(verdict.Findings).Message);

        // the number is signed; without the signature nothing says that there was a file before
        File.Move(Path(2), Path(1));
        Assert.False(_log.Verify(Keys).IsIntact);
        var lines = Lines(1);
        File.WriteAllLines(Path(1), Chained([Bare(lines[0]).Replace("\"number\":2", "\"number\":1", StringComparison.Ordinal).Replace("\"damaged\":\"audit-00000001.jsonl\",", "", StringComparison.Ordinal), .. lines[1..]], 0, new string('0', 64)));
        verdict = _log.Verify(Keys);
        Assert.Equal((FindingSeverity.Error, Unsigned), (Assert.Single(verdict.Findings).Severity, verdict.Findings[0].Message));
    }

    [Fact]
    public async Task A_file_without_a_number_begins_with_a_signature_as_well()
    {
        await _log.WriteAsync(1, 3, Signed(_log));
        var elsewhere = System.IO.Path.Combine(_log.Folder, "copy");
        var lines = Lines(1);
        await File.WriteAllLinesAsync(elsewhere, Chained([Bare(lines[0]).Replace("\"number\":1,", "", StringComparison.Ordinal), .. lines[1..]], 0, new string('0', 64)), TestContext.Current.CancellationToken);

        using var verifier = new AuditVerifier(Keys);
        Assert.Contains(verifier.Verify(AuditRecords.Find(elsewhere), null, TestContext.Current.CancellationToken).Findings, static finding => finding is { Severity: FindingSeverity.Error, Message: Unsigned });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_server_with_a_key_goes_on_with_no_file_that_one_without_began(int records)
    {
        await _log.WriteAsync(1, records);
        if (records == 0) File.WriteAllLines(Path(1), [Lines(1)[0]]);
        await _log.WriteAsync(4, 6, Signed(_log));

        Assert.Equal(2, _log.Files.Count);
        var verdict = _log.Verify(Keys, new AuditExpectation(null, null, records == 0 ? 0 : records + 2));
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
    }

    [Fact]
    public async Task A_file_that_follows_one_that_was_moved_away_begins_with_a_signature_as_well()
    {
        await using (var log = _log.Open(Signed(_log)))
        {
            TestLog.Write(log, 1);
            await WritingTests.Until(() => log.Recorded == 1);
            File.Move(Path(1), System.IO.Path.Combine(_log.Folder, "elsewhere"));
            TestLog.Write(log, 2);
        }

        var verdict = _log.Verify(Keys);
        Assert.True(verdict.IsIntact, string.Join('\n', verdict.Findings));
        Assert.Equal(2, Assert.Single(_log.Files).Number);
        Assert.Equal(["file", "decision"], _log.Lines.Take(2).Select(TestLog.Kind));
    }

    [Fact]
    public async Task A_key_that_follows_another_vouches_for_what_it_signed_and_not_for_what_the_other_did()
    {
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = SigningKey.Parse(second.ExportPkcs8PrivateKeyPem());
        await _log.WriteAsync(1, 3, Signed(_log) with { FileBytes = 100 });
        await _log.WriteAsync(4, 6, Signed(_log) with { FileBytes = 100, Key = key });

        var both = _log.Verify(BundleKeys.Parse(_ecdsa.ExportSubjectPublicKeyInfoPem() + "\n" + second.ExportSubjectPublicKeyInfoPem()));
        Assert.True(both.IsIntact, string.Join('\n', both.Findings));
        Assert.Equal((0, 0), (both.Found, both.Unsigned!.Count));
        Assert.False(_log.Verify(Keys).IsIntact);
        Assert.False(_log.Verify(BundleKeys.Parse(second.ExportSubjectPublicKeyInfoPem())).IsIntact);
    }

    [Fact]
    public async Task Only_the_file_behind_a_damaged_one_says_so()
    {
        await _log.WriteAsync(1, 3, Signed(_log));
        await File.AppendAllTextAsync(Path(1), "\0\0\0\0\n", TestContext.Current.CancellationToken);
        await _log.WriteAsync(4, 6, Signed(_log) with { FileBytes = 100 });
        await _log.WriteAsync(7, 9, Signed(_log) with { FileBytes = 100 });

        Assert.True(_log.Files.Count >= 3);
        var verdict = _log.Verify(Keys);
        Assert.Equal((1, Path(1)), (verdict.Errors, verdict.Findings[0].File));
        Assert.Equal("the server found the end of the file before damaged, and began the chain anew", verdict.Findings[1].Message);
    }

    // file 1: start, checkpoint, 3, 4; file 2: 5, 6; file 3: 7, 8
    private async Task<DateTimeOffset> WriteAsync(TestLog to)
    {
        var began = DateTimeOffset.UnixEpoch.AddYears(60);
        var clock = new FakeTimeProvider(began);
        await using (var log = to.Open(Signed(to) with { FileAge = TimeSpan.FromMinutes(10) }, clock))
        {
            for (var file = 0; file < 3; file++)
            {
                if (file > 0) clock.Advance(TimeSpan.FromMinutes(10));
                for (var i = 1; i <= 2; i++) TestLog.Write(log, (2 * file) + i, time: began.AddSeconds((2 * file) + i));
                await WritingTests.Until(() => log.Recorded == (2 * file) + 2);
            }
        }

        var last = to.Files[^1].Path;
        var lines = await File.ReadAllLinesAsync(last, TestContext.Current.CancellationToken);
        Assert.Equal((3, 5), (to.Files.Count, lines.Length));
        await File.WriteAllLinesAsync(last, lines[..^2], TestContext.Current.CancellationToken);
        return began;
    }

    private AuditOptions Signed(TestLog log) => log.Options with { Key = _key, CheckpointEvery = TimeSpan.FromHours(1) };

    private string Path(int number) => System.IO.Path.Combine(_log.Folder, $"audit-0000000{number}.jsonl");

    private string[] Lines(int number) => File.ReadAllLines(Path(number));

    private string HashOf(int number) => Lines(number)[^1][^66..^2];

    private void TakeFromAnother(int number) => File.Copy(System.IO.Path.Combine(_other.Folder, System.IO.Path.GetFileName(Path(number))), Path(number), overwrite: true);

    // takes away what is before a line of the first file, and puts an unsigned first line there
    private void BeginAt(int line, int number)
    {
        var lines = Lines(1);
        var before = lines[line - 1];
        var after = int.Parse(Number().Match(before).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var first = Bare(lines[0]).Replace("\"number\":1", $"\"number\":{number}", StringComparison.Ordinal);
        File.WriteAllLines(Path(1), [.. Chained([first], after, before[^66..^2]), .. lines[line..]]);
    }

    // changes a file, and chains it and all behind it anew
    private void Change(int number, Func<string[], string[]> change)
    {
        var (after, hash) = number == 1 ? (0, new string('0', 64)) : (int.Parse(Number().Match(Lines(number - 1)[^1]).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), HashOf(number - 1));
        for (var i = number; i <= 3; i++)
        {
            if (!File.Exists(Path(i))) continue;
            var lines = Chained(i == number ? change(Lines(i)) : Lines(i), after, hash);
            File.WriteAllLines(Path(i), lines);
            if (lines.Length > 1) (after, hash) = (after + lines.Length - 1, HashOf(i));
        }
    }

    private static string[] Chained(string[] lines, int after, string follows)
    {
        var hash = Convert.FromHexString(follows);
        return [.. lines.Select(line =>
        {
            const int Seal = 75;
            var content = line[..^Seal];
            var isFirst = content.Contains("\"kind\":\"file\"", StringComparison.Ordinal);
            content = isFirst ? Follows().Replace(content, $"\"after\":{after},\"follows\":\"{Convert.ToHexStringLower(hash)}\"") : Number().Replace(content, $"\"seq\":{++after},");
            var made = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(content)]);
            if (!isFirst) hash = made;
            return $"{content},\"hash\":\"{Convert.ToHexStringLower(made)}\"}}";
        })];
    }

    private static IEnumerable<string> Denied(IEnumerable<string> lines) => lines.Select(static line => line.Replace("PERMIT", "DENIED", StringComparison.Ordinal));

    internal static string Bare(string line) => Members().Replace(line, "");

    [GeneratedRegex(",\"reason\":\"[^\"]*\".*\"signature\":\"[^\"]*\"")]
    private static partial Regex Members();

    [GeneratedRegex("\"signature\":\"[^\"]*\"")]
    private static partial Regex Signature();

    [GeneratedRegex("\"seq\":([0-9]+),")]
    private static partial Regex Number();

    [GeneratedRegex("\"after\":[0-9]+,\"follows\":\"[0-9a-f]+\"")]
    private static partial Regex Follows();
}

using Pdp.Identity.Revocations;
using Xunit;

namespace Pdp.Identity.Tests.Revocations;

public sealed class RevocationJournalTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly Revocation[] Some =
    [
        new() { Kind = RevokedKind.Subject, SubjectType = "user", Value = "a\"\n\u2028é", Reason = "left the \"company\"" },
        new() { Kind = RevokedKind.Session, Value = "s", Issuer = "https://a", Until = Now.AddHours(1) },
        new() { Kind = RevokedKind.Token, Value = "t" },
        new() { Kind = RevokedKind.SpiffeId, Value = "spiffe://example.org/a" },
        new() { Kind = RevokedKind.Certificate, Value = "A1B" },
        new() { Kind = RevokedKind.Subject, SubjectType = "user", Value = "b", TokensBefore = Now.AddTicks(1) },
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-journal-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "revocations.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_written_is_there_again()
    {
        using (var journal = Open(out var empty))
        {
            Assert.Equal(0, empty.Count);
            journal.Add(Some);
        }

        using (var journal = Open(out var kept))
        {
            Assert.Equal(Some.OrderBy(static one => one.Value, StringComparer.Ordinal), kept.All.OrderBy(static one => one.Value, StringComparer.Ordinal));
            journal.Remove([Some[2] with { Reason = "whatever" }]);
            journal.Add([Some[2] with { Value = "t2" }]);
        }

        using (Open(out var kept))
        {
            Assert.Null(kept.Find(Some[2].Thing));
            Assert.Equal(6, kept.Count);
        }

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    // wherever the last record breaks off, all before it are there, and the next one stands by itself
    [Fact]
    public void A_record_that_was_broken_off_is_left_out_and_told()
    {
        using (var journal = Open(out _)) journal.Add(Some[..3]);
        var whole = File.ReadAllBytes(Path);
        var last = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (var length = last; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            using (var journal = RevocationJournal.Open(Path, Now, out var kept, out var wasTorn))
            {
                Assert.Equal((2, length > last), (kept.Count, wasTorn));
                journal.Add([Some[3]]);
            }

            using (Open(out var again)) Assert.Equal(3, again.Count);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"revoked":{"token":""}}""")]
    [InlineData("""{"revoked":{"token":"t","token":"u"}}""")]
    [InlineData("""{"revoked":{"token":"t","session":"u"}}""")]
    [InlineData("""{"revoked":{"token":"t","others":"u"}}""")]
    [InlineData("""{"revoked":{"token":"t","until":"soon"}}""")]
    [InlineData("""{"restored":"t"}""")]
    public void A_file_that_is_damaged_is_not_taken_for_one_that_revokes_less(string line)
    {
        File.WriteAllText(Path, line + "\n");
        Assert.Throws<InvalidDataException>(() => Open(out _));
    }

    [Fact]
    public void What_does_not_count_any_more_is_forgotten_and_the_file_with_it()
    {
        using (var journal = Open(out _)) journal.Add(Some);
        using (RevocationJournal.Open(Path, Now.AddHours(1), out var kept, out _)) Assert.Equal(5, kept.Count);
        Assert.Equal(5, File.ReadAllLines(Path).Length);
        using (var journal = Open(out var again))
        {
            Assert.Equal(5, again.Count);
            journal.Add([Some[1]]);
        }

        using (Open(out var kept)) Assert.Equal(6, kept.Count);
    }

    [Fact]
    public void A_file_of_changes_that_say_little_is_written_anew()
    {
        using (var journal = Open(out _))
        {
            for (var i = 0; i < 600; i++)
            {
                journal.Add([Some[2]]);
                journal.Remove([Some[2]]);
            }

            journal.Add([Some[3]]);
        }

        using (Open(out var kept)) Assert.Equal([Some[3]], kept.All);
        Assert.Single(File.ReadAllLines(Path));
    }

    [Fact]
    public void What_was_written_last_of_a_thing_is_what_counts()
    {
        using (var journal = Open(out _)) journal.Add([Some[5] with { TokensBefore = null, Until = Now.AddMinutes(1) }, Some[5]]);
        using (Open(out var kept)) Assert.Equal([Some[5]], kept.All);
    }

    // a server runs for months
    [Fact]
    public void A_file_that_has_grown_is_written_anew_while_it_is_used()
    {
        using (var journal = Open(out _))
        {
            for (var i = 0; i < 3; i++) journal.Add(Enumerable.Repeat(Some[2], 500));
            journal.Compact(DenyList.Of([Some[2]]));
            journal.Add([Some[3]]);
            journal.Compact(DenyList.Of([Some[2], Some[3]]));
            Assert.Throws<IOException>(() => Open(out _));
        }

        Assert.Equal(2, File.ReadAllLines(Path).Length);
        using (Open(out var kept)) Assert.Equal(2, kept.Count);
    }

    [Fact]
    public void One_process_has_it()
    {
        using var journal = Open(out _);
        Assert.Throws<IOException>(() => Open(out _));
    }

    private RevocationJournal Open(out DenyList kept)
    {
        var journal = RevocationJournal.Open(Path, Now, out kept, out var wasTorn);
        Assert.False(wasTorn);
        return journal;
    }
}

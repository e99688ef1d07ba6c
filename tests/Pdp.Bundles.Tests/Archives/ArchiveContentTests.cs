using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Pdp.Bundles.Archives;
using Xunit;
using static Pdp.Bundles.Tests.Archives.SomeArchives;

namespace Pdp.Bundles.Tests.Archives;

public sealed class ArchiveContentTests
{
    private const string Digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; // of nothing
    private static readonly string Revision = $"sha256:{Digest}";

    public static TheoryData<string, string> Manifests => new()
    {
        { "", "expected a JSON document, got an empty text" },
        { "[]", "expected object, got array" },
        { "{", "" },
        { """{"format": 2, "new": 1}""", "/format: expected version 1 of the format, got 2" },
        { """{"format": 1.0}""", "`format`: expected a whole number from 1 to 2147483647, got 1.0" },
        { Manifest(extra: "\"nam\": 1,"), "unknown member `nam` (did you mean `name`?)" },
        { Manifest(extra: "\"name\": \"b\","), "/name: member `name` occurs twice: first at 1:15" },
        { Manifest(extra: "\"sequence\": 0,"), "`sequence`: expected a whole number from 1 to 9007199254740991, got 0" },
        { Manifest(extra: "\"sequence\": 9007199254740992,"), "`sequence`: expected a whole number from 1 to 9007199254740991, got 9007199254740992" },
        { Manifest(extra: "\"sequence\": \"5\","), "`sequence`: expected a whole number from 1 to 9007199254740991, got string" },
        { Manifest(extra: "\"sequence\": null,"), "`sequence`: expected a whole number from 1 to 9007199254740991, got null" },
        { Manifest(extra: "\"not_after\": \"tomorrow\","), "`not_after`: expected a time such as `2026-03-02T10:00:00Z`, got `tomorrow`" },
        { Manifest(extra: "\"not_after\": null,"), "`not_after`: expected string, got null" },
        { Manifest(revision: "v1"), "/revision: expected the id of a commit or `sha256:` and a digest, got `v1`" },
        { Manifest(revision: $"sha256:{Digest.ToUpperInvariant()}"), "" },
        { Manifest("[1]"), "/files/0: expected object, got number" },
        { Manifest("{}"), "/files: expected array, got object" },
        { Manifest("""[{"path": "a.json"}]"""), "/files/0: member `size` is missing" },
        { Manifest($"[{File("a.json")}, {File("a.json")}]"), "/files/1: the document `a.json` occurs twice" },
        { Manifest($"[{File("b.json")}, {File("a.json")}]"), "/files/1: the document `a.json` stands out of order" },
        { Manifest($"[{File("a.json", size: "-1")}]"), "/files/0: `size`: expected a whole number from 0 to 9223372036854775807, got -1" },
        { Manifest($"[{File("a.json", size: "99999999999999999999")}]"), "/files/0: `size`: expected a whole number from 0 to 9223372036854775807, got 99999999999999999999" },
        { Manifest($"[{File("a.json", size: "33554433")}]"), "/files/0/size: the file is larger than 33554432 bytes" },
        { Manifest($"[{string.Join(", ", Enumerable.Range(10, 17).Select(static i => File($"{i}.json", size: "33554432")))}]"), "/files: the documents are larger than 536870912 bytes together" },
        { Manifest("""[{"path": "a.json", "size": 0, "sha256": "00"}]"""), "/files/0/sha256: expected 64 hexadecimal digits in lower case, got `00`" },
        { Manifest("""[[[[[]]]]]"""), "/files/0/0: nested deeper than 3 levels" },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public void What_is_wrong_with_a_manifest_is_told(string manifest, string told)
    {
        var (read, problems) = ManifestReader.Read(Encoding.UTF8.GetBytes(manifest), new ArchiveLimits(), new LoadOptions());
        Assert.Null(read);
        if (told.Length > 0) Assert.Contains(told, problems);
        else Assert.NotEmpty(problems);
        var reading = Read(Of(("manifest.json", Utf8(manifest))));
        Assert.All(reading.Findings, static finding => Assert.StartsWith("the manifest of the bundle: ", finding.Message, StringComparison.Ordinal));
        Assert.Equal(problems.Count, reading.Findings.Length);
    }

    [Theory]
    [InlineData("/etc/a.json", "is an absolute path")]
    [InlineData("../a.json", "leads elsewhere than its names say")]
    [InlineData("a/../b.json", "leads elsewhere than its names say")]
    [InlineData("./a.json", "leads elsewhere than its names say")]
    [InlineData("a//b.json", "leads elsewhere than its names say")]
    [InlineData("a\\\\b.json", "has a backslash in it")]
    [InlineData("a\\u0000.json", "has a control character in it")]
    [InlineData("a\\n.json", "has a control character in it")]
    [InlineData("a\\u202e.json", "has a control character in it")]
    [InlineData("", "is no path")]
    [InlineData("a.txt", "is no document: these end in `.json`, and no part of their paths begins with a dot")]
    [InlineData(".git/a.json", "is no document: these end in `.json`, and no part of their paths begins with a dot")]
    [InlineData("a.json/", "leads elsewhere than its names say")]
    public void A_path_that_is_none_is_refused(string path, string told)
    {
        var (_, problems) = ManifestReader.Read(Utf8(Manifest($"[{File(path)}]")), new ArchiveLimits(), new LoadOptions());
        Assert.EndsWith(told, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_errors_are_told_as_some_and_their_number()
    {
        var manifest = Manifest($"[{string.Join(", ", Enumerable.Repeat("1", 100))}]");
        var (_, problems) = ManifestReader.Read(Utf8(manifest), new ArchiveLimits(), new LoadOptions());
        Assert.Equal((21, "and 80 more errors"), (problems.Count, problems[^1]));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "a symbolic link")]
    [InlineData(TarEntryType.HardLink, "a hard link")]
    [InlineData(TarEntryType.CharacterDevice, "a device")]
    [InlineData(TarEntryType.BlockDevice, "a device")]
    [InlineData(TarEntryType.Directory, "a folder")]
    [InlineData(TarEntryType.Fifo, "a pipe")]
    public void Nothing_but_regular_files_is_read(TarEntryType kind, string told)
    {
        using var tar = new MemoryStream();
        tar.Write(Unpack(Of(("manifest.json", Utf8(Manifest($"[{File("a.json")}]"))))).AsSpan()[..^TarForm.End]);
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var entry = new UstarTarEntry(kind, "policies/a.json");
            if (kind is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "/etc/passwd";
            writer.WriteEntry(entry);
        }

        Assert.EndsWith($"is {told}; a bundle has regular files only", Told(Read(Pack(tar.ToArray()))), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_are_those_of_the_manifest_and_no_others()
    {
        var manifest = ("manifest.json", Utf8(Manifest($"[{File("a.json")}, {File("b.json")}]")));
        var (a, b) = (("policies/a.json", Array.Empty<byte>()), ("policies/b.json", Array.Empty<byte>()));
        Assert.Equal("PDP0421 the archive ends before `policies/b.json`", Told(Read(Of(manifest, a))));
        Assert.Equal("PDP0421 expected the entry `policies/a.json`, got `policies/b.json`", Told(Read(Of(manifest, b, a))));
        Assert.Equal("PDP0421 expected the entry `policies/b.json`, got `policies/a.json`", Told(Read(Of(manifest, a, a, b))));
        Assert.Equal("PDP0421 `policies/b.json` is not in the manifest, or stands there twice", Told(Read(Of(manifest, a, b, b))));
        Assert.Equal("PDP0421 `../c.json` is not in the manifest, or stands there twice", Told(Read(Of(manifest, a, b, ("../c.json", [])))));
        Assert.Equal("PDP0421 expected the entry `manifest.json`, got `policies/a.json`", Told(Read(Of(a, manifest, b))));
        Assert.Equal("PDP0421 `manifest.json` is not in the manifest, or stands there twice", Told(Read(Of(manifest, a, b, manifest))));
        Assert.StartsWith("PDP0421 the entry `policies/b.json` has another size", Told(Read(Of(manifest, a, ("policies/b.json", [1])))), StringComparison.Ordinal);
        Assert.StartsWith("PDP0421 the documents are not those of the revision", Told(Read(Of(manifest, a, b))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_document_with_another_digest_is_told()
    {
        var manifest = ("manifest.json", Utf8(Manifest($"[{File("a.json", "1")}, {File("b.json", "1")}]")));
        Assert.Equal(
            "PDP0421 the document `a.json` is not the one in the manifest: its digest is another\nPDP0421 the document `b.json` is not the one in the manifest: its digest is another",
            Told(Read(Of(manifest, ("policies/a.json", [1]), ("policies/b.json", [1])))));
    }

    [Fact]
    public void What_is_no_bundle_is_told()
    {
        Assert.Equal("PDP0421 the archive is cut off", Told(Read([])));
        Assert.Equal("PDP0421 this is no bundle: it is not packed with gzip", Told(Read(new byte[100])));
        Assert.Equal("PDP0421 the archive ends before `manifest.json`", Told(Read(Pack(new byte[1024]))));
    }

    [Fact]
    public void Limits_hold()
    {
        var archive = Write(Small());
        Assert.Equal($"PDP0002 the archive is larger than {archive.Length - 1} bytes", Told(Read(archive, limits: new ArchiveLimits { MaxArchiveBytes = archive.Length - 1 })));
        Assert.Equal("", Told(Read(archive, limits: new ArchiveLimits { MaxArchiveBytes = archive.Length })));
        Assert.Equal("PDP0002 the manifest of the bundle is larger than 100 bytes", Told(Read(archive, limits: new ArchiveLimits { MaxManifestBytes = 100 })));
        Assert.Equal("PDP0421 the manifest of the bundle: /files: there are more than 0 documents", Told(Read(archive, load: new LoadOptions { MaxFiles = 0 })));
        Assert.Contains("is longer than 10 bytes", Told(Read(archive, limits: new ArchiveLimits { MaxPathBytes = 10 })), StringComparison.Ordinal);
        Assert.StartsWith("PDP0002 the signature of the bundle is larger", Told(Read(Of(("manifest.json", []), ("manifest.sig", new byte[8193])))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_not_unpacked()
    {
        // a gigabyte of zeros, as an entry of that size: what is unpacked is bounded by the size that is stated, and that by the limits
        var header = TarForm.Header("manifest.json", 1L << 30);
        using var bomb = new MemoryStream();
        using (var gzip = new GzipWriter(bomb))
        {
            gzip.Write(header);
            for (var i = 0; i < 64; i++) gzip.Write(new byte[1 << 20]);
            gzip.WriteEnd();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("PDP0002 the manifest of the bundle is larger than 33554432 bytes", Told(Read(bomb.ToArray())));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Any_paths_and_contents_come_back()
    {
        var part = Gen.String[Gen.Char["aZ09 ._-äß日\u0301~'"], 1, 130].Where(static text => text[0] != '.');
        var files = Gen.Select(Gen.Select(part.Array[1, 4], static parts => $"{string.Join('/', parts)}.json"), Gen.Byte.Array[0, 1200]).Array[1, 6];
        files.Sample(all =>
        {
            var byPath = all.DistinctBy(static one => one.Item1, StringComparer.Ordinal).OrderBy(static one => one.Item1, StringComparer.Ordinal).ToArray();
            var listed = byPath.Select(static one => new ManifestFile(one.Item1, one.Item2.Length, Convert.ToHexStringLower(SHA256.HashData(one.Item2))));
            var commit = new string('a', 40);
            var manifest = ManifestWriter.Write(new Manifest("any", commit, new ManifestFacts { Sequence = ManifestFacts.LargestSequence }, [.. listed]));
            var reading = Read(Of([("manifest.json", manifest), .. byPath.Select(static one => ($"policies/{one.Item1}", one.Item2))]));
            Assert.Equal("", Told(reading));
            Assert.Equal((commit, ManifestFacts.LargestSequence), (reading.State!.Origin.Commit, reading.State.Origin.Sequence));
            Assert.Equal(byPath.Select(static one => one.Item1), reading.State.Files.Select(static file => file.Path));
            Assert.Equal(byPath.Select(static one => one.Item2), reading.State.Files.Select(static file => file.Content));
        }, iter: 200, print: static all => string.Join(", ", all.Select(static one => one.Item1)));
    }

    private static string Manifest(string files = "[]", string? revision = null, string extra = "") =>
        $$"""{"format": 1, "name": "a", {{extra}} "revision": "{{revision ?? Revision}}", "files": {{files}}}""";

    private static string File(string path, string size = "0") => string.Create(
        CultureInfo.InvariantCulture, $$"""{"path": "{{path}}", "size": {{size}}, "sha256": "{{Digest}}"}""");
}

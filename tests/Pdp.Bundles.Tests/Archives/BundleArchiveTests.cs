using System.Formats.Tar;
using System.Security.Cryptography;
using Pdp.Bundles.Archives;
using Xunit;
using static Pdp.Bundles.Tests.Archives.SomeArchives;

namespace Pdp.Bundles.Tests.Archives;

public sealed class BundleArchiveTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_written_is_read_as_it_was()
    {
        var bundle = Load();
        var facts = new ManifestFacts { Sequence = 7, NotAfter = Noon.AddDays(1), Created = Noon };
        var (key, keys) = Keys(ECCurve.NamedCurves.nistP256);
        var reading = Read(Write(bundle, key, facts), keys);
        Assert.Equal("", Told(reading));
        Assert.True(reading.IsGenuine);
        Assert.Equal(key.Id, reading.KeyId);
        Assert.Equal((bundle.Name, bundle.Revision, facts), (reading.Manifest!.Name, reading.Manifest.Revision, reading.Manifest.Facts));
        var loaded = reading.Load(cancellation: TestContext.Current.CancellationToken).Bundle!;
        Assert.Equal((bundle.Name, bundle.Revision, Place), (loaded.Name, loaded.Revision, loaded.Directory));
        Assert.Equal(bundle.Files.Select(static f => (f.Path, f.Text)), loaded.Files.Select(static f => (f.Path, f.Text)));
        Assert.Equal(new BundleOrigin { IsArchive = true, Sequence = 7, NotAfter = Noon.AddDays(1) }, loaded.Origin);
    }

    [Fact]
    public void The_same_bundle_makes_the_same_octets()
    {
        Assert.Equal(Write(Load()), Write(Load()));
    }

    [Fact]
    public void Any_reader_of_tar_can_read_it()
    {
        var bundle = Load();
        using var tar = new TarReader(new MemoryStream(Unpack(Write(bundle))));
        var names = new List<string>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            Assert.Equal(TarEntryType.RegularFile, entry.EntryType);
            names.Add(entry.Name);
        }

        Assert.Equal([.. bundle.Files.Select(static f => $"policies/{f.Path}").Prepend("manifest.json")], names);
    }

    [Fact]
    public void A_document_that_is_cut_off_anywhere_is_refused()
    {
        var archive = Write(Small());
        for (var length = 0; length < archive.Length; length++)
        {
            var reading = Read(archive[..length]);
            Assert.True(reading.State is null && reading.Findings.Length > 0, $"cut to {length} of {archive.Length}");
        }
    }

    [Fact]
    public void Nothing_stands_behind_the_end()
    {
        var archive = Write(Small());
        for (var count = 1; count < 200; count++)
        {
            Assert.Null(Read([.. archive, .. new byte[count]]).State);
            // before the check sum, where it is packed
            Assert.Equal("PDP0421 there is more behind the end of the archive", Told(Read([.. archive[..^8], .. new byte[count], .. archive[^8..]])));
        }

        Assert.NotEqual("", Told(Read([.. archive, .. archive])));
    }

    [Fact]
    public void No_octet_of_the_archive_can_be_changed()
    {
        var (key, keys) = Keys(ECCurve.NamedCurves.nistP256);
        var tar = Unpack(Write(Small(), key));
        for (var i = 0; i < tar.Length; i++)
        {
            // most of it is what fills its blocks up
            if (tar[i] == 0 && i % 16 != 0) continue;
            tar[i] ^= 1;
            var reading = Read(Pack(tar), keys);
            Assert.True(reading.State is null && reading.Findings.Length > 0, $"octet {i} of {tar.Length}");
            tar[i] ^= 1;
        }

        Assert.NotNull(Read(Pack(tar), keys).State);
    }

    [Fact]
    public void A_change_of_what_is_packed_is_refused_or_changes_nothing()
    {
        var archive = Write(Small());
        var digest = Read(archive).State!.Files.Single().Digest;
        for (var bit = 0; bit < archive.Length * 8; bit++)
        {
            archive[bit / 8] ^= (byte)(1 << (bit % 8));
            var reading = Read(archive);
            if (reading.State is { } state) Assert.Equal(digest, state.Files.Single().Digest);
            else Assert.NotEmpty(reading.Findings);
            archive[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}

using System.Globalization;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Keeping;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Bundles.Tests.Keeping;

public sealed class RevisionStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _policies = new();
    private readonly TemporaryFolder _state = new();

    public void Dispose()
    {
        _policies.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void Nothing_is_kept_at_first()
    {
        using var store = RevisionStore.Open(Path.Combine(_state.Path, "a", "b"));
        Assert.Null(store.Read());
    }

    [Fact]
    public void What_is_kept_is_loaded_as_it_was()
    {
        var bundle = BundleLoader.Load(Repository.PathOf("policies"), cancellation: TestContext.Current.CancellationToken).Bundle!;
        bundle = bundle with { Origin = new BundleOrigin { Commit = "c0ffee", Sequence = 7, NotAfter = Noon.AddDays(1) } };
        var marks = VersionMarks.From([new("gone", 9)]).With(bundle);
        using (var store = RevisionStore.Open(_state.Path)) store.Keep(bundle, marks, Noon);

        using var again = RevisionStore.Open(_state.Path);
        var kept = again.Read()!;
        Assert.Equal((bundle.Directory, bundle.Revision, Noon, bundle.Origin), (kept.Place, kept.Revision, kept.ActiveSince, kept.Origin));
        Assert.Equal(marks.Highest.OrderBy(static m => m.Key, StringComparer.Ordinal), kept.Marks.Highest.OrderBy(static m => m.Key, StringComparer.Ordinal));
        var (loaded, findings) = kept.Load(cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(findings);
        Assert.Equal((bundle.Name, bundle.Revision, bundle.Set.Revision), (loaded!.Name, loaded.Revision, loaded.Set.Revision));
        Assert.Equal(bundle.Files.Select(static f => (f.Path, f.Text)), loaded.Files.Select(static f => (f.Path, f.Text)));
        Assert.Empty(ActivationCheck.Run(loaded, kept.Marks, default, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Of_what_had_been_in_force_so_many_names_are_kept_and_none_that_is_too_long()
    {
        var served = Enumerable.Range(0, KeptRevision.MostServed + 5).Select(static i => string.Create(CultureInfo.InvariantCulture, $"r{i}")).ToArray();
        using var store = RevisionStore.Open(_state.Path);
        store.Keep(Load(1), VersionMarks.None, Noon);
        Assert.Empty(store.Read()!.Served);
        store.Keep(Load(1), VersionMarks.None, Noon, [.. served, new string('x', 257), ""]);
        Assert.Equal(served[5..], store.Read()!.Served);
    }

    [Fact]
    public void The_disk_takes_the_names_of_all_folders_that_are_made()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "it keeps names by itself");
        var flushed = new List<string>();
        var place = Path.Combine(_state.Path, "a", "b");
        Private.CreateFolder(place + "/", flushed.Add);
        Assert.Equal([_state.Path, Path.Combine(_state.Path, "a")], flushed);
        Private.CreateFolder(place, flushed.Add);
        Assert.Equal(2, flushed.Count);
        Assert.True(Directory.Exists(place));
    }

    [Fact]
    public void A_newer_revision_takes_the_place_of_the_older()
    {
        using var store = RevisionStore.Open(_state.Path);
        store.Keep(Load(1), VersionMarks.None, Noon);
        var newer = Load(2);
        store.Keep(newer, VersionMarks.None, Noon);
        Assert.Equal(newer.Revision, store.Read()!.Revision);
        Assert.Equal(["last-good", "lock"], Directory.GetFiles(_state.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_damaged_anywhere_or_not_whole_is_told_and_never_read()
    {
        using var store = RevisionStore.Open(_state.Path);
        store.Keep(Load(1), VersionMarks.None, Noon);
        var whole = File.ReadAllBytes(store.Path);
        for (var i = 0; i < whole.Length; i++)
        {
            File.WriteAllBytes(store.Path, whole[..i]);
            Damaged();
            var flipped = whole.ToArray();
            flipped[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(store.Path, flipped);
            Damaged();
        }

        File.WriteAllBytes(store.Path, [.. whole, 0]);
        Damaged();
        File.WriteAllBytes(store.Path, whole);
        Assert.NotNull(store.Read());

        void Damaged() => Assert.StartsWith(
            $"`{store.Path}`, the last good revision, is damaged: it", Assert.Throws<RevisionStoreException>(() => store.Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_writing_that_was_broken_off_leaves_what_was_kept()
    {
        var bundle = Load(1);
        using (var store = RevisionStore.Open(_state.Path)) store.Keep(bundle, VersionMarks.None, Noon);
        File.WriteAllText(Path.Combine(_state.Path, "last-good.new"), "half");
        using var again = RevisionStore.Open(_state.Path);
        Assert.Equal(bundle.Revision, again.Read()!.Revision);
        Assert.False(File.Exists(Path.Combine(_state.Path, "last-good.new")));
    }

    [Fact]
    public void A_full_disk_leaves_what_was_kept_and_is_told()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here; Linux has it");
        using var store = RevisionStore.Open(_state.Path);
        var first = Load(1);
        store.Keep(first, VersionMarks.None, Noon);
        var second = Load(2);
        File.CreateSymbolicLink(store.Path + ".new", "/dev/full");
        var refusal = Assert.Throws<RevisionStoreException>(() => store.Keep(second, VersionMarks.None, Noon));
        Assert.Equal($"revision {second.Revision} cannot be kept in `{_state.Path}`: the disk is full", refusal.Message);
        Assert.Equal(first.Revision, store.Read()!.Revision);
        store.Keep(second, VersionMarks.None, Noon);
        Assert.Equal(second.Revision, store.Read()!.Revision);
    }

    [Fact]
    public void A_folder_can_be_put_on_the_disk_and_one_that_cannot_is_told()
    {
        Private.FlushFolder(_state.Path);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "names are kept by the system there");
        var refusal = Assert.Throws<IOException>(() => Private.FlushFolder(Path.Combine(_state.Path, "none")));
        Assert.Equal("the folder cannot be flushed to the disk: No such file or directory", refusal.Message);
    }

    [Fact]
    public void Two_at_a_time_are_refused()
    {
        using var store = RevisionStore.Open(_state.Path);
        var refusal = Assert.Throws<RevisionStoreException>(() => RevisionStore.Open(_state.Path));
        Assert.Equal($"the state folder `{_state.Path}` cannot be used: another process uses it", refusal.Message);
    }

    [Fact]
    public void A_folder_that_is_a_file_is_refused()
    {
        var file = _state.Write("file", "");
        Assert.StartsWith($"the state folder `{file}` cannot be used: ", Assert.Throws<RevisionStoreException>(() => RevisionStore.Open(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_else_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("files have no modes here");
            return;
        }

        var folder = Path.Combine(_state.Path, "own");
        using var store = RevisionStore.Open(folder);
        store.Keep(Load(1), VersionMarks.None, Noon);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void A_folder_of_its_own_that_its_group_was_given_is_taken_back()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("whose a file is, is told on Linux alone");
            return;
        }

        var folder = Path.Combine(_state.Path, "state");
        using (var store = RevisionStore.Open(folder)) store.Keep(Load(1), VersionMarks.None, Noon);

        // as Kubernetes does with a volume that has `fsGroup`: 2770 and 0660
        File.SetUnixFileMode(folder, (UnixFileMode)0b10_111_111_000);
        foreach (var file in Directory.GetFiles(folder)) File.SetUnixFileMode(file, (UnixFileMode)0b110_110_000);
        using (var store = RevisionStore.Open(folder))
        {
            Assert.True(store.IsTakenBack);
            Assert.NotNull(store.Read());
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        using (var store = RevisionStore.Open(folder)) Assert.False(store.IsTakenBack);
    }

    [Fact]
    public void What_the_group_may_have_put_into_such_a_folder_is_not_used()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("whose a file is, is told on Linux alone");
            return;
        }

        var folder = Path.Combine(_state.Path, "state");
        using (var store = RevisionStore.Open(folder)) store.Keep(Load(1), VersionMarks.None, Noon);
        var kept = Path.Combine(folder, "last-good");
        var elsewhere = Path.Combine(_state.Path, "elsewhere");
        File.Move(kept, elsewhere);
        File.CreateSymbolicLink(kept, elsewhere);
        File.SetUnixFileMode(folder, (UnixFileMode)0b10_111_111_000);

        // a service manager starts it again at once
        for (var start = 1; start <= 3; start++)
            Assert.Contains("`last-good` in it is no file of this process' user alone", Assert.Throws<RevisionStoreException>(() => RevisionStore.Open(folder)).Message, StringComparison.Ordinal);

        File.Move(elsewhere, kept, overwrite: true);
        using (var store = RevisionStore.Open(folder)) Assert.NotNull(store.Read());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)]
    public void A_folder_that_others_may_write_to_is_refused(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("files have no modes here");
            return;
        }

        File.SetUnixFileMode(_state.Path, File.GetUnixFileMode(_state.Path) | mode);
        Assert.Contains("others may write to it", Assert.Throws<RevisionStoreException>(() => RevisionStore.Open(_state.Path)).Message, StringComparison.Ordinal);
        using var inside = RevisionStore.Open(Path.Combine(_state.Path, "own"));
    }

    private Bundle Load(int version)
    {
        _policies.Write("p.json", string.Create(CultureInfo.InvariantCulture, $$"""
            {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": {{version}}, "rules": [{"id": "r", "effect": "permit"}]}
            """));
        return BundleLoader.Load(_policies.Path).Bundle!;
    }
}

using System.Diagnostics;
using System.Globalization;
using Pdp.Bundles.Sources.Watching;
using Xunit;

namespace Pdp.Bundles.Tests.Sources;

/// <summary>What happens to a policy folder is noticed, whoever does it in whichever way.</summary>
public sealed class FolderWatchTests : IDisposable
{
    private static readonly WatchOptions Options = new() { Quiet = TimeSpan.FromMilliseconds(10), Poll = TimeSpan.FromMinutes(5) };

    private readonly string _place = Directory.CreateTempSubdirectory("pdp-watch-").FullName;
    private readonly string _folder;

    public FolderWatchTests() => _folder = Directory.CreateDirectory(Path.Combine(_place, "policies")).FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public async Task Names_the_documents_that_were_written_renamed_and_deleted()
    {
        Write("a.json");
        Write("old.json");
        using var watch = Watch();
        Write("a.json");
        Assert.Equal(["a.json"], (await Changed(watch)).Paths);
        File.Move(At("old.json"), At("new.json"));
        Assert.Equal(["new.json", "old.json"], (await Changed(watch)).Paths.Order(StringComparer.Ordinal));
        File.Delete(At("new.json"));
        Assert.Equal(["new.json"], (await Changed(watch)).Paths);
        Assert.True(watch.Take().IsNone);
    }

    [Fact]
    public async Task Names_the_document_that_an_editor_saves_by_renaming()
    {
        Write("a.json");
        using var watch = Watch();
        File.WriteAllText(At("4913"), "");
        File.Delete(At("4913"));
        File.Move(At("a.json"), At("a.json~"));
        Write("a.json");
        File.Delete(At("a.json~"));
        var change = await Changed(watch);
        Assert.Equal((false, "a.json"), (change.IsWhole, Assert.Single(change.Paths)));
    }

    [Fact]
    public async Task Anything_may_have_changed_where_folders_come_and_go()
    {
        using var watch = Watch();
        Directory.CreateDirectory(At("team"));
        Assert.True((await Changed(watch)).IsWhole);
        Write("team/a.json");
        Assert.Equal(["team/a.json"], (await Changed(watch)).Paths);
        Directory.Move(At("team"), At("other"));
        Assert.True((await Changed(watch)).IsWhole);
        Write("other/a.json");
        Assert.Equal(["other/a.json"], (await Changed(watch)).Paths);
        Directory.Delete(At("other"), recursive: true);
        Assert.True((await Changed(watch)).IsWhole);
    }

    [Fact]
    public async Task Anything_may_have_changed_where_a_config_map_is_swapped()
    {
        Directory.CreateDirectory(At("..2026_01"));
        Write("..2026_01/a.json");
        File.CreateSymbolicLink(At("..data"), "..2026_01");
        File.CreateSymbolicLink(At("a.json"), "..data/a.json");
        using var watch = Watch();
        Directory.CreateDirectory(At("..2026_02"));
        Write("..2026_02/a.json");
        File.CreateSymbolicLink(At("..data_tmp"), "..2026_02");
        Swap(At("..data_tmp"), At("..data"));
        Assert.True((await Changed(watch)).IsWhole);
    }

    [Fact]
    public async Task Follows_the_link_that_the_folder_is()
    {
        var first = Directory.CreateDirectory(Path.Combine(_place, "releases", "1")).FullName;
        var second = Directory.CreateDirectory(Path.Combine(_place, "releases", "2")).FullName;
        var current = Path.Combine(_place, "current");
        Directory.CreateSymbolicLink(current, "releases/1");
        using var watch = new FolderWatch(current, Options, TimeProvider.System, Fail);
        File.WriteAllText(Path.Combine(first, "a.json"), "{}");
        Assert.Equal(["a.json"], (await Changed(watch)).Paths);
        Directory.CreateSymbolicLink(current + ".new", "releases/2");
        Swap(current + ".new", current);
        Assert.True((await Changed(watch)).IsWhole);
        File.WriteAllText(Path.Combine(second, "b.json"), "{}");
        Assert.Equal(["b.json"], (await Changed(watch)).Paths);
    }

    [Fact]
    public async Task Follows_the_link_while_it_is_pointed_elsewhere_and_what_it_led_to_goes()
    {
        var current = Path.Combine(_place, "current");
        var release = Release(0);
        Directory.CreateSymbolicLink(current, release);
        using var watch = new FolderWatch(current, Options, TimeProvider.System, Fail);
        using var end = new CancellationTokenSource();
        var taking = Task.Run(
            () =>
            {
                while (!end.IsCancellationRequested) watch.Take();
            }, TestContext.Current.CancellationToken);
        for (var i = 1; i <= 200 && !taking.IsCompleted; i++)
        {
            var before = release;
            release = Release(i);
            Directory.CreateSymbolicLink(current + ".new", release);
            Swap(current + ".new", current);
            Directory.Delete(before, recursive: true);
        }

        await end.CancelAsync();
        await taking;
        while (watch.HasChanged) await Changed(watch);
        File.WriteAllText(Path.Combine(release, "a.json"), "{}");
        Assert.True((await Changed(watch)) is { IsWhole: true } or { Paths.Count: 1 });

        string Release(int number) => Directory.CreateDirectory(Path.Combine(_place, "releases", number.ToString(CultureInfo.InvariantCulture))).FullName;
    }

    [Fact]
    public async Task Following_a_link_from_folder_to_folder_leaves_nothing_behind()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("only Linux tells how many watches there are");
        var current = Path.Combine(_place, "current");
        Directory.CreateDirectory(Path.Combine(_place, "0"));
        Directory.CreateSymbolicLink(current, "0");
        using var watch = new FolderWatch(current, Options, TimeProvider.System, Fail);
        var before = Watches();
        for (var i = 1; i <= 30; i++)
        {
            Directory.CreateDirectory(Path.Combine(_place, $"{i}"));
            Directory.CreateSymbolicLink(current + ".new", $"{i}");
            Swap(current + ".new", current);
            Assert.True((await Changed(watch)).IsWhole);
            Directory.Delete(Path.Combine(_place, $"{i - 1}"));
        }

        // other tests watch at the same time
        Assert.InRange(Watches(), 0, before + 30);

        static int Watches() => Directory.GetFiles("/proc/self/fd").Count(static fd => new FileInfo(fd).LinkTarget == "anon_inode:inotify");
    }

    [Fact]
    public async Task A_folder_that_vanishes_and_comes_back_is_watched_again()
    {
        using var watch = Watch();
        Directory.Move(_folder, Path.Combine(_place, "aside"));
        Assert.True((await Changed(watch)).IsWhole);
        Directory.CreateDirectory(_folder);
        Assert.True((await Changed(watch)).IsWhole);
        Write("a.json");
        Assert.Contains("a.json", (await Changed(watch)).Paths);
    }

    [Fact]
    public async Task Hidden_files_and_others_that_are_no_documents_do_not_wake_anybody()
    {
        using var watch = Watch();
        File.WriteAllText(At(".a.json.swp"), "");
        File.WriteAllText(At("README.md"), "");
        File.WriteAllText(Path.Combine(_place, "beside"), "");
        Write("a.json");
        Assert.Equal(["a.json"], (await Changed(watch)).Paths);
    }

    [Fact]
    public async Task A_commit_may_have_changed_the_revision()
    {
        Directory.CreateDirectory(Path.Combine(_place, ".git"));
        using var watch = Watch();
        File.WriteAllText(Path.Combine(_place, ".git", "COMMIT_EDITMSG"), "why");
        Assert.True((await Changed(watch)).IsWhole);
    }

    [Fact]
    public async Task Without_notices_all_is_read_by_the_clock()
    {
        using var watch = new FolderWatch(_folder, Options with { Notices = false, Poll = TimeSpan.FromMilliseconds(20) }, TimeProvider.System, Fail);
        Write("a.json");
        Assert.True((await Changed(watch)).IsWhole);
    }

    [Fact]
    public async Task Waits_until_the_writing_of_many_files_is_over()
    {
        using var watch = new FolderWatch(_folder, Options with { Quiet = TimeSpan.FromMilliseconds(250) }, TimeProvider.System, Fail);
        for (var i = 0; i < 200; i++) Write($"{i}.json");
        Assert.Equal(200, (await Changed(watch)).Paths.Count);
        for (var i = 0; i < 1_200; i++) Write($"{i}.json");
        Assert.True((await Changed(watch)).IsWhole);
    }

    // rename(2), which the framework does not do to links to folders
    private static void Swap(string link, string other)
    {
        using var mv = Process.Start("mv", ["-T", link, other]);
        mv.WaitForExit();
        Assert.Equal(0, mv.ExitCode);
    }

    private static void Fail(string warning) => Assert.Fail(warning);

    private static async Task<FolderChange> Changed(FolderWatch watch)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await watch.WaitAsync(limit.Token);
    }

    private FolderWatch Watch() => new(_folder, Options, TimeProvider.System, Fail);

    private string At(string path) => Path.Combine(_folder, path);

    private void Write(string path) => File.WriteAllText(At(path), "{}");
}

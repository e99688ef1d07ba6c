using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Sources.Git;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Bundles.Tests.Sources.Git;

/// <summary>What is fetched is what the remote repository has, and whatever it does the next fetch is not worse for it.</summary>
public sealed class RemoteRepositoryTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("pdp-git-remote-").FullName;
    private readonly TestRepository _git;
    private readonly string _state;

    public RemoteRepositoryTests()
    {
        Peer.Git.PathOrSkip();
        _git = new TestRepository(Path.Combine(_place, "policies.git"));
        _state = Path.Combine(_place, "state");
    }

    private string FileUrl => "file://" + _git.Path;

    private string Store => Path.Combine(_state, "git");

    public void Dispose()
    {
        _git.Dispose();
        TestRepository.Delete(_place);
    }

    [Fact]
    public async Task What_is_pushed_is_fetched_and_what_did_not_change_is_the_same_object()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")), ("b.json", TestRepository.Policy("b")));
        using var scene = new GitScene(FileUrl);
        var before = await scene.GoodAsync();
        Assert.Equal((first, "policies"), (before.Revision, before.Name));
        Assert.Same(before, await scene.GoodAsync(before));
        var second = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        var after = await scene.GoodAsync(before);
        Assert.Equal(second, after.Revision);
        Assert.Same(before.Files[1].Document, after.Files[1].Document);
    }

    [Fact]
    public async Task Branch_tag_full_name_and_commit_can_be_asked_for()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        var second = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        _git.Point("refs/heads/stable", first);
        _git.Git.Tags.Add("v1", first, new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch), "released");
        foreach (var (name, expected) in new[] { ("stable", first), ("v1", first), ("refs/heads/main", second), (first, first) })
        {
            using var scene = new GitScene(FileUrl, o => o with { Reference = name, State = _state });
            Assert.Equal(expected, (await scene.GoodAsync()).Revision);
        }

        _git.Point("refs/tags/stable", second);
        using var both = new GitScene(FileUrl, static o => o with { Reference = "stable" });
        Assert.Equal("there is both a branch and a tag `stable`", await both.RefusedAsync(ActivationCodes.NoReference));
        using var none = new GitScene(FileUrl, static o => o with { Reference = "stabel" });
        Assert.Equal("there is no branch or tag `stabel`", await none.RefusedAsync(ActivationCodes.NoReference));
    }

    [Fact]
    public async Task A_branch_that_vanishes_or_is_forced_elsewhere_is_refused_until_it_is_as_it_should_be()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        var second = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        using var scene = new GitScene(FileUrl, static o => o with { Reference = "main" });
        var inForce = await scene.GoodAsync();
        _git.Git.Refs.Remove("refs/heads/main");
        Assert.Equal("there is no branch or tag `main`", await scene.RefusedAsync(ActivationCodes.NoReference, inForce));
        _git.Point("refs/heads/main", first);
        Assert.Equal(
            $"commit `{first}` does not descend from `{second}`, which is in force",
            await scene.RefusedAsync(ActivationCodes.NoDescendant, inForce, isGenuine: true));
        _git.Point("refs/heads/main", second);
        var third = _git.Commit(("a.json", TestRepository.Policy("a", 3)));
        Assert.Equal(third, (await scene.GoodAsync(inForce)).Revision);
    }

    [Fact]
    public async Task A_remote_that_is_gone_is_told_and_found_again_when_it_is_back()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")));
        using var server = new GitServer(_place);
        using var scene = new GitScene($"http://127.0.0.1:{server.Port}/policies.git");
        var inForce = await scene.GoodAsync();
        server.IsGone = true;
        Assert.StartsWith("the remote repository cannot be fetched: `", await scene.RefusedAsync(ActivationCodes.NoRepository, inForce), StringComparison.Ordinal);
        server.IsGone = false;
        Assert.Same(inForce, await scene.GoodAsync(inForce));
        var next = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        Assert.Equal(next, (await scene.GoodAsync(inForce)).Revision);
    }

    [Fact]
    public async Task Credentials_of_the_URL_open_it_and_are_told_to_nobody()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")));
        using var server = new GitServer(_place) { Credentials = "robot:s3cr@t" };
        using var good = new GitScene($"http://robot:s3cr%40t@127.0.0.1:{server.Port}/policies.git");
        Assert.Equal($"http://127.0.0.1:{server.Port}/policies.git", good.Source.Name);
        await good.GoodAsync();
        foreach (var user in new[] { "robot:wr0ng%40", "t0ken", "" })
        {
            using var bad = new GitScene($"http://{user}@127.0.0.1:{server.Port}/policies.git");
            var result = await bad.ReadAsync();
            var told = DiagnosticText.Format(Assert.Single(result.Diagnostics));
            Assert.Contains("cannot be fetched", told, StringComparison.Ordinal);
            foreach (var secret in new[] { "wr0ng", "t0ken", "@" }) Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_fetch_that_breaks_off_in_the_middle_leaves_nothing_that_hinders_the_next()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        using var server = new GitServer(_place);
        using var scene = new GitScene($"http://127.0.0.1:{server.Port}/policies.git", o => o with { State = _state, Timeout = TimeSpan.FromSeconds(3) });
        server.StallsAfter = 60;
        Assert.Equal("the remote repository has not answered to the end within 3s", await scene.RefusedAsync(ActivationCodes.NoRepository));
        server.StallsAfter = null;
        var inForce = await scene.GoodAsync();
        Assert.Equal(first, inForce.Revision);
        Assert.Empty(Directory.GetFiles(Store, "tmp_*", SearchOption.AllDirectories));
        _git.Commit(("large.txt", new string('x', 100_000) + Guid.NewGuid()), ("a.json", TestRepository.Policy("a", 2)));
        server.StallsAfter = 300;
        await scene.RefusedAsync(ActivationCodes.NoRepository, inForce);
        server.StallsAfter = null;
        Assert.Equal(_git.Tip, (await scene.GoodAsync(inForce)).Revision);
    }

    [Fact]
    public async Task Locks_and_halves_that_a_killed_git_left_are_removed_at_the_start()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")));
        using (var first = new GitScene(FileUrl, o => o with { State = _state })) await first.GoodAsync();
        var left = new[] { "config.lock", "packed-refs.lock", "shallow.lock", "HEAD.lock", "refs/pdp/tip.lock", "objects/pack/tmp_pack_abc", "objects/pack/tmp_idx_abc" };
        foreach (var name in left) await File.WriteAllTextAsync(Path.Combine(Store, name), "half", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(Store, "objects", "tmp_objdir-incoming-x", "pack"));
        var next = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        using var scene = new GitScene(FileUrl, o => o with { State = _state });
        Assert.Equal(next, (await scene.GoodAsync()).Revision);
        Assert.DoesNotContain(left, name => File.Exists(Path.Combine(Store, name)));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Store, "objects"), "tmp_*"));
    }

    [Theory]
    [InlineData("HEAD", "nonsense")]
    [InlineData("config", "[core\nrepositoryformatversion = 99")]
    [InlineData("objects/pack/*.pack", "PACK")]
    [InlineData("objects/pack/*.idx", "")]
    [InlineData("refs/pdp/tip", "half")]
    public async Task A_clone_that_is_damaged_is_made_anew(string what, string text)
    {
        _git.Commit(("a.json", TestRepository.Policy("a")), ("sub/b.json", TestRepository.Policy("b")));
        using (var first = new GitScene(FileUrl, o => o with { State = _state })) await first.GoodAsync();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(Store, Path.GetDirectoryName(what)!), Path.GetFileName(what)));
        File.SetAttributes(file, FileAttributes.Normal);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        using var scene = new GitScene(FileUrl, o => o with { State = _state });
        var result = await scene.ReadAsync();
        // what only reading shows is told once, and fetched anew for the next time
        if (result.Bundle is null) await scene.GoodAsync();
        _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        Assert.Equal(_git.Tip, (await scene.GoodAsync()).Revision);
    }

    [Fact]
    public async Task What_was_fetched_is_there_after_a_restart_and_two_cannot_have_it()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")));
        using var scene = new GitScene(FileUrl, o => o with { State = _state });
        await scene.GoodAsync();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_state));
        using var second = new GitScene(FileUrl, o => o with { State = _state });
        Assert.Contains("another process has it", await second.RefusedAsync(ActivationCodes.NoRepository), StringComparison.Ordinal);
        scene.Dispose();
        await second.GoodAsync();
        Assert.Single(Directory.GetFiles(Path.Combine(Store, "objects", "pack"), "*.pack"));
    }

    [Fact]
    public async Task A_fetch_is_bounded()
    {
        var noise = new byte[3_000_000];
        new Random(1).NextBytes(noise);
        _git.Commit(("a.json", TestRepository.Policy("a")), ("noise.txt", Convert.ToBase64String(noise)));
        using var server = new GitServer(_place) { StallsAfter = 2_500_000 };
        using var scene = new GitScene($"http://127.0.0.1:{server.Port}/policies.git", o => o with { State = _state, MaxFetchBytes = 1_000_000 });
        Assert.Equal("the remote repository sends more than 1000000 bytes at once", await scene.RefusedAsync("PDP0002"));
        server.StallsAfter = null;
        using var other = new GitScene($"http://127.0.0.1:{server.Port}/policies.git");
        await other.GoodAsync();
    }

    [Fact]
    public async Task Many_fetches_leave_few_packs()
    {
        using var scene = new GitScene(FileUrl, o => o with { State = _state });
        Bundle? inForce = null;
        for (var i = 1; i <= 52; i++)
        {
            _git.Commit(("a.json", TestRepository.Policy("a", i)));
            inForce = await scene.GoodAsync(inForce);
        }

        Assert.InRange(Directory.GetFiles(Path.Combine(Store, "objects", "pack"), "*.pack").Length, 1, 5);
    }

    [Fact]
    public async Task A_commit_that_changes_many_files_is_seen_whole_or_not_at_all()
    {
        Change(1);
        using var scene = new GitScene(FileUrl);
        var inForce = await scene.GoodAsync();
        var pushing = Task.Run(() =>
        {
            for (var i = 2; i <= 40; i++) Change(i);
        }, TestContext.Current.CancellationToken);
        do
        {
            inForce = await scene.GoodAsync(inForce);
            Assert.Single(inForce.Set.Policies.Select(static policy => policy.Version).Distinct());
        }
        while (!pushing.IsCompleted);
        await pushing;
        Assert.All((await scene.GoodAsync(inForce)).Set.Policies, static policy => Assert.Equal(40, policy.Version));

        void Change(int version) => _git.Commit([.. new[] { "a", "b", "c" }.Select(id => ($"{id}.json", (string?)TestRepository.Policy(id, version)))]);
    }

    [Fact]
    public async Task Without_git_it_says_what_to_install()
    {
        var outcome = await new GitCommand(GitLocation.Parse(FileUrl, out _)!, TimeProvider.System) { Program = "git-that-is-not-here" }
            .RunAsync(_place, [], TimeSpan.FromSeconds(10), static () => false, TestContext.Current.CancellationToken);
        Assert.Equal(GitEnd.Absent, outcome.End);
    }
}

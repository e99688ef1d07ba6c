using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Sources.Git;
using Xunit;

namespace Pdp.Bundles.Tests.Sources.Git;

/// <summary>What was withdrawn does not come back by a rewritten history.</summary>
public sealed class DescentTests : IDisposable
{
    private readonly TestRepository _git = new();

    public void Dispose() => _git.Dispose();

    [Fact]
    public async Task A_forced_push_is_refused_with_both_commits_named()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        var second = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        using var scene = new GitScene(_git.Path);
        var inForce = await scene.GoodAsync();
        _git.Point("refs/heads/main", first);
        Assert.Equal(
            $"commit `{first}` does not descend from `{second}`, which is in force",
            await scene.RefusedAsync(ActivationCodes.NoDescendant, inForce, isGenuine: true));
        var other = _git.Commit(("b.json", TestRepository.Policy("b")));
        Assert.StartsWith($"commit `{other}` does not", await scene.RefusedAsync(ActivationCodes.NoDescendant, inForce, isGenuine: true), StringComparison.Ordinal);
        _git.Point("refs/heads/main", second);
        var third = _git.Commit(("b.json", TestRepository.Policy("b")));
        Assert.Equal(third, (await scene.GoodAsync(inForce)).Revision);
    }

    [Fact]
    public async Task What_is_read_without_reuse_has_to_descend_all_the_same()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")), ("b.json", TestRepository.Policy("b")));
        var second = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        using var scene = new GitScene(_git.Path);
        var inForce = (await scene.GoodAsync()).WithoutReuse();
        Assert.Equal(second, inForce.Revision);
        var third = _git.Commit(("a.json", TestRepository.Policy("a", 3)));
        var anew = await scene.GoodAsync(inForce);
        Assert.Equal(third, anew.Revision);
        Assert.NotSame(inForce.Files[1].Document, anew.Files[1].Document);
        _git.Point("refs/heads/main", first);
        await scene.RefusedAsync(ActivationCodes.NoDescendant, inForce, isGenuine: true);
    }

    [Fact]
    public async Task The_latest_ancestors_of_a_commit_are_told_and_no_others()
    {
        var commits = new List<string> { _git.Commit(("a.json", TestRepository.Policy("a"))) };
        _git.Point("refs/heads/side", commits[0]);
        _git.CommitOn("side", ("s.json", TestRepository.Policy("s")));
        for (var version = 2; version <= 4; version++) commits.Add(_git.Commit(("a.json", TestRepository.Policy("a", version))));
        using var scene = new GitScene(_git.Path);
        Assert.Equal(commits[..^1], (await scene.ReadAsync()).Ancestors);
        Assert.Equal(commits[1..^1], Descent.Ancestors(_git.Git, _git.Git.Branches["main"].Tip, 2));
    }

    [Fact]
    public async Task A_merge_that_has_it_among_its_ancestors_descends_from_it()
    {
        var start = _git.Commit(("a.json", TestRepository.Policy("a")));
        _git.Point("refs/heads/side", start);
        _git.CommitOn("side", ("s.json", TestRepository.Policy("s")));
        var inForce = _git.Commit(("b.json", TestRepository.Policy("b")));
        using var scene = new GitScene(_git.Path);
        var before = await scene.GoodAsync();
        Assert.Equal(inForce, before.Revision);
        var merge = _git.Git.ObjectDatabase.CreateCommit(
            _git.Git.Branches["main"].Tip.Author, _git.Git.Branches["main"].Tip.Committer, "merge",
            _git.Tree(_git.Git.Branches["main"].Tip, ("s.json", TestRepository.Policy("s"))),
            [_git.Git.Branches["side"].Tip, _git.Git.Branches["main"].Tip], prettifyMessage: true);
        _git.Point("refs/heads/main", merge.Sha);
        Assert.Equal(merge.Sha, (await scene.GoodAsync(before)).Revision);
    }

    [Fact]
    public async Task What_was_in_force_before_a_restart_counts_too()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        var second = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        using var good = new GitScene(_git.Path, o => o with { Since = first });
        Assert.Equal(second, (await good.GoodAsync()).Revision);
        _git.Point("refs/heads/main", first);
        using var back = new GitScene(_git.Path, o => o with { Since = second });
        Assert.Contains(second, await back.RefusedAsync(ActivationCodes.NoDescendant, isGenuine: true), StringComparison.Ordinal);
        using var gone = new GitScene(_git.Path, static o => o with { Since = new string('a', 40) });
        Assert.EndsWith("which the repository does not have", await gone.RefusedAsync(ActivationCodes.NoDescendant, isGenuine: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_may_allow_it()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        using var scene = new GitScene(_git.Path, static o => o with { AllowRollback = true });
        var inForce = await scene.GoodAsync();
        _git.Point("refs/heads/main", first);
        Assert.Equal(first, (await scene.GoodAsync(inForce)).Revision);
    }

    [Fact]
    public async Task Where_a_shallow_repository_ends_nothing_is_known()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        var second = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        var third = _git.Commit(("a.json", TestRepository.Policy("a", 3)));
        await File.WriteAllTextAsync(Path.Combine(_git.Path, "shallow"), second + "\n", TestContext.Current.CancellationToken);
        using var scene = new GitScene(_git.Path, o => o with { Since = first });
        Assert.EndsWith("as far as the shallow repository knows", await scene.RefusedAsync(ActivationCodes.NoDescendant, isGenuine: true), StringComparison.Ordinal);
        using var near = new GitScene(_git.Path, o => o with { Since = second });
        Assert.Equal(third, (await near.GoodAsync()).Revision);
    }
}

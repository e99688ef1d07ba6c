using System.Globalization;
using LibGit2Sharp;
using Pdp.Bundles;
using Pdp.Bundles.Sources.Git;
using Pdp.Contracts.V1;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading;

/// <summary>
/// Whatever is wrong with a commit, a branch or a repository is told, what was in force keeps answering, and the next good commit
/// comes into force, as soon as it is there.
/// </summary>
public sealed class GitFaultTests : IAsyncLifetime
{
    private const string Main = "refs/heads/main";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-git-faults-");
    private Repository _git = null!;
    private GitSource _source = null!;
    private RunningServer _server = null!;
    private Task _following = null!;
    private int _commits;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Place => Path.Combine(_place.FullName, "policies.git");

    private ServingState Serving => _server.Server.Serving;

    public async ValueTask InitializeAsync()
    {
        Make();
        Push(Commit(null, ("p.json", Policy("p", 1, "permit"))));
        _source = new GitSource(
            new GitOptions { Location = GitLocation.Parse(Place, out _)!, Reference = "main", Poll = TimeSpan.FromMinutes(10) }, new LoadOptions(), TimeProvider.System, Assert.Fail);
        var first = FirstPolicies.Of((await _source.ReadAsync(null, Cancellation)).Bundle!, TimeProvider.System.GetUtcNow());
        _server = await RunningServer.StartAsync(warm: false, bundle: first.Bundle);
        _following = _server.Server.FollowAsync(_source, first);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.Server.StopAsync();
        await _following;
        await _server.DisposeAsync();
        _source.Dispose();
        _git.Dispose();
        Delete(_place.FullName);
    }

    [Fact]
    public async Task A_bad_commit_is_refused_and_the_next_good_one_comes_into_force()
    {
        await RefusedAsync(() => Push(Commit(Tip(), ("q.json", "{"))), "PDP0004", "q.json");
        await ActivatedAsync(Commit(Tip(), ("q.json", Policy("q", 1, "deny"))), Decision.Deny);
    }

    [Fact]
    public async Task A_commit_of_which_one_of_three_files_is_wrong_changes_none()
    {
        await RefusedAsync(
            () => Push(Commit(Tip(), ("p.json", Policy("p", 2, "deny")), ("q.json", Policy("q", 1, "premit")), ("r.json", Policy("r", 1, "deny")))), "PDP0014", "q.json");
        await ActivatedAsync(Commit(Tip(), ("q.json", Policy("q", 1, "permit"))), Decision.Deny);
        Assert.Equal(["p", "q", "r"], Serving.Bundle!.Bundle.Set.Policies.Select(static policy => policy.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_branch_that_is_pushed_back_or_made_anew_is_refused_with_both_commits_named()
    {
        var first = Tip();
        var second = Commit(first, ("p.json", Policy("p", 2, "permit")));
        await ActivatedAsync(second, Decision.Permit);
        await RefusedAsync(() => Push(first), "PDP0412", $"commit `{first.Sha}` does not descend from `{second.Sha}`, which is in force");
        var anew = Commit(null, ("p.json", Policy("p", 3, "deny")));
        await RefusedAsync(() => Push(anew), "PDP0412", $"commit `{anew.Sha}` does not descend from `{second.Sha}`, which is in force");
        await ActivatedAsync(Commit(second, ("p.json", Policy("p", 3, "deny"))), Decision.Deny);
    }

    [Fact]
    public async Task A_branch_that_vanishes_is_told_until_it_is_back()
    {
        var tip = Tip();
        await RefusedAsync(() => _git.Refs.Remove(Main), "PDP0411", "there is no branch or tag `main`");
        Push(tip);
        await UntilAsync(static state => state.Refusal is null);
        await ActivatedAsync(Commit(tip, ("p.json", Policy("p", 2, "deny"))), Decision.Deny);
    }

    [Fact]
    public async Task A_repository_that_vanishes_is_told_until_it_is_back_and_is_watched_again()
    {
        var aside = Place + "-aside";
        Directory.Move(Place, aside);
        await RefusedAsync(ReadNow, "PDP0410", "there is no git repository");
        // as one that is copied anew: it is another folder
        Copy(aside, Place + "-new");
        Directory.Move(Place + "-new", Place);
        ReadNow();
        await UntilAsync(static state => state.Refusal is null);
        _git.Dispose();
        _git = new Repository(Place);
        await ActivatedAsync(Commit(Tip(), ("p.json", Policy("p", 2, "deny"))), Decision.Deny);
    }

    [Fact]
    public async Task A_repository_that_is_damaged_is_told_until_it_is_mended()
    {
        var good = Commit(Tip(), ("p.json", Policy("p", 2, "deny")));
        var blob = good["p.json"].Target.Sha;
        var file = Path.Combine(Place, "objects", blob[..2], blob[2..]);
        File.Move(file, file + "-aside");
        await RefusedAsync(() => Push(good), "PDP0410", "the git repository cannot be read");
        File.Move(file + "-aside", file);
        ReadNow();
        await UntilAsync(state => state.Bundle!.Bundle.Revision == good.Sha);
        Assert.Equal((good.Sha, Decision.Deny), (Serving.Bundle!.Bundle.Revision, (await AskAsync()).Decision));
    }

    [Fact]
    public async Task A_tree_that_has_a_name_twice_is_refused()
    {
        var (one, other) = (Tip()["p.json"].Target.Id, Commit(null, ("p.json", Policy("p", 2, "deny")))["p.json"].Target.Id);
        // as git itself never writes it
        var entry = "100644 p.json\0"u8;
        var tree = _git.Lookup<Tree>(_git.ObjectDatabase.Write<Tree>([.. entry, .. one.RawId, .. entry, .. other.RawId]));
        Assert.Equal(2, tree.Count);
        await RefusedAsync(() => Push(Commit(Tip(), tree)), "PDP0001", "p.json: the commit has two files of this name");
        await ActivatedAsync(Commit(Tip(), ("p.json", Policy("p", 2, "deny"))), Decision.Deny);
    }

    private void ReadNow() => _ = _server.Server.ReloadAsync(Cancellation);

    private async Task RefusedAsync(System.Action change, string code, string told)
    {
        var before = Serving.Bundle;
        var answer = await AskAsync();
        change();
        await UntilAsync(state => state.Refusal?.Findings is [var finding]
            && finding.Code == code && $"{finding.Location.File}: {finding.Message}".Contains(told, StringComparison.Ordinal));
        Assert.Same(before, Serving.Bundle);
        Assert.Equal((answer.Decision, answer.Revision), ((await AskAsync()).Decision, (await AskAsync()).Revision));
    }

    private async Task ActivatedAsync(Commit commit, Decision decision)
    {
        Push(commit);
        await UntilAsync(state => state.Bundle!.Bundle.Revision == commit.Sha);
        var answer = await AskAsync();
        Assert.Equal((decision, commit.Sha), (answer.Decision, answer.Revision));
    }

    // the server may have noticed by itself what it is asked to look at
    private async Task UntilAsync(Func<ServingState, bool> isReached)
    {
        while (Serving is var state && !isReached(state)) await state.Changed.WaitAsync(Limit, Cancellation);
    }

    private async Task<CheckResponse> AskAsync() => await _server.Decisions.CheckAsync(
        new CheckRequest
        {
            Subject = new Subject { Type = "user", Id = "u" }, Action = new Pdp.Contracts.V1.Action { Name = "read" },
            Resource = new Resource { Type = "doc", Id = "d" },
        },
        cancellationToken: Cancellation);

    private void Make()
    {
        Repository.Init(Place, isBare: true);
        _git = new Repository(Place);
    }

    private Commit Tip() => _git.Branches["main"].Tip;

    private void Push(Commit commit) => _git.Refs.Add(Main, commit.Sha, allowOverwrite: true);

    private Commit Commit(Commit? parent, params (string Path, string Text)[] changes)
    {
        var tree = parent is null ? new TreeDefinition() : TreeDefinition.From(parent);
        foreach (var (path, text) in changes)
            tree.Add(path, _git.ObjectDatabase.CreateBlob(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))), Mode.NonExecutableFile);
        return Commit(parent, _git.ObjectDatabase.CreateTree(tree));
    }

    private Commit Commit(Commit? parent, Tree tree)
    {
        var author = new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(++_commits));
        return _git.ObjectDatabase.CreateCommit(author, author, "change", tree, parent is null ? [] : [parent], prettifyMessage: true);
    }

    private static string Policy(string id, int version, string effect) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "{{id}}", "version": {{version}}, "rules": [{"id": "r", "effect": "{{effect}}"}]}
        """);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    private static void Delete(string folder)
    {
        // git marks its objects as read-only
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(folder, recursive: true);
    }
}

using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Xunit;

namespace Pdp.Bundles.Tests.Sources.Git;

/// <summary>What is read of a repository of this machine is one commit, whole, whatever happens around it.</summary>
public sealed class LocalRepositoryTests : IDisposable
{
    private readonly TestRepository _git = new();

    public void Dispose() => _git.Dispose();

    [Fact]
    public async Task What_was_refused_is_not_read_again_until_it_is_another_or_somebody_says_so()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")));
        using var scene = new GitScene(_git.Path);
        var inForce = await scene.GoodAsync();
        _git.Commit(("b.json", "{"), ("c.json", "["));
        var first = await scene.ReadAsync(inForce);
        Assert.Equal((null, 2), (first.Bundle, first.Diagnostics.Length));
        // without its tree it could not be read
        var tree = _git.Git.Branches["main"].Tip.Tree.Sha;
        var file = Path.Combine(_git.Path, "objects", tree[..2], tree[2..]);
        File.Move(file, file + "-aside");
        Assert.Same(first, await scene.ReadAsync(inForce));
        scene.Source.Reconsider();
        await scene.RefusedAsync(ActivationCodes.NoRepository, inForce);
        File.Move(file + "-aside", file);
        Assert.Equal(2, (await scene.ReadAsync(inForce)).Diagnostics.Length);
        var mended = _git.Commit(("b.json", null), ("c.json", null));
        Assert.Equal(mended, (await scene.GoodAsync(inForce)).Revision);
    }

    [Fact]
    public async Task What_loads_and_is_not_put_in_force_is_not_read_again_and_what_is_in_force_comes_back()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        using var scene = new GitScene(_git.Path, static o => o with { AllowRollback = true });
        var inForce = await scene.GoodAsync();
        _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        var next = await scene.GoodAsync(inForce);
        Assert.Same(next, await scene.GoodAsync(inForce));
        _git.Point("refs/heads/main", first);
        Assert.Same(inForce, await scene.GoodAsync(inForce));
    }

    [Fact]
    public async Task The_revision_is_the_commit_and_nothing_but_it_is_read()
    {
        var commit = _git.Commit(("a.json", TestRepository.Policy("a")), ("sub/b.json", TestRepository.Policy("b")), ("README.md", "{"), (".hidden/c.json", "{"));
        using var scene = new GitScene(_git.Path);
        await File.WriteAllTextAsync(Path.Combine(_git.Path, "c.json"), "{", TestContext.Current.CancellationToken);
        var bundle = await scene.GoodAsync();
        Assert.Equal((commit, commit), (bundle.Revision, bundle.Origin.Commit));
        Assert.Equal(["a.json", "sub/b.json"], bundle.Files.Select(static file => file.Path));
    }

    [Fact]
    public async Task A_work_tree_is_not_looked_at()
    {
        using var folder = new TemporaryFolder();
        folder.Write("policies/a.json", TestRepository.Policy("a"));
        Repository.Init(folder.Path);
        using var git = new Repository(folder.Path);
        Commands.Stage(git, "*");
        var author = new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch);
        var commit = git.Commit("first", author, author).Sha;
        folder.Write("policies/a.json", "{");
        folder.Write("policies/b.json", "{");
        using var scene = new GitScene(folder.Path, static o => o with { Folder = "policies/" });
        var bundle = await scene.GoodAsync();
        Assert.Equal((commit, "a.json", "policies"), (bundle.Revision, Assert.Single(bundle.Files).Path, bundle.Name));
    }

    [Fact]
    public async Task Branch_tag_full_name_and_commit_can_be_asked_for()
    {
        var first = _git.Commit(("a.json", TestRepository.Policy("a")));
        var second = _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        _git.Point("refs/heads/stable", first);
        _git.Point("refs/tags/light", first);
        _git.Git.Tags.Add("heavy", first, new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch), "released");
        foreach (var (name, expected) in new[]
        {
            (null, second), ("main", second), ("stable", first), ("light", first), ("heavy", first), ("refs/heads/stable", first),
            ("refs/tags/heavy", first), (first, first),
        })
        {
            using var scene = new GitScene(_git.Path, o => o with { Reference = name });
            Assert.Equal(expected, (await scene.GoodAsync()).Revision);
        }
    }

    [Fact]
    public async Task What_is_not_there_or_not_certain_is_told()
    {
        using (var empty = new GitScene(_git.Path)) Assert.Equal("HEAD leads to no commit", await empty.RefusedAsync(ActivationCodes.NoReference));
        var commit = _git.Commit(("a.json", TestRepository.Policy("a")));
        _git.Point("refs/tags/main", commit);
        using var both = new GitScene(_git.Path, static o => o with { Reference = "main" });
        Assert.Equal("there is both a branch and a tag `main`", await both.RefusedAsync(ActivationCodes.NoReference));
        using var near = new GitScene(_git.Path, static o => o with { Reference = "mian" });
        var result = await near.ReadAsync();
        Assert.Equal(("there is no branch or tag `mian`", "did you mean `main`?"), (result.Diagnostics[0].Message, result.Diagnostics[0].Help));
        using var id = new GitScene(_git.Path, static o => o with { Reference = new string('a', 40) });
        Assert.StartsWith("there is no commit `aaaa", await id.RefusedAsync(ActivationCodes.NoReference), StringComparison.Ordinal);
        using var folder = new GitScene(_git.Path, static o => o with { Folder = "policies" });
        Assert.Equal("the commit has no such folder", await folder.RefusedAsync("PDP0001", isGenuine: true));
        using var file = new GitScene(_git.Path, static o => o with { Folder = "a.json" });
        Assert.Equal("the policy folder is no folder in the commit", await file.RefusedAsync("PDP0001", isGenuine: true));
        using var nowhere = new GitScene(_git.Path + "-none");
        Assert.Equal("there is no git repository", await nowhere.RefusedAsync(ActivationCodes.NoRepository));
    }

    [Fact]
    public async Task What_did_not_change_is_the_same_object_as_before()
    {
        _git.Commit(
            ("a.json", TestRepository.Policy("a")), ("b.json", TestRepository.Policy("b")), ("sub/c.json", TestRepository.Policy("c")),
            ("sub-c.json", TestRepository.Policy("sub-c")), ("sub2/d.json", TestRepository.Policy("d")));
        using var scene = new GitScene(_git.Path);
        var before = await scene.GoodAsync();
        Assert.Same(before, await scene.GoodAsync(before));
        _git.Commit(("a.json", TestRepository.Policy("a", 2)), ("sub2/e.json", TestRepository.Policy("e")), ("b.json", null), ("z.json", TestRepository.Policy("b")));
        var after = await scene.GoodAsync(before);
        Assert.Equal(["a.json", "sub-c.json", "sub/c.json", "sub2/d.json", "sub2/e.json", "z.json"], after.Files.Select(static file => file.Path));
        foreach (var path in new[] { "sub-c.json", "sub/c.json", "sub2/d.json" }) Assert.Same(Document(before, path), Document(after, path));
        Assert.NotSame(Document(before, "a.json"), Document(after, "a.json"));
        using var whole = new GitScene(_git.Path);
        Assert.Equal((await whole.GoodAsync()).Set.Policies.Select(static p => (p.Id, p.Version)), after.Set.Policies.Select(static p => (p.Id, p.Version)));

        static object Document(Bundle bundle, string path) => bundle.Files.Single(file => file.Path == path).Document!;
    }

    [Fact]
    public async Task A_bundle_of_another_source_is_nothing_to_go_by()
    {
        _git.Commit(("x/a.json", TestRepository.Policy("x")), ("y/a.json", TestRepository.Policy("y")));
        using var x = new GitScene(_git.Path, static o => o with { Folder = "x" });
        using var y = new GitScene(_git.Path, static o => o with { Folder = "y" });
        Assert.Equal("y", Assert.Single((await y.GoodAsync(await x.GoodAsync())).Set.Policies).Id);
    }

    [Fact]
    public async Task A_commit_and_a_change_of_branch_are_noticed()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")));
        using var scene = new GitScene(_git.Path);
        await scene.GoodAsync();
        var next = "";
        await scene.NoticedAsync(() => next = _git.Commit(("a.json", TestRepository.Policy("a", 2))));
        Assert.Equal(next, (await scene.GoodAsync()).Revision);
        await scene.NoticedAsync(() =>
        {
            next = _git.CommitOn("team/other", ("o.json", TestRepository.Policy("o")));
            _git.Git.Refs.UpdateTarget("HEAD", "refs/heads/team/other");
        });
        Assert.Equal(next, (await scene.GoodAsync()).Revision);
        await scene.NoticedAsync(() => _git.Git.Refs.Remove("refs/heads/team/other"));
        Assert.Equal("HEAD leads to no commit", await scene.RefusedAsync(ActivationCodes.NoReference));
    }

    [Fact]
    public async Task What_happened_between_reading_and_waiting_is_noticed()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")));
        using var scene = new GitScene(_git.Path, static o => o with { Notices = false });
        await scene.GoodAsync();
        _git.Commit(("a.json", TestRepository.Policy("a", 2)));
        await scene.NoticedAsync(static () => { });
    }

    [Fact]
    public async Task A_bad_commit_is_refused_with_all_its_errors_and_the_next_good_one_comes()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")), ("b.json", TestRepository.Policy("b")));
        using var scene = new GitScene(_git.Path);
        var before = await scene.GoodAsync();
        _git.Commit(("a.json", "{"), ("b.json", TestRepository.Policy("b", effect: "allow")));
        var refused = await scene.ReadAsync(before);
        Assert.Null(refused.Bundle);
        Assert.True(refused.IsGenuine);
        Assert.Equal(["a.json", "b.json"], refused.Diagnostics.Select(static d => d.Location.File).Distinct());
        var good = _git.Commit(("a.json", TestRepository.Policy("a", 2)), ("b.json", TestRepository.Policy("b")));
        Assert.Equal(good, (await scene.GoodAsync(before)).Revision);
    }

    [Fact]
    public async Task Links_and_submodules_are_refused_unless_they_hide_nothing()
    {
        var start = _git.Git.Lookup<Commit>(_git.Commit(("p/a.json", TestRepository.Policy("a")), ("notes.txt", "n")));
        using var scene = new GitScene(_git.Path, static o => o with { Folder = "p" });
        Set("p/README", Mode.SymbolicLink, "../notes.txt");
        await scene.GoodAsync();
        foreach (var (path, target) in new[]
        {
            ("p/b.json", "a.json"), ("p/dir", "../p"), ("p/dir", "/etc"), ("p/dir", "../../outside"), ("p/dir", "gone"), ("p/dir", new string('x', 5000)),
        })
        {
            Set(path, Mode.SymbolicLink, target);
            Assert.Equal("a symbolic link stands in the policy folder: links of a commit are not followed", (await Only()).Message);
        }

        var definition = TreeDefinition.From(start).AddGitLink("p/module", start.Id);
        _git.Point("refs/heads/main", _git.Make(start, _git.Git.ObjectDatabase.CreateTree(definition)).Sha);
        Assert.Equal("a submodule stands in the policy folder: what is in it is elsewhere, and is not read", (await Only()).Message);

        void Set(string path, Mode mode, string target)
        {
            var tree = _git.Git.ObjectDatabase.CreateTree(TreeDefinition.From(start).Add(path, _git.Blob(target), mode));
            _git.Point("refs/heads/main", _git.Make(start, tree).Sha);
        }

        async Task<Pdp.Engine.Sources.SourceDiagnostic> Only()
        {
            var finding = Assert.Single((await scene.ReadAsync()).Diagnostics);
            Assert.Equal(ActivationCodes.NotInCommit, finding.Code);
            return finding;
        }
    }

    [Fact]
    public async Task Bounds_hold_before_anything_large_is_read()
    {
        _git.Commit(("a.json", TestRepository.Policy("a")), ("b.json", TestRepository.Policy("b")), ("c.json", new string(' ', 10_000)));
        using var file = new GitScene(_git.Path, load: new LoadOptions { MaxFileBytes = 1000 });
        Assert.Equal("the file is larger than 1000 bytes", await file.RefusedAsync("PDP0002", isGenuine: true));
        using var total = new GitScene(_git.Path, load: new LoadOptions { MaxTotalBytes = 5000 });
        Assert.Equal("the documents are larger than 5000 bytes together", await total.RefusedAsync("PDP0002", isGenuine: true));
        using var many = new GitScene(_git.Path, load: new LoadOptions { MaxFiles = 2 });
        Assert.Contains((await many.ReadAsync()).Diagnostics, static d => d.Message == "there are more than 2 documents");
    }

    [Fact]
    public async Task Trees_that_hold_one_another_many_times_over_are_bounded()
    {
        var tree = _git.Tree(null, ("a.txt", ""));
        for (var depth = 0; depth < 12; depth++)
        {
            var definition = new TreeDefinition();
            for (var i = 0; i < 10; i++) definition.Add($"d{i}", tree);
            tree = _git.Git.ObjectDatabase.CreateTree(definition);
        }

        _git.Point("refs/heads/main", _git.Make(null, tree).Sha);
        using var scene = new GitScene(_git.Path);
        Assert.Equal("there are more than 1000000 files and folders", await scene.RefusedAsync("PDP0002", isGenuine: true));
    }

    [Fact]
    public async Task Of_a_commit_that_is_wrong_all_over_so_much_is_told_and_no_more()
    {
        // a few octets stand for very many files: each folder has the one below it many times over
        var link = _git.Blob("elsewhere.json");
        var tree = Tree([.. Enumerable.Range(0, 100).Select(i => ($"{i:000}.json", (GitObject)link))]);
        for (var depth = 0; depth < 2; depth++) tree = Tree([.. Enumerable.Range(0, 100).Select(i => ($"{i:000}", (GitObject)tree))]);
        _git.Point("refs/heads/main", _git.Make(null, tree).Sha);
        using var scene = new GitScene(_git.Path);
        var result = await scene.ReadAsync();
        Assert.Equal((null, 1001), (result.Bundle, result.Diagnostics.Length));
        Assert.All(result.Diagnostics.SkipLast(1), static finding => Assert.Equal(ActivationCodes.NotInCommit, finding.Code));
        Assert.Equal("there are 1000 errors: the rest of the commit is not looked at", result.Diagnostics[^1].Message);

        Tree Tree((string Name, GitObject Entry)[] entries)
        {
            var definition = new TreeDefinition();
            foreach (var (name, entry) in entries)
            {
                if (entry is Blob blob) definition.Add(name, blob, Mode.SymbolicLink);
                else definition.Add(name, (Tree)entry);
            }

            return _git.Git.ObjectDatabase.CreateTree(definition);
        }
    }
}

using LibGit2Sharp;

namespace Pdp.Bundles.Tests.Sources.Git;

/// <summary>A bare repository, to which commits are made without a work tree and without the git program.</summary>
internal sealed class TestRepository : IDisposable
{
    private int _commits;

    public TestRepository(string? path = null)
    {
        Path = path ?? Directory.CreateTempSubdirectory("pdp-git-").FullName;
        Repository.Init(Path, isBare: true);
        Git = new Repository(Path);
        Git.Refs.UpdateTarget("HEAD", "refs/heads/main");
    }

    public string Path { get; }

    public Repository Git { get; }

    public string Tip => Git.Branches["main"].Tip.Sha;

    /// <summary>A policy with a rule that has an effect.</summary>
    public static string Policy(string id, int version = 1, string effect = "permit") =>
        $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "{{id}}", "version": {{version}}, "rules": [ { "id": "r", "effect": "{{effect}}" } ] }""";

    /// <summary>Commits to a branch what was there, with some files changed, or removed where the text is null.</summary>
    /// <returns>The commit's id.</returns>
    public string Commit(params (string Path, string? Text)[] changes) => CommitOn("main", changes);

    public string CommitOn(string branch, params (string Path, string? Text)[] changes)
    {
        var parent = Git.Branches[branch]?.Tip;
        var commit = Make(parent, Tree(parent, changes));
        Point($"refs/heads/{branch}", commit.Sha);
        return commit.Sha;
    }

    /// <summary>Makes a commit that no reference leads to.</summary>
    public Commit Make(Commit? parent, Tree tree)
    {
        // git knows the time by the second: each commit has its own
        var author = new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(++_commits));
        return Git.ObjectDatabase.CreateCommit(author, author, "change", tree, parent is null ? [] : [parent], prettifyMessage: true);
    }

    public Tree Tree(Commit? parent, params (string Path, string? Text)[] changes)
    {
        var definition = parent is null ? new TreeDefinition() : TreeDefinition.From(parent);
        foreach (var (path, text) in changes)
        {
            if (text is null) definition.Remove(path);
            else definition.Add(path, Blob(text), Mode.NonExecutableFile);
        }

        return Git.ObjectDatabase.CreateTree(definition);
    }

    public Blob Blob(string text) => Git.ObjectDatabase.CreateBlob(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Points a reference to a commit, whatever it was before.</summary>
    public void Point(string reference, string id) => Git.Refs.Add(reference, id, allowOverwrite: true);

    public void Dispose()
    {
        Git.Dispose();
        Delete(Path);
    }

    /// <summary>Removes a folder with a repository in it.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder)) return;
        // git marks its objects as read-only
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        Directory.Delete(folder, recursive: true);
    }
}

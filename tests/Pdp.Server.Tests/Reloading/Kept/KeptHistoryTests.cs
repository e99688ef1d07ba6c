using System.Globalization;
using Grpc.Core;
using LibGit2Sharp;
using Xunit;

namespace Pdp.Server.Tests.Reloading.Kept;

/// <summary>Which revisions fulfil a demand after a restart: those that were in force before it, and of git those that the commit in force has.</summary>
public sealed class KeptHistoryTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-history-");

    public KeptHistoryTests() => Directory.CreateDirectory(Policies);

    private string Policies => Path.Combine(_place.FullName, "policies");

    private string State => Path.Combine(_place.FullName, "state");

    private string Git => Path.Combine(_place.FullName, "policies.git");

    public void Dispose()
    {
        // git marks its objects as read-only
        foreach (var file in _place.GetFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_in_force_before_a_restart_fulfils_a_demand_unless_going_back_is_allowed()
    {
        var revisions = new List<string>();
        await PolicyAsync(1);
        await using (var first = await StartAsync())
        {
            revisions.Add(first.Revision);
            await PolicyAsync(2);
            await first.LineWithAsync("is in force at revision");
            revisions.Add((await first.AskAsync(2)).Revision);
            await first.StopAsync();
        }

        // changed while the server was down, and with it what is kept
        await PolicyAsync(3);
        await using (var second = await StartAsync())
        {
            revisions.Add(second.Revision);
            foreach (var revision in revisions) Assert.Equal(second.Revision, (await second.AskAsync(3, revision)).Revision);
            await RefusedAsync(second, new string('a', 40));
            await second.StopAsync();
        }

        // kept, since the source is broken
        await File.WriteAllTextAsync(Path.Combine(Policies, "bad.json"), "{", TestContext.Current.CancellationToken);
        await using (var third = await StartAsync())
        {
            foreach (var revision in revisions) Assert.Equal(revisions[2], (await third.AskAsync(3, revision)).Revision);
            await third.StopAsync();
        }

        File.Delete(Path.Combine(Policies, "bad.json"));
        await PolicyAsync(2);
        await using var back = await StartAsync("--allow-rollback");
        Assert.Equal(revisions[1], (await back.AskAsync(2, revisions[1])).Revision);
        await RefusedAsync(back, revisions[0]);
        await RefusedAsync(back, revisions[2]);
        await PolicyAsync(3);
        await back.LineWithAsync("is in force at revision");
        Assert.Equal(revisions[2], (await back.AskAsync(3, revisions[1])).Revision);

        // never in force in this run, and older than what is
        await PolicyAsync(1);
        await back.LineWithAsync("is in force at revision");
        foreach (var revision in revisions.Skip(1)) await RefusedAsync(back, revision);
    }

    [Fact]
    public async Task The_ancestors_of_a_commit_fulfil_a_demand_though_they_were_never_in_force()
    {
        Repository.Init(Git, isBare: true);
        using var git = new Repository(Git);
        var commits = new List<Commit>();
        for (var version = 1; version <= 4; version++) commits.Add(Commit(git, version, commits.LastOrDefault()));
        Point(git, commits[1]);
        await using var server = await KeptServer.StartAsync(_place.FullName, ["--git", Git, "--git-ref", "main", "--revision-wait", "1ms", "--allow-rollback"], State);
        Assert.Equal(commits[1].Sha, (await server.AskAsync(2, commits[0].Sha)).Revision);
        await RefusedAsync(server, commits[2].Sha);
        Point(git, commits[3]);
        await server.LineWithAsync("is in force at revision");
        Assert.Equal(commits[3].Sha, (await server.AskAsync(4, commits[2].Sha)).Revision);
        Point(git, commits[2]);
        await server.LineWithAsync("is in force at revision");
        Assert.Equal(commits[2].Sha, (await server.AskAsync(3, commits[1].Sha)).Revision);
        await RefusedAsync(server, commits[3].Sha);
    }

    private static async Task RefusedAsync(KeptServer server, string revision)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => server.AskAsync(1, revision));
        Assert.Equal(StatusCode.FailedPrecondition, exception.StatusCode);
    }

    private Task<KeptServer> StartAsync(params string[] more) => KeptServer.StartAsync(_place.FullName, Policies, State, ["--revision-wait", "1ms", .. more]);

    private static Commit Commit(Repository git, int version, Commit? parent)
    {
        var tree = new TreeDefinition();
        tree.Add("p.json", git.ObjectDatabase.CreateBlob(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Policy(version)))), Mode.NonExecutableFile);
        var author = new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(version));
        return git.ObjectDatabase.CreateCommit(author, author, "change", git.ObjectDatabase.CreateTree(tree), parent is null ? [] : [parent], prettifyMessage: true);
    }

    private static void Point(Repository git, Commit commit) => git.Refs.Add("refs/heads/main", commit.Sha, allowOverwrite: true);

    private Task PolicyAsync(int version) => File.WriteAllTextAsync(Path.Combine(Policies, "p.json"), Policy(version), TestContext.Current.CancellationToken);

    // who asks is of the level that the version is
    private static string Policy(int version) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": {{version}}, "rules": [{"id": "r", "effect": "permit", "when": "subject.id == '{{version}}'"}]}
        """);
}

using System.Globalization;
using System.Security.Cryptography;
using LibGit2Sharp;
using Pdp.Bundles;
using Pdp.Bundles.Archives;
using Pdp.Bundles.Archives.Signing;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading.Kept;

/// <summary>A source that went back while the server was down is refused by the next start, which serves what was kept.</summary>
public sealed class RewrittenSourceTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-rewritten-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string State => Path.Combine(_place.FullName, "state");

    public void Dispose()
    {
        // git marks its objects as read-only
        foreach (var file in _place.GetFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task A_history_that_was_rewritten_while_the_server_was_down_is_refused()
    {
        var path = Path.Combine(_place.FullName, "policies.git");
        Repository.Init(path, isBare: true);
        using var git = new Repository(path);
        var first = Commit(git, 2, 1);
        Point(git, first);
        var revision = await RunOnceAsync(["--git", path, "--git-ref", "main"]);
        Assert.Equal(first.Sha, revision);
        var anew = Commit(git, 3, 2);
        Point(git, anew);
        await RefusedAsync(
            ["--git", path, "--git-ref", "main"], revision, $"PDP0412: commit `{anew.Sha}` does not descend from `{first.Sha}`, which is in force",
            () => Point(git, Commit(git, 4, 3, first)));
    }

    [Fact]
    public async Task An_older_sequence_that_came_while_the_server_was_down_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signing = SigningKey.Parse(key.ExportPkcs8PrivateKeyPem());
        await using var origin = await BundleServer.StartAsync();
        var (keys, authority) = (Path.Combine(_place.FullName, "keys.pem"), Path.Combine(_place.FullName, "ca.pem"));
        await File.WriteAllTextAsync(keys, key.ExportSubjectPublicKeyInfoPem(), Cancellation);
        await File.WriteAllTextAsync(authority, origin.Certificate.ExportCertificatePem(), Cancellation);
        string[] source = ["--bundle", origin.Address, "--bundle-keys", keys, "--bundle-ca", authority, "--poll", "1s"];

        // the documents are newer than those kept: only the sequence is not
        origin.Offer(Archive(signing, 2, sequence: 7), "\"7\"");
        var revision = await RunOnceAsync(source);
        origin.Offer(Archive(signing, 3, sequence: 6), "\"6\"");
        await RefusedAsync(source, revision, "PDP0403: the sequence goes back from 7 to 6", () => origin.Offer(Archive(signing, 4, sequence: 8), "\"8\""));
    }

    private async Task<string> RunOnceAsync(IReadOnlyList<string> source)
    {
        await using var server = await KeptServer.StartAsync(_place.FullName, source, State);
        Assert.Equal(Decision.Permit, (await server.AskAsync(2)).Decision);
        await server.StopAsync();
        return server.Revision;
    }

    private async Task RefusedAsync(IReadOnlyList<string> source, string revision, string told, System.Action mend)
    {
        await using var server = await KeptServer.StartAsync(_place.FullName, source, State);
        Assert.Equal(revision, server.Revision);
        Assert.Equal((Decision.Permit, Decision.NotApplicable), ((await server.AskAsync(2)).Decision, (await server.AskAsync(3)).Decision));
        await server.LineWithAsync("was kept of an earlier run");
        mend();
        await server.LineWithAsync("is in force at revision");
        Assert.Equal((Decision.NotApplicable, Decision.Permit), ((await server.AskAsync(2)).Decision, (await server.AskAsync(4)).Decision));
        await server.StopAsync();
        Assert.Contains(told, await server.ErrorAsync(), StringComparison.Ordinal);
    }

    private byte[] Archive(SigningKey key, int version, long sequence)
    {
        var folder = _place.CreateSubdirectory(string.Create(CultureInfo.InvariantCulture, $"v{version}"));
        File.WriteAllText(Path.Combine(folder.FullName, "p.json"), Policy(version));
        using var stream = new MemoryStream();
        BundleArchive.Write(stream, BundleLoader.Load(folder.FullName, cancellation: Cancellation).Bundle!, new ManifestFacts { Sequence = sequence }, key);
        return stream.ToArray();
    }

    private static Commit Commit(Repository git, int version, int second, Commit? parent = null)
    {
        var tree = new TreeDefinition();
        tree.Add("p.json", git.ObjectDatabase.CreateBlob(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Policy(version)))), Mode.NonExecutableFile);
        var author = new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(second));
        return git.ObjectDatabase.CreateCommit(author, author, "change", git.ObjectDatabase.CreateTree(tree), parent is null ? [] : [parent], prettifyMessage: true);
    }

    private static void Point(Repository git, Commit commit) => git.Refs.Add("refs/heads/main", commit.Sha, allowOverwrite: true);

    // who asks is of the level that the version is
    private static string Policy(int version) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": {{version}}, "rules": [{"id": "r", "effect": "permit", "when": "subject.id == '{{version}}'"}]}
        """);
}

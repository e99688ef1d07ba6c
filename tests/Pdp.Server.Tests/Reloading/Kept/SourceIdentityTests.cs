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

/// <summary>What was kept is served only where the settings still name what it came from, and still believe who signed it.</summary>
public sealed class SourceIdentityTests : IDisposable
{
    // a key that has signed nothing here
    private const string AllowedSigner = "* ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOdGZmF7efuJ5qjUFJTcrnZjrWK9bpoOsQdIQYyICmai";

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-identity-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string State => Path.Combine(_place.FullName, "state");

    private string Git => Path.Combine(_place.FullName, "policies.git");

    public void Dispose()
    {
        // git marks its objects as read-only
        foreach (var file in _place.GetFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task Another_folder_of_the_same_commit_is_served_and_kept_in_place_of_the_first()
    {
        var commit = Commit("main", ("a/p.json", Policy("p", 2)), ("b/q.json", Policy("q", 3)));
        await ServedAsync(commit, level: 2, not: 3, "--git", Git, "--git-ref", "main", "--git-path", "a");
        await ServedAsync(commit, level: 3, not: 2, "--git", Git, "--git-ref", "main", "--git-path", "b");
        Commit("main", ("a/p.json", Policy("p", 2)), ("b/q.json", "{"));
        await ServedAsync(commit, level: 3, not: 2, "--git", Git, "--git-ref", "main", "--git-path", "b");
        await NothingServedAsync("the policies in `", "--git", Git, "--git-ref", "main", "--git-path", "c");
    }

    [Theory]
    [InlineData("folder", "q.json")]
    [InlineData("reference", "PDP0411")]
    [InlineData("keys", "PDP0415")]
    [InlineData("repository", "PDP0410")]
    public async Task What_was_kept_of_a_repository_is_not_served_under_other_settings(string changed, string told)
    {
        var commit = Commit("main", ("a/p.json", Policy("p", 2)), ("b/q.json", "{"));
        await ServedAsync(commit, level: 2, not: 3, "--git", Git, "--git-ref", "main", "--git-path", "a");
        var keys = Path.Combine(_place.FullName, "signers");
        await File.WriteAllTextAsync(keys, AllowedSigner, Cancellation);
        await NothingServedAsync(told, changed switch
        {
            "folder" => ["--git", Git, "--git-ref", "main", "--git-path", "b"],
            "reference" => ["--git", Git, "--git-ref", "release", "--git-path", "a"],
            "keys" => ["--git", Git, "--git-ref", "main", "--git-path", "a", "--git-keys", keys],
            _ => ["--git", Git + "-moved", "--git-ref", "main", "--git-path", "a"],
        });

        // and under the old ones it still is
        Directory.Move(Git, Git + "-aside");
        await ServedAsync(commit, level: 2, not: 3, "--git", Git, "--git-ref", "main", "--git-path", "a");
    }

    [Fact]
    public async Task A_bundle_whose_key_may_not_sign_any_more_is_not_served_from_what_was_kept()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signing = SigningKey.Parse(key.ExportPkcs8PrivateKeyPem());
        await using var origin = await BundleServer.StartAsync();
        var (keys, authority) = (Path.Combine(_place.FullName, "keys.pem"), Path.Combine(_place.FullName, "ca.pem"));
        await File.WriteAllTextAsync(authority, origin.Certificate.ExportCertificatePem(), Cancellation);
        await File.WriteAllTextAsync(keys, key.ExportSubjectPublicKeyInfoPem(), Cancellation);
        string[] source = ["--bundle", origin.Address, "--bundle-keys", keys, "--bundle-ca", authority];
        var (archive, revision) = Archive(signing);
        origin.Offer(archive, "\"1\"");
        await ServedAsync(revision, level: 2, not: 3, source);

        // the same file, with another key in it
        await File.WriteAllTextAsync(keys, other.ExportSubjectPublicKeyInfoPem(), Cancellation);
        await NothingServedAsync("PDP0422", source);
        origin.Answer = static context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await NothingServedAsync("PDP0420", source);
        await File.WriteAllTextAsync(keys, key.ExportSubjectPublicKeyInfoPem(), Cancellation);
        await ServedAsync(revision, level: 2, not: 3, source);
    }

    private async Task ServedAsync(string revision, int level, int not, params string[] source)
    {
        await using var server = await KeptServer.StartAsync(_place.FullName, source, State);
        var answer = await server.AskAsync(level);
        Assert.Equal((revision, Decision.Permit), (answer.Revision, answer.Decision));
        Assert.Equal(Decision.NotApplicable, (await server.AskAsync(not)).Decision);
        await server.StopAsync();
    }

    private async Task NothingServedAsync(string told, params string[] source)
    {
        var (code, error) = await KeptServer.FailAsync(_place.FullName, source, State);
        Assert.Equal(ServerExitCodes.PoliciesDoNotLoad, code);
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.Contains("do not load: 1 error, nothing is served", error, StringComparison.Ordinal);
    }

    private string Commit(string branch, params (string Path, string Text)[] files)
    {
        if (!Directory.Exists(Git)) Repository.Init(Git, isBare: true);
        using var git = new Repository(Git);
        var tree = new TreeDefinition();
        foreach (var (path, text) in files)
            tree.Add(path, git.ObjectDatabase.CreateBlob(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))), Mode.NonExecutableFile);
        var author = new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch.AddDays(20_000));
        Commit[] parents = git.Branches[branch]?.Tip is { } tip ? [tip] : [];
        var commit = git.ObjectDatabase.CreateCommit(author, author, "change", git.ObjectDatabase.CreateTree(tree), parents, prettifyMessage: true);
        git.Refs.Add($"refs/heads/{branch}", commit.Sha, allowOverwrite: true);
        return commit.Sha;
    }

    private (byte[] Archive, string Revision) Archive(SigningKey key)
    {
        var folder = _place.CreateSubdirectory("documents");
        File.WriteAllText(Path.Combine(folder.FullName, "p.json"), Policy("p", 2));
        var bundle = BundleLoader.Load(folder.FullName, cancellation: Cancellation).Bundle!;
        using var stream = new MemoryStream();
        BundleArchive.Write(stream, bundle, new ManifestFacts { Sequence = 1 }, key);
        return (stream.ToArray(), bundle.Revision);
    }

    // it permits who is of a level
    private static string Policy(string id, int level) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "{{id}}", "version": 1, "rules": [{"id": "r", "effect": "permit", "when": "subject.id == '{{level}}'"}]}
        """);
}

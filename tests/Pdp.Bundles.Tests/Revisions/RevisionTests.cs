using LibGit2Sharp;
using Pdp.Bundles.Folders;
using Pdp.Bundles.Revisions;
using Xunit;

namespace Pdp.Bundles.Tests.Revisions;

public sealed class RevisionTests : IDisposable
{
    private static readonly Signature Author = new("a", "a@example.com", DateTimeOffset.UnixEpoch);

    private readonly TemporaryFolder _folder = new();

    private string Policies => Path.Combine(_folder.Path, "policies");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Outside_of_git_it_is_the_digest_of_paths_and_contents()
    {
        // computed beside: sha256 over length and octets of the path, and the sha256 of the content
        Assert.Equal(
            "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
                [0, 0, 0, 0, 0, 0, 0, 6, .. "a.json"u8, .. System.Security.Cryptography.SHA256.HashData("{}"u8)])),
            Revision.Of(Path.GetTempPath(), [new FolderFile("a.json", "{}"u8.ToArray())]));
        var a = new FolderFile("a.json", "1"u8.ToArray());
        var b = new FolderFile("b.json", "2"u8.ToArray());
        Assert.Equal(ContentDigest.Of([a, b]), ContentDigest.Of([b, a]));
        Assert.NotEqual(ContentDigest.Of([a, b]), ContentDigest.Of([a with { Path = "a.jso" }, b]));
        Assert.NotEqual(ContentDigest.Of([a]), ContentDigest.Of([a, b]));
    }

    [Fact]
    public void A_clean_checkout_is_named_by_its_commit_whatever_lies_beside_the_policies()
    {
        var commit = Commit();
        _folder.Write("readme.md", "changed");
        _folder.Write("policies/notes.txt", "no document");
        _folder.Write("policies/.draft.json", "no document");
        Assert.Equal(commit, Now());
    }

    [Fact]
    public void Changed_new_and_deleted_documents_add_the_digest()
    {
        var commit = Commit();
        _folder.Write("policies/b.json", "{}");
        var added = Now();
        Assert.Matches($"^{commit}\\+[0-9a-f]{{12}}$", added);
        _folder.Write("policies/a.json", "{ }");
        var changed = Now();
        Assert.Matches($"^{commit}\\+[0-9a-f]{{12}}$", changed);
        Assert.NotEqual(added, changed);
        File.Delete(Path.Combine(Policies, "a.json"));
        File.Delete(Path.Combine(Policies, "b.json"));
        Assert.StartsWith($"{commit}+", Now(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_ignored_document_counts_as_the_others()
    {
        var commit = Commit();
        _folder.Write(".gitignore", "ignored.json");
        _folder.Write("policies/ignored.json", "{}");
        Assert.StartsWith($"{commit}+", Now(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkout_that_has_nothing_of_the_folder_does_not_name_it()
    {
        Commit();
        _folder.Write("other/a.json", "{}");
        Assert.StartsWith("sha256:", Revision.Of(Path.Combine(_folder.Path, "other"), Read(Path.Combine(_folder.Path, "other"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_repositories_fall_back_to_the_digest()
    {
        _folder.Write("policies/a.json", "{}");
        Repository.Init(_folder.Path);
        Assert.StartsWith("sha256:", Now(), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder.Path, ".git", "HEAD"), "nonsense");
        Assert.StartsWith("sha256:", Now(), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder.Path, ".git", "HEAD"), "ref: refs/heads/x");
        File.WriteAllText(Path.Combine(_folder.Path, ".git", "config"), "[core\nrepositoryformatversion = 99");
        Assert.StartsWith("sha256:", Now(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bare_repository_falls_back_to_the_digest()
    {
        Repository.Init(_folder.Path, isBare: true);
        _folder.Write("policies/a.json", "{}");
        Assert.StartsWith("sha256:", Now(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loaded_bundle_bears_it()
    {
        const string Policy = """{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [] }""";
        var commit = Commit(Policy);
        var bundle = BundleLoader.Load(Policies, cancellation: TestContext.Current.CancellationToken).Bundle!;
        Assert.Equal((commit, commit), (bundle.Revision, bundle.Set.Revision));
    }

    private string Commit(string content = "{}")
    {
        _folder.Write("policies/a.json", content);
        _folder.Write("readme.md", "about");
        Repository.Init(_folder.Path);
        using var repository = new Repository(_folder.Path);
        Commands.Stage(repository, "*");
        return repository.Commit("first", Author, Author).Sha;
    }

    private string Now() => Revision.Of(Policies, Read(Policies));

    private static IReadOnlyList<FolderFile> Read(string folder) => PolicyFolder.Read(folder, new LoadOptions(), [], CancellationToken.None);
}

using System.Text;
using LibGit2Sharp;
using Pdp.Cli.Diffing;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Diffing;

public sealed class GitPlaceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-diff-git-").FullName;

    private string Policies => Path.Combine(_folder, "deep", "policies");

    [Fact]
    public async Task Edits_are_compared_with_the_last_commit()
    {
        Commit("before");
        Write("after");

        var run = await DiffAsync("git:HEAD", Policies);

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.Contains("! newly allowed: 1 request", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("old git:HEAD, revision ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_are_compared_with_one_another_whatever_the_files_are()
    {
        Commit("before");
        var second = Commit("after");
        Directory.Delete(Policies, recursive: true);

        var forth = await DiffAsync("git:HEAD~1", $"git:{second[..10]}:{Policies}");
        var back = await DiffAsync($"git:HEAD:{Policies}", "git:HEAD~1");

        Assert.Contains("! newly allowed: 1 request", forth.Out, StringComparison.Ordinal);
        Assert.Contains($"revision {second}\n", forth.Out, StringComparison.Ordinal);
        Assert.Contains("no longer allowed: 1 request", back.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_is_compared_with_a_folder_and_with_a_commit()
    {
        Commit("before");
        var bundle = Path.Combine(_folder, "before.tgz");
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("bundle", "build", Policies, "-o", bundle)).Code);
        Write("after");

        var folder = await DiffAsync(bundle, Policies);
        var commit = await DiffAsync(bundle, $"git:HEAD:{Policies}");
        var lost = await DiffAsync(bundle, "git:HEAD");

        Assert.Contains("! newly allowed: 1 request", folder.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Ok, ""), (commit.Code, commit.Error));
        Assert.DoesNotContain("allowed", commit.Out, StringComparison.Ordinal);
        Assert.Contains("expected a policy folder in one of them, got none", lost.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(bundle, "no bundle", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.PoliciesDoNotLoad, (await DiffAsync(bundle, Policies)).Code);
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        Commit("before");

        Assert.Contains("there is no branch or tag `nowhere`", (await DiffAsync("git:nowhere", Policies)).Error, StringComparison.Ordinal);
        Assert.Contains("there is no branch or tag `HEAD~7`", (await DiffAsync("git:HEAD~7", Policies)).Error, StringComparison.Ordinal);
        Assert.Contains("the commit has no such folder", (await DiffAsync($"git:HEAD:{Policies}x", Policies)).Error, StringComparison.Ordinal);
        var run = await DiffAsync("git:HEAD:" + Path.GetPathRoot(_folder), Policies);
        Assert.Equal(ExitCodes.PoliciesDoNotLoad, run.Code);
        Assert.Contains("there is no git repository", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git:a", "git:b", "expected a policy folder in one of them, got none")]
    [InlineData("git:", "policies", "expected a commit after `git:`, got none")]
    [InlineData("policies", "git::policies", "expected a commit after `git:`, got none")]
    public async Task Places_that_say_too_little_are_told(string before, string after, string expected)
    {
        var run = await DiffAsync(before, after);

        Assert.Equal((ExitCodes.BadInput, ""), (run.Code, run.Out));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policies", null, "policies")]
    [InlineData("git:HEAD", "HEAD", null)]
    [InlineData("git:HEAD:", "HEAD", null)]
    [InlineData("git:v1:a/b:c", "v1", "a/b:c")]
    [InlineData("./git:x", null, "./git:x")]
    public void Reads_places(string text, string? commit, string? folder) => Assert.Equal(new PolicyPlace(text, commit, folder), PolicyPlace.Parse(text));

    public void Dispose()
    {
        // git's objects are read-only
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<CliRun> DiffAsync(string before, string after) => new CliRunner
    {
        Input = new MemoryStream(Encoding.UTF8.GetBytes(TwoStates.Request("DENY", "PERMIT"))),
    }.RunAsync("diff", before, after);

    private void Write(string member)
    {
        Directory.CreateDirectory(Policies);
        File.WriteAllText(Path.Combine(Policies, "p.json"), $$"""
            {
              "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1,
              "rules": [
                { "id": "permits", "effect": "permit", "when": "context.{{member}} == 'PERMIT'" },
                { "id": "denies", "effect": "deny", "when": "context.{{member}} == 'DENY'" }
              ]
            }
            """);
    }

    private string Commit(string member)
    {
        Write(member);
        if (!Repository.IsValid(_folder)) Repository.Init(_folder);
        using var git = new Repository(_folder);
        Commands.Stage(git, "*");
        var author = new Signature("someone", "someone@example.com", CliRun.Now);
        return git.Commit("change", author, author).Sha;
    }
}

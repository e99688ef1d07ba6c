using LibGit2Sharp;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading;

/// <summary>A server that can make no temporary folder.</summary>
public sealed class TemporaryFolderTests : IDisposable
{
    private const string Nowhere = "/nonexistent";

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-temporary-");

    public void Dispose()
    {
        // git marks its objects as read-only
        foreach (var file in _place.GetFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task A_remote_repository_needs_one_and_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the folder is named otherwise there");
        var (code, output, error) = await ServerProcess.RunAsync(
            _place.FullName, ["--git", $"file://{Made()}", "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"], ("TMPDIR", Nowhere));
        Assert.Equal((ServerExitCodes.PoliciesDoNotLoad, ""), (code, output));
        Assert.Contains($"PDP0410: no temporary folder for the clone can be made in `{Nowhere}/`: it does not exist", error, StringComparison.Ordinal);
        Assert.Contains("name a folder for the clone with `--state DIR`", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_of_this_machine_needs_none()
    {
        var path = Made();
        using var server = ServerProcess.Start(
            _place.FullName, ["--git", path, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--stop-delay", "1ms"], ("TMPDIR", Nowhere));
        Assert.Contains(path, await server.LineWithAsync("serving `"), StringComparison.Ordinal);
        await server.SignalAsync("TERM");
        Assert.Equal(ServerExitCodes.Ok, await server.ExitAsync());
    }

    private string Made()
    {
        var path = Path.Combine(_place.FullName, "policies.git");
        Repository.Init(path, isBare: true);
        using var git = new Repository(path);
        using var policy = new MemoryStream("""{"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [{"id": "r", "effect": "permit"}]}"""u8.ToArray());
        var author = new Signature("a", "a@example.com", DateTimeOffset.UnixEpoch);
        var tree = git.ObjectDatabase.CreateTree(new TreeDefinition().Add("p.json", git.ObjectDatabase.CreateBlob(policy), Mode.NonExecutableFile));
        git.Refs.Add(git.Refs.Head.TargetIdentifier, git.ObjectDatabase.CreateCommit(author, author, "first", tree, [], prettifyMessage: true).Sha);
        return path;
    }
}

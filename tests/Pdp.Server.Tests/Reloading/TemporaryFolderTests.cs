using LibGit2Sharp;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;
using Repository = LibGit2Sharp.Repository;

namespace Pdp.Server.Tests.Reloading;

/// <summary>A server that can make no temporary folder, and one that finds what another has left there.</summary>
public sealed class TemporaryFolderTests : IDisposable
{
    private const string Nowhere = "/nonexistent";
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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

    [Fact]
    public async Task The_clone_that_a_killed_server_left_is_removed_by_the_next_one_and_nothing_else_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "whose a folder is is told on Linux alone");
        Peer.Git.PathOrSkip();
        var temporary = _place.CreateSubdirectory("tmp");
        string[] arguments = ["--git", $"file://{Made()}", "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--stop-delay", "1ms"];
        string left;
        await using (var killed = ServerProcess.Start(_place.FullName, arguments, ("TMPDIR", temporary.FullName)))
        {
            await killed.LineWithAsync("serving `");
            left = Assert.Single(temporary.GetDirectories("pdp-clone-*")).FullName;
            await killed.SignalAsync("KILL");
            await killed.ExitAsync();
        }

        Assert.True(Directory.Exists(left));
        var unlocked = Folder("pdp-clone-unlocked", Own);
        var kept = new List<string> { Folder("pdp-clone-nofile", Own, hasFile: false), Folder("pdp-clone-open", Own | UnixFileMode.GroupRead), Folder("pdp-rest", Own), Folder("pdp-clone-locked", Own) };
        using var inUse = new FileStream(Path.Combine(kept[^1], "git.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        kept.Add(Path.Combine(temporary.FullName, "pdp-clone-link"));
        Directory.CreateSymbolicLink(kept[^1], Folder("elsewhere", Own));
        if (Environment.IsPrivilegedProcess)
        {
            kept.Add(Folder("pdp-clone-others", Own));
            using var chown = System.Diagnostics.Process.Start("chown", ["12345", kept[^1]]);
            await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, chown.ExitCode);
        }

        await using var next = ServerProcess.Start(_place.FullName, arguments, ("TMPDIR", temporary.FullName));
        await next.LineWithAsync("serving `");
        Assert.False(Directory.Exists(left));
        Assert.False(Directory.Exists(unlocked));
        Assert.All(kept, static folder => Assert.True(Directory.Exists(folder), folder));
        Assert.True(File.Exists(Path.Combine(temporary.FullName, "elsewhere", "git.lock")));
        await next.StopAsync();
        Assert.Equal(ServerExitCodes.Ok, await next.ExitAsync());
        Assert.Equal(kept.Where(static folder => folder.Contains("pdp-clone-", StringComparison.Ordinal)).Order(StringComparer.Ordinal), temporary.GetFileSystemInfos("pdp-clone-*").Select(static one => one.FullName).Order(StringComparer.Ordinal));

        string Folder(string name, UnixFileMode mode, bool hasFile = true)
        {
            var path = Path.Combine(temporary.FullName, name);
            Directory.CreateDirectory(path);
            if (hasFile) File.WriteAllText(Path.Combine(path, "git.lock"), "");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
            return path;
        }
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

using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Sources.Git;

/// <summary>
/// The repository of ours into which a remote one is fetched. Nothing in it cannot be fetched again: where it is damaged, it is made
/// anew. One process at a time has it.
/// </summary>
internal sealed class GitStore : IDisposable
{
    /// <summary>What was fetched last.</summary>
    public const string Tip = "refs/pdp/tip";

    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly bool _isTemporary;
    private string? _parent;
    private FileStream? _lock;

    /// <param name="state">The folder that it is kept in; null: a temporary one.</param>
    public GitStore(string? state)
    {
        _isTemporary = state is null;
        _parent = state is null ? null : System.IO.Path.GetFullPath(state);
    }

    /// <summary>Its folder; there is none before it is prepared.</summary>
    public string Path => System.IO.Path.Combine(_parent ?? throw new InvalidOperationException("it is not prepared"), "git");

    /// <summary>How many packs there are: each fetch brings one.</summary>
    public int Packs => Directory.GetFiles(PackFolder, "*.pack").Length;

    private string PackFolder => System.IO.Path.Combine(Path, "objects", "pack");

    /// <summary>
    /// Makes it if it is not there, and removes what a git that was killed has left behind: locks would keep the next one out, and
    /// halves of packs would pile up. No git may be at work in it.
    /// </summary>
    /// <returns>What is wrong, or null.</returns>
    public GitProblem? Prepare()
    {
        try
        {
            if (_parent is null)
            {
                TemporaryClone.RemoveLeft();
                (_parent, _lock) = TemporaryClone.Make();
            }

            MakePrivate(_parent);
            _lock ??= new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!IsSound()) Make();
            foreach (var file in Directory.GetFiles(Path, "*.lock", SearchOption.AllDirectories)) File.Delete(file);
            var objects = System.IO.Path.Combine(Path, "objects");
            foreach (var file in Directory.GetFiles(objects, "tmp_*", SearchOption.AllDirectories)) Remove(file);
            foreach (var folder in Directory.GetDirectories(objects, "tmp_*")) Directory.Delete(folder, recursive: true);
            return null;
        }
        catch (Exception exception) when (_parent is null && GitErrors.IsOfRepository(exception))
        {
            return new GitProblem(
                ActivationCodes.NoRepository, $"no temporary folder for the clone can be made in {Words.Quote(System.IO.Path.GetTempPath())}: {Why(exception)}",
                "name a folder for the clone with `--state DIR`, or one for temporary files in the environment, as `TMPDIR`");
        }
        catch (Exception exception) when (GitErrors.IsOfRepository(exception))
        {
            return new GitProblem(
                ActivationCodes.NoRepository, $"the clone in {Words.Quote(Path)} cannot be used: {Why(exception)}",
                "`--state DIR` names a folder of this server alone, which it can write to");
        }
    }

    /// <summary>Throws away what is there.</summary>
    public void Make()
    {
        Delete();
        Repository.Init(Path, isBare: true);
    }

    /// <summary>The bytes of all packs, with those under way.</summary>
    public long PackBytes()
    {
        var sum = 0L;
        try
        {
            foreach (var file in new DirectoryInfo(PackFolder).EnumerateFiles()) sum += file.Length;
        }
        catch (IOException)
        {
            // one was renamed just now: the next look counts it
        }

        return sum;
    }

    /// <summary>The id of what was fetched last, if it is all there; else null.</summary>
    public string? Fetched()
    {
        using var repository = new Repository(Path);
        return repository.Refs[Tip]?.ResolveToDirectReference() is { } found && repository.Lookup(found.TargetIdentifier)?.Peel<Commit>()?.Tree is not null
            ? found.TargetIdentifier
            : null;
    }

    /// <summary>Whether it has a commit.</summary>
    public bool Has(string commit)
    {
        using var repository = new Repository(Path);
        return repository.Lookup<Commit>(commit) is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isTemporary || _parent is null)
        {
            _lock?.Dispose();
            return;
        }

        // as long as the lock is held nobody takes the clone for one that was left, and removes it at the same time
        if (!OperatingSystem.IsWindows()) RemoveClone(_parent);
        _lock?.Dispose();
        if (OperatingSystem.IsWindows()) RemoveClone(_parent);
    }

    /// <summary>Makes a folder that nobody else can enter, unless it is there.</summary>
    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnersOnly);
    }

    private bool IsSound()
    {
        try
        {
            using var repository = new Repository(Path);
            return repository.Info.IsBare;
        }
        catch (LibGit2SharpException)
        {
            return false;
        }
    }

    private void Delete()
    {
        if (!Directory.Exists(Path)) return;
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(Path, recursive: true);
    }

    private void RemoveClone(string folder)
    {
        if (!Directory.Exists(folder)) return;
        Delete();
        Directory.Delete(folder, recursive: true);
    }

    private static void Remove(string file)
    {
        // git marks what it writes as read-only
        File.SetAttributes(file, FileAttributes.Normal);
        File.Delete(file);
    }

    private static string Why(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        LibGit2SharpException => Words.Quote(exception.Message.TrimEnd('.')),
        _ => "another process has it, or the disk is full",
    };
}

using System.Diagnostics;
using System.Globalization;
using LibGit2Sharp;
using Pdp.Bundles.Activation;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Sources.Git;

/// <summary>A remote repository, fetched into a clone of ours. It is asked what it has; only when that is new something is fetched.</summary>
internal sealed class RemoteRepository : IGitPlace
{
    private const int MostPacks = 50;

    private readonly GitOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string> _warn;
    private readonly GitCommand _git;
    private readonly GitStore _store;
    private string? _distrusted;
    private bool _isClean;

    public RemoteRepository(GitOptions options, TimeProvider clock, Action<string> warn)
    {
        _options = options;
        _clock = clock;
        _warn = warn;
        _git = new GitCommand(options.Location, clock);
        _store = new GitStore(options.State);
    }

    /// <inheritdoc/>
    public async Task<(GitTip? Tip, GitProblem? Problem)> FindAsync(CancellationToken cancellation)
    {
        if (!_isClean && _store.Prepare() is { } problem) return (null, problem);
        _isClean = false;
        var found = await FindAsync(_clock.GetTimestamp(), cancellation);
        _isClean = found.Tip is not null;
        return found;
    }

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(_options.Poll, _clock, cancellation);

    /// <inheritdoc/>
    public void Distrust(string id)
    {
        // what cannot be read even when it has been fetched anew is not for lack of fetching
        if (string.Equals(_distrusted, id, StringComparison.Ordinal)) return;
        _distrusted = id;
        _store.Make();
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private async Task<(GitTip? Tip, GitProblem? Problem)> FindAsync(long started, CancellationToken cancellation)
    {
        try
        {
            if (GitReference.IsId(_options.Reference)) return await FindCommitAsync(_options.Reference!, started, cancellation);
            var (name, id, problem) = await AskAsync(started, cancellation);
            if (problem is not null) return (null, problem);
            if (!string.Equals(FetchedOrNull(), id, StringComparison.Ordinal))
            {
                if (await FetchAsync(name!, started, cancellation) is { } failure) return (null, failure);
                id = _store.Fetched();
            }

            return id is null ? (null, GitReference.Missing(_options.Reference)) : (new GitTip(_store.Path, id, GitReference.TagOf(name!)), null);
        }
        catch (Exception exception) when (GitErrors.IsOfRepository(exception))
        {
            return (null, GitErrors.Unreadable(exception));
        }
    }

    private async Task<(GitTip? Tip, GitProblem? Problem)> FindCommitAsync(string id, long started, CancellationToken cancellation)
    {
        if (!HasOrNot(id) && await FetchAsync(id, started, cancellation) is { } failure) return (null, failure);
        return _store.Has(id) ? (new GitTip(_store.Path, id, null), null) : (null, GitReference.Missing(id));
    }

    // the full name of the reference that is wanted, and what it leads to
    private async Task<(string? Name, string? Id, GitProblem? Problem)> AskAsync(long started, CancellationToken cancellation)
    {
        var wanted = _options.Reference is { } given ? GitReference.FullNames(given) : ["HEAD"];
        var outcome = await RunAsync(["ls-remote", "--", _options.Location.Address, .. wanted], started, static () => false, cancellation);
        if (outcome.End != GitEnd.Done) return (null, null, Problem(outcome));
        var found = outcome.Output.Split('\n').Select(static line => line.Split('\t'))
            .Where(parts => parts is [{ Length: > 0 }, var name] && wanted.Contains(name, StringComparer.Ordinal)).ToArray();
        return found switch
        {
            [[var id, var name]] => (name, id, null),
            [] => (null, null, GitReference.Missing(_options.Reference)),
            _ => (null, null, GitReference.Ambiguous(_options.Reference!)),
        };
    }

    private async Task<GitProblem?> FetchAsync(string what, long started, CancellationToken cancellation)
    {
        var outcome = await TryFetchAsync(what, started, cancellation);
        // the remote answers, so it may be what was fetched before that is damaged
        if (outcome.End == GitEnd.Failed && await IsDamagedAsync(started, cancellation))
        {
            _store.Make();
            outcome = await TryFetchAsync(what, started, cancellation);
        }

        if (outcome.End != GitEnd.Done) return Problem(outcome);
        if (_store.Packs % MostPacks == 0) await RepackAsync(cancellation);
        return null;
    }

    private async Task<bool> IsDamagedAsync(long started, CancellationToken cancellation) =>
        (await RunAsync(["fsck", "--connectivity-only", "--no-dangling"], started, static () => false, cancellation)).End == GitEnd.Failed;

    private Task<GitOutcome> TryFetchAsync(string what, long started, CancellationToken cancellation)
    {
        var before = _store.PackBytes();
        return RunAsync(
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--", _options.Location.Address, $"+{what}:{GitStore.Tip}"],
            started, () => _store.PackBytes() - before > _options.MaxFetchBytes, cancellation);
    }

    private async Task RepackAsync(CancellationToken cancellation)
    {
        var outcome = await _git.RunAsync(_store.Path, ["repack", "-a", "-d", "-q"], _options.Timeout, static () => false, cancellation);
        if (outcome.End != GitEnd.Done) _warn($"the clone of `{_options.Location.Name}` was not tidied up, and takes more space than it need: {Told(outcome.Error)}");
    }

    private Task<GitOutcome> RunAsync(IEnumerable<string> arguments, long started, Func<bool> isTooLarge, CancellationToken cancellation) =>
        _git.RunAsync(_store.Path, arguments, _options.Timeout - _clock.GetElapsedTime(started), isTooLarge, cancellation);

    // what is damaged counts as not there: it is fetched again
    private string? FetchedOrNull()
    {
        try
        {
            return _store.Fetched();
        }
        catch (LibGit2SharpException)
        {
            _store.Make();
            return null;
        }
    }

    private bool HasOrNot(string commit)
    {
        try
        {
            return _store.Has(commit);
        }
        catch (LibGit2SharpException)
        {
            _store.Make();
            return false;
        }
    }

    private GitProblem Problem(GitOutcome outcome) => outcome.End switch
    {
        GitEnd.Absent => new(
            ActivationCodes.NoRepository, "the program `git` is not here, which fetches from remote repositories", "install git 2.31 or a later one"),
        GitEnd.TimedOut => new(
            ActivationCodes.NoRepository,
            string.Create(CultureInfo.InvariantCulture, $"the remote repository has not answered to the end within {_options.Timeout.TotalSeconds:0.###}s"),
            "`--git-timeout` gives it longer"),
        GitEnd.TooLarge => new(
            DocumentDiagnosticCodes.TooLarge,
            string.Create(CultureInfo.InvariantCulture, $"the remote repository sends more than {_options.MaxFetchBytes} bytes at once")),
        GitEnd.Failed => new(ActivationCodes.NoRepository, $"the remote repository cannot be fetched: {Told(outcome.Error)}"),
        _ => throw new UnreachableException(),
    };

    // what git says, without its advice and without what is secret
    private string Told(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(static line => line is not ("Please make sure you have the correct access rights" or "and the repository exists.")
                && !line.StartsWith("warning:", StringComparison.Ordinal) && !line.StartsWith("hint:", StringComparison.Ordinal))
            .Select(static line => line.StartsWith("fatal: ", StringComparison.Ordinal) || line.StartsWith("error: ", StringComparison.Ordinal) ? line["fatal: ".Length..] : line)
            .Select(line => Words.Quote(_options.Location.WithoutSecrets(line).TrimEnd('.')));
        return string.Join(", ", lines.TakeLast(3)) is { Length: > 0 } told ? told : "git does not say why";
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using LibGit2Sharp;

namespace Pdp.Server.Tests.Reloading.Soak;

/// <summary>
/// Commits to a repository as people and tools do: one change or many in a commit, a broken commit and its mending, a branch that is
/// pushed back to an older commit, deleted, or made anew without a history.
/// </summary>
internal sealed class GitSoakEditor : ISoakEditor, IDisposable
{
    /// <summary>The branch that is committed to.</summary>
    public const string Branch = "main";

    private const string Reference = "refs/heads/" + Branch;

    private static readonly Signature Somebody = new("somebody", "somebody@example.org", DateTimeOffset.UnixEpoch);

    private readonly Random _random;
    private readonly Repository _repository;
    private readonly int[] _versions = new int[SoakState.Count];
    private readonly List<Commit> _good = [];

    public GitSoakEditor(string place, int seed)
    {
        _random = new Random(seed);
        Path = Repository.Init(System.IO.Path.Combine(place, "policies.git"), isBare: true).TrimEnd(System.IO.Path.DirectorySeparatorChar);
        _repository = new Repository(Path);
        State = new SoakState(Enumerable.Range(0, SoakState.Count).ToImmutableSortedDictionary(static i => i, Fresh));
        Push(Commit(State));
    }

    /// <summary>The repository.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public SoakState State { get; private set; }

    /// <inheritdoc/>
    public ConcurrentDictionary<string, SoakState> Known { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public SortedDictionary<string, int> Made { get; } = new(StringComparer.Ordinal);

    /// <summary>No commit is ever made twice, and none comes into force that does not descend from the one in force.</summary>
    public bool IsOrdered => true;

    /// <inheritdoc/>
    public async Task EditAsync(Func<Task> pause)
    {
        var number = _random.Next(SoakState.Count);
        if (!State.Policies.TryGetValue(number, out var policy))
        {
            Become(State.Policies.Add(number, Fresh(number)), "restore");
        }
        else
        {
            switch (_random.Next(9))
            {
                case 0:
                    Become(State.Policies.Remove(number), "delete");
                    break;
                case 1:
                    // a word that no effect has, in one of three files of a commit: none of them comes into force
                    Note("break");
                    var broken = Several(State.Policies, 3);
                    Push(Commit(new SoakState(broken), text => text.Replace("permit", "premit", StringComparison.Ordinal), broken.Keys.First(), isGood: false));
                    await pause();
                    Become(State.Policies.SetItem(number, Fresh(number)), "mend");
                    break;
                case 2:
                    var moved = policy with { File = string.Create(CultureInfo.InvariantCulture, $"moved-{number}-{_random.Next(1000)}.json") };
                    Become(State.Policies.SetItem(number, moved), "move");
                    break;
                case 3:
                    Become(Several(State.Policies, 10), "many");
                    break;
                case 4 when _good.Count > 1:
                    Note("push back");
                    Push(_good[_random.Next(_good.Count - 1)]);
                    await pause();
                    Push(_good[^1]);
                    break;
                case 5:
                    Note("no branch");
                    _repository.Refs.Remove(Reference);
                    await pause();
                    Push(_good[^1]);
                    break;
                case 6:
                    // the same policies and more, but from nowhere
                    Note("no history");
                    Push(Commit(new SoakState(Several(State.Policies, 10)), isGood: false, hasParent: false));
                    await pause();
                    Push(_good[^1]);
                    break;
                default:
                    Become(State.Policies.SetItem(number, Fresh(number) with { File = policy.File }), "save");
                    break;
            }
        }

        await pause();
    }

    public void Dispose() => _repository.Dispose();

    private void Become(ImmutableSortedDictionary<int, SoakPolicy> policies, string edit)
    {
        Note(edit);
        State = new SoakState(policies, State.Number + 1);
        Push(Commit(State));
    }

    private ImmutableSortedDictionary<int, SoakPolicy> Several(ImmutableSortedDictionary<int, SoakPolicy> policies, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var other = _random.Next(SoakState.Count);
            policies = policies.SetItem(other, Fresh(other));
        }

        return policies;
    }

    // known before the branch has it, so that no answer can name it too early
    private Commit Commit(SoakState state, Func<string, string>? breaking = null, int broken = -1, bool isGood = true, bool hasParent = true)
    {
        var tree = new TreeDefinition();
        foreach (var (number, policy) in state.Policies)
        {
            var text = SoakState.Text(number, policy);
            if (number == broken) text = breaking!(text);
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            tree.Add(policy.File, _repository.ObjectDatabase.CreateBlob(content), Mode.NonExecutableFile);
        }

        var commit = _repository.ObjectDatabase.CreateCommit(
            Somebody, Somebody, string.Create(CultureInfo.InvariantCulture, $"state {state.Number}"), _repository.ObjectDatabase.CreateTree(tree),
            hasParent && _good.Count > 0 ? [_good[^1]] : [], prettifyMessage: false);
        if (!isGood) return commit;
        Known[commit.Sha] = state;
        _good.Add(commit);
        return commit;
    }

    private void Push(Commit commit) => _repository.Refs.Add(Reference, commit.Id, allowOverwrite: true);

    private void Note(string edit) => Made[edit] = Made.GetValueOrDefault(edit) + 1;

    private SoakPolicy Fresh(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"p{number}.json"), ++_versions[number], _random.Next(SoakState.Levels));
}

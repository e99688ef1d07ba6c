using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Pdp.Server.Tests.Reloading.Soak;

/// <summary>
/// Edits the policies as people and tools do: by renaming, in place and in steps, by breaking and mending, deleting and
/// restoring, moving, and by pointing a link to another folder with many changes at once.
/// </summary>
internal sealed class SoakEditor : ISoakEditor
{
    private readonly Random _random;
    private readonly string _place;
    private readonly string _scratch;
    private readonly int[] _versions = new int[SoakState.Count];
    private int _release;
    private string? _old;

    public SoakEditor(string place, int seed)
    {
        _random = new Random(seed);
        _place = place;
        _scratch = Directory.CreateDirectory(Path.Combine(place, "scratch")).FullName;
        State = new SoakState(Enumerable.Range(0, SoakState.Count).ToImmutableSortedDictionary(static i => i, Fresh));
        Release();
    }

    /// <summary>The folder that is served: a link.</summary>
    public string Current => Path.Combine(_place, "current");

    /// <inheritdoc/>
    public SoakState State { get; private set; }

    /// <inheritdoc/>
    public ConcurrentDictionary<string, SoakState> Known { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public SortedDictionary<string, int> Made { get; } = new(StringComparer.Ordinal);

    /// <summary>A policy that is deleted and restored and deleted again makes an old revision again.</summary>
    public bool IsOrdered => false;

    /// <inheritdoc/>
    public async Task EditAsync(Func<Task> pause)
    {
        var number = _random.Next(SoakState.Count);
        var kind = _random.Next(10);
        if (!State.Policies.TryGetValue(number, out var policy))
        {
            Become(State.Policies.Add(number, Fresh(number)), "restore");
            Rename(number);
            return;
        }

        var path = Path.Combine(Current, policy.File);
        switch (kind)
        {
            case 0:
                Become(State.Policies.Remove(number), "delete");
                File.Delete(path);
                break;
            case 1:
                // a word that no effect has
                Note("break");
                await File.WriteAllTextAsync(path, SoakState.Text(number, policy).Replace("permit", "premit", StringComparison.Ordinal));
                await pause();
                Become(State.Policies.SetItem(number, Fresh(number) with { File = policy.File }), "mend");
                Rename(number);
                break;
            case 2:
                await InStepsAsync(number, policy, pause);
                break;
            case 3:
                var moved = policy with { File = string.Create(CultureInfo.InvariantCulture, $"moved-{number}-{_random.Next(1000)}.json") };
                Become(State.Policies.SetItem(number, moved), "move");
                File.Move(path, Path.Combine(Current, moved.File), overwrite: true);
                break;
            case 4:
                var next = State.Policies;
                for (var i = 0; i < 10; i++)
                {
                    var other = _random.Next(SoakState.Count);
                    next = next.SetItem(other, Fresh(other));
                }

                Become(next, "swap");
                Release();
                break;
            case 5:
                Note("vanish");
                Directory.Move(Path.GetFullPath(Path.Combine(_place, Target())), Path.Combine(_place, "aside"));
                await pause();
                Directory.Move(Path.Combine(_place, "aside"), Path.GetFullPath(Path.Combine(_place, Target())));
                break;
            default:
                Become(State.Policies.SetItem(number, Fresh(number) with { File = policy.File }), "save");
                Rename(number);
                break;
        }
    }

    // written over in place: for a while the file is neither the old text nor the new one, and no JSON
    private async Task InStepsAsync(int number, SoakPolicy policy, Func<Task> pause)
    {
        Become(State.Policies.SetItem(number, Fresh(number) with { File = policy.File }), "steps");
        var text = SoakState.Text(number, State.Policies[number]);
        await using var file = new StreamWriter(Path.Combine(Current, policy.File), append: false);
        await file.WriteAsync(text.AsMemory(0, text.Length / 2));
        await file.FlushAsync();
        await pause();
        await file.WriteAsync(text.AsMemory(text.Length / 2));
    }

    // before it is made, so that no answer can name it too early
    private void Become(ImmutableSortedDictionary<int, SoakPolicy> policies, string edit)
    {
        Note(edit);
        State = new SoakState(policies);
        Known[State.Revision(_scratch)] = State;
    }

    private void Note(string edit) => Made[edit] = Made.GetValueOrDefault(edit) + 1;

    private SoakPolicy Fresh(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"p{number}.json"), ++_versions[number], _random.Next(SoakState.Levels));

    private void Rename(int number)
    {
        var policy = State.Policies[number];
        var path = Path.Combine(Current, policy.File);
        File.WriteAllText(path + ".tmp", SoakState.Text(number, policy));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private void Release()
    {
        Known[State.Revision(_scratch)] = State;
        var name = string.Create(CultureInfo.InvariantCulture, $"release-{++_release}");
        var folder = Directory.CreateDirectory(Path.Combine(_place, name)).FullName;
        foreach (var (file, text) in State.Files) File.WriteAllText(Path.Combine(folder, file), text);
        var last = _release == 1 ? null : Target();
        Directory.CreateSymbolicLink(Current + ".new", name);
        using (var mv = Process.Start("mv", ["-T", Current + ".new", Current])) mv.WaitForExit();

        // as most that deploy keep the last release, to go back to
        if (_old is { } old) Directory.Delete(Path.Combine(_place, old), recursive: true);
        _old = last;
    }

    private string Target() => new FileInfo(Current).LinkTarget!;
}

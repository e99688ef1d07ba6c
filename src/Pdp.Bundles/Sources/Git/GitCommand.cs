using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Pdp.Bundles.Sources.Git;

/// <summary>How a run of the git program ended.</summary>
internal enum GitEnd
{
    /// <summary>Well.</summary>
    Done,

    /// <summary>With an error.</summary>
    Failed,

    /// <summary>It was killed when its time was over.</summary>
    TimedOut,

    /// <summary>It was killed when it had brought more than it may.</summary>
    TooLarge,

    /// <summary>There is no such program.</summary>
    Absent,
}

/// <summary>What came of a run of the git program.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">The end of what it wrote as errors.</param>
internal sealed record GitOutcome(GitEnd End, string Output, string Error);

/// <summary>
/// Runs the git program for what goes over the network, in a process that can be killed: the library that reads repositories waits
/// for ever for a remote that accepts a connection and says nothing, and calls nobody back meanwhile. The program asks nobody for
/// anything, runs no hooks, and has no settings but the user's own and those made here.
/// </summary>
/// <param name="location">The repository; who may enter it is told to git by the environment, which no other user can read.</param>
/// <param name="clock">The time.</param>
internal sealed class GitCommand(GitLocation location, TimeProvider clock)
{
    private const int MostOutput = 1024 * 1024;
    private const int MostError = 8 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // when a killed or ended process leaves one behind that holds its pipes
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(2);

    // an operator's own ways to credentials and certificates; no other variable of git's reaches it
    private static readonly string[] Kept = ["GIT_ASKPASS", "GIT_CONFIG_GLOBAL", "GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"];

    private static readonly string[] Settings =
    [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.askPass=", "core.bigFileThreshold=32m", "credential.interactive=false",
        "fetch.prune=false", "fetch.recurseSubmodules=false", "fetch.showForcedUpdates=false", "fetch.unpackLimit=1", "fetch.writeCommitGraph=false", "gc.auto=0",
        "maintenance.auto=false", "protocol.version=2", "submodule.recurse=false", "transfer.bundleURI=false", "transfer.fsckObjects=true",
    ];

    /// <summary>The program.</summary>
    public string Program { get; init; } = "git";

    /// <summary>Runs it.</summary>
    /// <param name="store">The repository of ours that it works in.</param>
    /// <param name="arguments">What it shall do.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="isTooLarge">Is asked now and then whether it has brought too much.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<GitOutcome> RunAsync(
        string store, IEnumerable<string> arguments, TimeSpan limit, Func<bool> isTooLarge, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (limit <= TimeSpan.Zero) return new GitOutcome(GitEnd.TimedOut, "", "");
        using var time = new CancellationTokenSource(limit, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, time.Token);
        using var reading = new CancellationTokenSource();
        using var process = Start(store, arguments);
        if (process is null) return new GitOutcome(GitEnd.Absent, "", "");
        var output = ReadAsync(process.StandardOutput, MostOutput, keepsEnd: false, reading.Token);
        var error = ReadAsync(process.StandardError, MostError, keepsEnd: true, reading.Token);
        var exit = process.WaitForExitAsync(CancellationToken.None);
        var end = await EndAsync(process, isTooLarge, ended.Token);
        if (end != GitEnd.Done) Kill(process);
        reading.CancelAfter(Aftermath);
        var (written, told) = (await output, await error);
        // a process that cannot even be killed, as its disk does not answer, is left to the system
        await Task.WhenAny(exit, Task.Delay(Aftermath, CancellationToken.None));
        cancellation.ThrowIfCancellationRequested();
        return new GitOutcome(end == GitEnd.Done && process.ExitCode != 0 ? GitEnd.Failed : end, written, told);
    }

    private static async Task<GitEnd> EndAsync(Process process, Func<bool> isTooLarge, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            if (isTooLarge()) return GitEnd.TooLarge;
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(ended);
            pause.CancelAfter(Interval);
            try
            {
                await process.WaitForExitAsync(pause.Token);
                return GitEnd.Done;
            }
            catch (OperationCanceledException)
            {
                // it goes on
            }
        }

        return process.HasExited ? GitEnd.Done : GitEnd.TimedOut;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // it has ended meanwhile, or a part of it
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, int most, bool keepsEnd, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer, cancellation) is > 0 and var count)
            {
                if (keepsEnd || text.Length < most) text.Append(buffer, 0, count);
                if (keepsEnd && text.Length > most) text.Remove(0, text.Length - most);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // what it said until then is told
        }

        return text.ToString();
    }

    private Process? Start(string store, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Program)
        {
            WorkingDirectory = store, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.ArgumentList.Add($"--git-dir={store}");
        foreach (var setting in Settings) AddSetting(setting);
        SetEnvironment(start.Environment, AddSetting);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception)
        {
            return null;
        }

        void AddSetting(string setting)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(setting);
        }
    }

    private void SetEnvironment(IDictionary<string, string?> environment, Action<string> addSetting)
    {
        foreach (var name in environment.Keys.ToArray())
        {
            var isGits = name.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase) && !Kept.Contains(name, StringComparer.OrdinalIgnoreCase);
            // settings of the server may have secrets in them, such as this very URL
            if (isGits || name.StartsWith("PDP", StringComparison.OrdinalIgnoreCase)) environment.Remove(name);
        }

        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_ALLOW_PROTOCOL"] = location.Scheme;
        environment["SSH_ASKPASS_REQUIRE"] = "never";
        environment["LC_ALL"] = "C";
        environment.TryAdd("GIT_ASKPASS", "");
        if (!environment.ContainsKey("GIT_SSH")) environment.TryAdd("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
        if (location.User is null) return;
        environment["PDP_GIT_USER"] = location.User;
        environment["PDP_GIT_PASSWORD"] = location.Password ?? "";
        // the first takes away the user's own helpers: what stands in the URL is meant
        addSetting("credential.helper=");
        addSetting("credential.helper=!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"$PDP_GIT_USER\" \"$PDP_GIT_PASSWORD\"; }; f");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pdp.Cli.Tests.Processes;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Testing;

public sealed class WatchTests : IDisposable
{
    private const string Clear = "\u001b[H\u001b[2J";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-watch-").FullName;
    private readonly GrowingStream _output = new();
    private readonly GrowingStream _errors = new();

    public WatchTests()
    {
        foreach (var file in Directory.GetFiles(Fixture.Covered)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public async Task Runs_again_when_a_file_changes_and_goes_on_when_one_is_broken()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Start(isTerminal: false, [], stop.Token);
        await Until(_output, "4 tests passed");
        await Until(_errors, "watching `");

        Edit("tests.json", "\"owners read\", \"subject\": \"alice\"", "\"owners read\", \"subject\": \"eve\"");
        await Until(_output, "1 of 4 tests failed");
        Assert.Contains("\n\nchanged at ", _output.Text, StringComparison.Ordinal);

        Edit("policy.json", "\"version\": 1,", "\"version\": 1");
        await Until(_errors, "do not load: 1 error");
        Assert.False(running.IsCompleted);

        var before = _output.Text.Length;
        Edit("policy.json", "\"version\": 1\n", "\"version\": 1,\n");
        Edit("tests.json", "\"owners read\", \"subject\": \"eve\"", "\"owners read\", \"subject\": \"alice\"");
        await Until(_output, "4 tests passed", before);

        await stop.CancelAsync();
        Assert.Equal(ExitCodes.Interrupted, await running);
        Assert.DoesNotContain("\u001b", _output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_is_cleared_before_each_run()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Start(isTerminal: true, ["--color", "never"], stop.Token);
        await Until(_output, "4 tests passed");
        Assert.StartsWith(Clear, _output.Text, StringComparison.Ordinal);

        var before = _output.Text.Length;
        Edit("tests.json", "\"decision\": \"PERMIT\", \"errors\"", "\"decision\": \"DENY\", \"errors\"");
        await Until(_output, "1 of 4 tests failed");
        await stop.CancelAsync();
        Assert.Equal(ExitCodes.Interrupted, await running);
        Assert.StartsWith(Clear, _output.Text[before..].TrimStart('\n'), StringComparison.Ordinal);
        Assert.Equal(2, _output.Text.Split(Clear).Length - 1);
    }

    [Fact]
    public async Task Files_of_the_coverage_are_written_anew()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var page = Path.Combine(Path.GetDirectoryName(_folder)!, Path.GetFileName(_folder) + ".txt");
        try
        {
            var running = Start(isTerminal: false, ["--coverage-output", page], stop.Token);
            await Until(_errors, "watching `");
            Assert.Contains("18 of 21", await File.ReadAllTextAsync(page, stop.Token), StringComparison.Ordinal);
            var told = _errors.Text.Length;
            Edit("policy.json", ",\n    { \"id\": \"frozen\", \"effect\": \"deny\", \"when\": \"resource.frozen\" }", "");
            await Until(_errors, "watching `", told);
            Assert.Contains("17 of 18", await File.ReadAllTextAsync(page, stop.Token), StringComparison.Ordinal);
            await stop.CancelAsync();
            Assert.Equal(ExitCodes.Interrupted, await running);
        }
        finally
        {
            File.Delete(page);
        }
    }

    [Fact]
    public async Task Ctrl_c_ends_it_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs kill");
        using var process = PdpProcess.Start("test", _folder, "--watch");
        string? line;
        do line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line is not null && !line.StartsWith("watching `", StringComparison.Ordinal));

        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await PdpProcess.EndAsync(process);

        Assert.Equal(ExitCodes.Interrupted, process.ExitCode);
        Assert.Contains("4 tests passed", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_waited_for()
    {
        var run = await CliRun.RunAsync("test", Path.Combine(_folder, "nowhere"), "--watch");

        Assert.Equal(ExitCodes.PoliciesDoNotLoad, run.Code);
    }

    [Fact]
    public async Task Reports_for_programs_need_a_file()
    {
        var run = await CliRun.RunAsync("test", _folder, "--watch", "--format", "json");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.StartsWith("error: `--watch` makes one report after another: `--format` needs `--output FILE` with it\n", run.Error, StringComparison.Ordinal);
    }

    private Task<int> Start(bool isTerminal, string[] arguments, CancellationToken cancellation)
    {
        var host = new CliRunner { IsTerminal = isTerminal, Clock = TimeProvider.System }.Host(_output, _errors);
        return Task.Run(() => PdpApp.RunAsync(["test", _folder, "--watch", .. arguments], host, cancellation), CancellationToken.None);
    }

    private void Edit(string file, string before, string after)
    {
        var path = Path.Combine(_folder, file);
        var text = File.ReadAllText(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
    }

    private static async Task Until(GrowingStream stream, string text, int from = 0)
    {
        var start = Stopwatch.GetTimestamp();
        while (!stream.Text[from..].Contains(text, StringComparison.Ordinal))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) Assert.Fail($"`{text}` did not come; what came: {stream.Text[from..]}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Keeps what is written, to be read meanwhile.</summary>
    private sealed class GrowingStream : MemoryStream
    {
        private readonly Lock _lock = new();

        public string Text
        {
            get
            {
                lock (_lock) return Encoding.UTF8.GetString(ToArray());
            }
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (_lock) base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (_lock) base.Write(buffer);
        }
    }
}

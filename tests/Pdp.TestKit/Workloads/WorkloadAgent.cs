using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Pdp.TestKit.Peers;

namespace Pdp.TestKit.Workloads;

/// <summary>A SPIFFE Workload API in Python, with Debian's gRPC, which says what a test has it say.</summary>
public sealed class WorkloadAgent : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _calls = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _taken = Channel.CreateUnbounded<string>();
    private readonly Task _reading;
    private bool _hasEnded;

    private WorkloadAgent(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Starts one.</summary>
    /// <param name="address">Its address, such as <c>unix:///…</c>.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<WorkloadAgent> StartAsync(string address, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Peer.Python.PathOrSkip(), [Repository.PathOf("tests", "Pdp.TestKit", "Workloads", "agent.py"), address])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath(),
        };
        var agent = new WorkloadAgent(Process.Start(start)!);
        await agent._taken.Reader.ReadAsync(cancellation);
        return agent;
    }

    /// <summary>Has it say something else from now on.</summary>
    public async Task SayAsync(JsonObject what, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(what);
        await _process.StandardInput.WriteLineAsync(what.ToJsonString(JsonSerializerOptions.Default).AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
        await _taken.Reader.ReadAsync(cancellation);
    }

    /// <summary>Has it answer every call with a status.</summary>
    public Task AnswerAsync(string status, string text, CancellationToken cancellation) => SayAsync(new JsonObject { ["status"] = status, ["text"] = text }, cancellation);

    /// <summary>The next call that came: its method, and the header that each has to have.</summary>
    public ValueTask<string> CallAsync(CancellationToken cancellation) => _calls.Reader.ReadAsync(cancellation);

    /// <summary>Ends it, as a crash does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_hasEnded) return;
        _hasEnded = true;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("call ", StringComparison.Ordinal)) _calls.Writer.TryWrite(line[5..]);
            else _taken.Writer.TryWrite(line);
        }

        _taken.Writer.TryComplete();
    }
}

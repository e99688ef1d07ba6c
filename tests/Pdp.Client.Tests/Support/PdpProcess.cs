using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Client.Tests.Support;

/// <summary>The real server with the sample policies, in a process of its own.</summary>
internal sealed partial class PdpProcess : IAsyncDisposable
{
    private readonly Process _process;

    private readonly string _endPoint;

    private PdpProcess(Process process, string endPoint) => (_process, _endPoint) = (process, endPoint);

    /// <summary>Where it serves gRPC.</summary>
    public IPEndPoint EndPoint => IPEndPoint.Parse(_endPoint);

    /// <summary>Starts it, ready to answer.</summary>
    /// <param name="arguments">Settings beside the usual ones.</param>
    public static Task<PdpProcess> StartAsync(params string[] arguments) => StartAtAsync("127.0.0.1:0", arguments);

    /// <summary>Starts it on a socket of the machine.</summary>
    public static Task<PdpProcess> StartUnixAsync(string path) => StartAtAsync($"unix:{path}", []);

    private static async Task<PdpProcess> StartAtAsync(string grpc, string[] arguments)
    {
        var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Repository.Root, RedirectStandardOutput = true,
        };
        string[] all = ["exec", Path.Combine(AppContext.BaseDirectory, "Pdp.Server.dll"), "--grpc", grpc, "--http", "127.0.0.1:0", .. arguments];
        foreach (var argument in all) info.ArgumentList.Add(argument);
        if (!arguments.Contains("--policies", StringComparer.Ordinal))
        {
            info.ArgumentList.Add("--policies");
            info.ArgumentList.Add(Repository.PathOf("policies"));
        }

        var process = Process.Start(info)!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Serving().Match(line) is not { Success: true } match) continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new PdpProcess(process, match.Groups[1].Value);
        }

        throw new InvalidOperationException("the server ended without serving");
    }

    /// <summary>Stops it where it is; on a busy machine its threads go on for a while after the signal.</summary>
    public async Task FreezeAsync()
    {
        await SignalAsync("STOP");
        while (Directory.GetDirectories($"/proc/{_process.Id}/task").Any(task => !File.ReadAllText(Path.Combine(task, "stat")).Contains(") T ", StringComparison.Ordinal)))
            await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends it a signal by name.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"gRPC on (\S+),")]
    private static partial Regex Serving();
}

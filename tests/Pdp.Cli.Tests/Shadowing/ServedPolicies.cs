using System.Net.Sockets;
using Pdp.Cli.Servers;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Shadowing;

/// <summary>A server that <c>pdp serve</c> runs inside the test, on a socket in a folder of its own.</summary>
internal sealed class ServedPolicies : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly DirectoryInfo _folder;
    private readonly Task<CliRun> _run;

    private ServedPolicies(DirectoryInfo folder, string policies, string[] settings)
    {
        _folder = folder;
        _run = new CliRunner { Clock = TimeProvider.System }.RunAsync(
            _stop.Token,
            ["serve", "--policies", policies, "--grpc", Address, "--http", $"unix:{Path.Combine(folder.FullName, "h")}", "--stop-delay", "1ms", "--reload", "false", .. settings]);
    }

    /// <summary>Where it is reached.</summary>
    public string Address => $"unix:{Path.Combine(_folder.FullName, "g")}";

    /// <summary>Starts one, and waits until it listens.</summary>
    public static async Task<ServedPolicies> StartAsync(string policies, params string[] settings)
    {
        var served = new ServedPolicies(Directory.CreateTempSubdirectory("pdp-cli-"), policies, settings);
        while (!await served.ListensAsync())
        {
            if (served._run.IsCompleted) throw new InvalidOperationException($"it ended: {(await served._run).Error}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return served;
    }

    /// <summary>A connection to it.</summary>
    public ServerLink Link() => new(ServerAddress.Parse(Address, out _)!, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> ListensAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, "g")), TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

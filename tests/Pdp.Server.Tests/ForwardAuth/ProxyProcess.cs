using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pdp.Server.Tests.ForwardAuth;

/// <summary>A real proxy of Debian's, with a configuration of the test's own.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private ProxyProcess(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts a proxy.</summary>
    /// <param name="program">Its program; the test is skipped where that is not installed.</param>
    /// <param name="configuration">Makes its configuration of the port to listen on and a folder of its own.</param>
    /// <param name="file">The name of the configuration.</param>
    /// <param name="arguments">Makes its arguments of the configuration's path and the folder.</param>
    public static async Task<ProxyProcess> StartAsync(
        string program, Func<int, string, string> configuration, string file, Func<string, string, string[]> arguments)
    {
        var path = new[] { $"/usr/sbin/{program}", $"/usr/bin/{program}" }.FirstOrDefault(File.Exists);
        if (path is null) Assert.Skip($"`{program}` is not here; install it with `apt-get install {program}`");
        var folder = Directory.CreateTempSubdirectory("pdp-proxy-").FullName;
        var port = FreePort();
        var configured = Path.Combine(folder, file);
        await File.WriteAllTextAsync(configured, configuration(port, folder), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(path, arguments(configured, folder)) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["HOME"] = folder;
        start.Environment["XDG_DATA_HOME"] = folder;
        start.Environment["XDG_CONFIG_HOME"] = folder;
        var process = Process.Start(start)!;
        var log = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, line) => { lock (log) log.AppendLine(line.Data); };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var proxy = new ProxyProcess(process, folder, port);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await CanConnectAsync(port, patience.Token))
        {
            if (process.HasExited) Assert.Fail($"`{program}` ended: {log}");
            await Task.Delay(20, patience.Token);
        }

        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> CanConnectAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

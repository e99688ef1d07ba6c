using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pdp.TestKit.Peers;

namespace Pdp.Docs.Tests.Consoles;

/// <summary>
/// A working folder in which the commands of a page are run, one after another, by bash, with <c>pdp</c> being the one
/// that was built. The port that pages name is replaced by a free one, so that several tests can serve at once.
/// </summary>
internal sealed class Terminal : IAsyncDisposable
{
    /// <summary>How the pages start the server from the sources; here the server that was built with the tests is started.</summary>
    private const string ServerFromSources = "dotnet run -c Release --project src/Pdp.Server";

    /// <summary>The gRPC port in the pages.</summary>
    public const string ShownPort = "50051";

    /// <summary>The HTTP port in the pages.</summary>
    public const string ShownHttpPort = "8080";

    private static readonly HttpClient Http = new();
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _commands = Directory.CreateTempSubdirectory("pdp-docs-bin-").FullName;
    private readonly List<Process> _servers = [];
    private readonly string _port = FreePort();
    private readonly string _httpPort = FreePort();
    private readonly bool _ownsFolder;

    /// <summary>Opens a terminal in an empty folder, or in the one given.</summary>
    public Terminal(string? folder = null)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("pdp-docs-").FullName;
        var pdp = Path.Combine(_commands, "pdp");
        File.WriteAllText(pdp, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "pdp.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(pdp, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The working folder.</summary>
    public string Folder { get; }

    /// <summary>Writes a file that a page shows.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Standard output and standard error as they came, with the pages' ports.</returns>
    public async Task<string> RunAsync(string command)
    {
        using var process = Start(command);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return output.Replace(_port, ShownPort, StringComparison.Ordinal).Replace(_httpPort, ShownHttpPort, StringComparison.Ordinal);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{command}` did not end");
        }
    }

    /// <summary>Starts a server; it runs until the terminal is closed. Returns when it says that it is ready.</summary>
    public async Task ServeAsync(string command)
    {
        var built = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Pdp.Server.dll")}'";
        var server = Start("exec " + command.Replace(ServerFromSources, built, StringComparison.Ordinal));
        _servers.Add(server);
        var output = server.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        while (!await IsReadyAsync(limit.Token))
        {
            if (server.HasExited) throw new InvalidOperationException($"`{command}` ended: {await output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            if (!server.HasExited) server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }

        Directory.Delete(_commands, recursive: true);
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }

    private Process Start(string command)
    {
        var text = command.Replace(ShownPort, _port, StringComparison.Ordinal).Replace(ShownHttpPort, _httpPort, StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-c", "exec 2>&1\n" + text])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var buf = Path.GetDirectoryName(Repository.PathOf("tests", "peers", "node_modules", ".bin", "buf"));
        start.Environment["PATH"] = string.Join(Path.PathSeparator, _commands, buf, Environment.GetEnvironmentVariable("PATH"));
        start.Environment["NO_COLOR"] = "1";
        start.Environment["PDP__GRPC"] = $"127.0.0.1:{_port}";
        start.Environment["PDP__HTTP"] = $"127.0.0.1:{_httpPort}";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri($"http://127.0.0.1:{_httpPort}/readyz"), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}

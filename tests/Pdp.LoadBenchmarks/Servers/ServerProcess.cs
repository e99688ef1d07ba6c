using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pdp.LoadBenchmarks.Servers;

/// <summary>A server in a process of its own, bound to processors of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly long _started;

    private ServerProcess(Process process, string name, EndPoint endPoint, long started)
    {
        _process = process;
        _started = started;
        _error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        Name = name;
        EndPoint = endPoint;
    }

    public string Name { get; }

    /// <summary>Where it serves gRPC.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Processor time that it has taken so far, in user and kernel mode.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Its memory.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The most memory that it has had.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="name">How it is called in reports.</param>
    /// <param name="processors">The processors it may use, as <c>taskset</c> takes them; null: all. With one, the runtimes of .NET and Go are told so too.</param>
    /// <param name="port">Where it serves gRPC on loopback.</param>
    /// <param name="command">The program and its arguments.</param>
    public static ServerProcess Start(string name, string? processors, int port, IEnumerable<string> command)
    {
        string[] whole = processors is null ? [.. command] : ["taskset", "-c", processors, .. command];
        var info = new ProcessStartInfo(whole[0], whole[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (int.TryParse(processors, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            info.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
            info.Environment["GOMAXPROCS"] = "1";
        }

        var started = Stopwatch.GetTimestamp();
        return new ServerProcess(Process.Start(info)!, name, new IPEndPoint(IPAddress.Loopback, port), started);
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until it is ready.</summary>
    /// <param name="isReady">Asks it.</param>
    /// <param name="limit">How long it may take; null: three minutes.</param>
    /// <returns>How long it took from its start.</returns>
    /// <exception cref="InvalidOperationException">It ended, or took too long.</exception>
    public async Task<TimeSpan> ReadyAsync(Func<Task<bool>> isReady, TimeSpan? limit = null)
    {
        while (!await isReady())
        {
            if (_process.HasExited) throw new InvalidOperationException($"{Name} ended: {await _error}");
            if (Stopwatch.GetElapsedTime(_started) > (limit ?? TimeSpan.FromMinutes(3))) throw new InvalidOperationException($"{Name} does not get ready");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        return Stopwatch.GetElapsedTime(_started);
    }

    /// <summary>Waits until it takes connections.</summary>
    public Task<TimeSpan> ListeningAsync() => ReadyAsync(async () =>
    {
        using var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(EndPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });

    /// <summary>Waits until <c>/readyz</c> at an address says so.</summary>
    public async Task<TimeSpan> ServingAsync(int httpPort)
    {
        using var client = new HttpClient();
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{httpPort}/readyz"));
        return await ReadyAsync(async () =>
        {
            try
            {
                using var response = await client.GetAsync(url);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

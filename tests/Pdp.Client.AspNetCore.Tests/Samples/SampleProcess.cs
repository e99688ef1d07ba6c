using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Client.AspNetCore.Tests.Samples;

/// <summary>A sample, in a process of its own.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SampleProcess(Process process, Uri address) => (_process, Client) = (process, new HttpClient { BaseAddress = address });

    /// <summary>Calls it.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts one, ready to answer.</summary>
    /// <param name="folder">Its folder below <c>samples</c>.</param>
    /// <param name="program">Its assembly.</param>
    /// <param name="pdp">Where its PDP is.</param>
    public static async Task<SampleProcess> StartAsync(string folder, string program, EndPoint pdp)
    {
        var process = Begin(folder, program, "Development", pdp);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            // the service behind the gateway listens first, and has no such page
            if (Listening().Match(line) is not { Success: true } match) continue;
            var address = new Uri(match.Groups[1].Value);
            if (!await IsWellAsync(address)) continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new SampleProcess(process, address);
        }

        throw new InvalidOperationException($"the sample ended without serving: {await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>Runs one that does not start.</summary>
    /// <returns>Its exit code and what it said.</returns>
    public static async Task<(int ExitCode, string Error)> FailAsync(string folder, string program, string environment)
    {
        using var process = Begin(folder, program, environment, new IPEndPoint(IPAddress.Loopback, 1));
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static Process Begin(string folder, string program, string environment, EndPoint pdp)
    {
        // artifacts/bin/PROJECT/CONFIGURATION
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.FullName, program, here.Name, $"{program}.dll");
        var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Repository.PathOf("samples", folder), RedirectStandardOutput = true, RedirectStandardError = true,
        };
        string[] arguments =
        [
            "exec", path, "--urls", "http://127.0.0.1:0", "--environment", environment, "--Pdp:Endpoints:0", $"http://{pdp}", "--Pdp:Timeout", "00:00:05",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information", "--ReverseProxy:Clusters:documents:Destinations:backend:Address", "http://127.0.0.1:0",
        ];
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }

    private static async Task<bool> IsWellAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var response = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode;
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}

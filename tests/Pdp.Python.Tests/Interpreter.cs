using System.Diagnostics;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Python.Tests;

/// <summary>A Python that has the packages which the client needs.</summary>
internal sealed class Interpreter
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private readonly string _path;

    private Interpreter(string path) => _path = path;

    /// <summary>Finds it, or skips the running test and says how to install it.</summary>
    public static async Task<Interpreter> FindOrSkipAsync()
    {
        var python = new Interpreter(Peer.Python.PathOrSkip());
        var (exitCode, output) = await python.RunAsync("-c", "import cryptography, fastapi, google.protobuf, grpc, httpx, jwt, uvicorn");
        Assert.SkipWhen(exitCode != 0, $"{output.Trim().Split('\n')[^1]}; install it with `{Peer.Python.Install}`");
        return python;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Exit code, and standard output with standard error after it.</returns>
    /// <exception cref="TimeoutException">It ran for minutes and was killed.</exception>
    public async Task<(int ExitCode, string Output)> RunAsync(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(_path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PDP_SERVER_DLL"] = Path.Combine(AppContext.BaseDirectory, "Pdp.Server.dll");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{_path}` ran for more than {Limit.TotalMinutes} minutes");
        }
    }
}

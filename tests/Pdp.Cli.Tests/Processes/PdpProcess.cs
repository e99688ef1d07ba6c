using System.Diagnostics;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Processes;

/// <summary>The command as a process of its own, as users run it.</summary>
internal static class PdpProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Starts it with pipes for its three streams.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(WithPipes(new ProcessStartInfo("dotnet", [Dll, .. arguments])))!;

    /// <summary>Runs a line of bash in which <c>pdp</c> is the command and <c>$GOOD</c> the good bundle.</summary>
    public static async Task<CliRun> BashAsync(string script, string input = "")
    {
        var start = WithPipes(new ProcessStartInfo("bash", ["-c", $"pdp() {{ dotnet \"$PDP_DLL\" \"$@\"; }}\n{script}"]));
        start.Environment["PDP_DLL"] = Dll;
        start.Environment["GOOD"] = Fixture.Good;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await EndAsync(process);
        return new CliRun(process.ExitCode, await output, await error);
    }

    /// <summary>Waits for the end; a process that does not end is killed and fails the test.</summary>
    public static async Task EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("the process did not end");
        }
    }

    public static string Dll => Path.Combine(AppContext.BaseDirectory, "pdp.dll");

    private static ProcessStartInfo WithPipes(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }
}

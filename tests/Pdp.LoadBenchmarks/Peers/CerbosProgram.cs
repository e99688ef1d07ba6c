using System.Diagnostics;
using Pdp.LoadBenchmarks.Servers;

namespace Pdp.LoadBenchmarks.Peers;

/// <summary>Finds Cerbos and starts it.</summary>
internal static class CerbosProgram
{
    private const string Package = "@cerbos/cerbos-linux-x64";
    private const string Version = "0.55.0";
    private static readonly string[] Names = ["cerbos", "cerbos-linux-x64"];

    /// <summary>What installs it where it is looked for.</summary>
    public static string Install(string work) => $"npm install --prefix {work} {Package}@{Version}";

    /// <summary>Looks where one would have it; null when it is not there.</summary>
    public static string? Find(PeersOptions options)
    {
        if (options.Cerbos is { } named) return File.Exists(named) ? Path.GetFullPath(named) : null;
        var inPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] modules = [Environment.CurrentDirectory, options.Work];
        return inPath.SelectMany(static folder => Names.Select(name => Path.Combine(folder, name)))
            .Concat(modules.Select(static folder => Path.Combine(folder, "node_modules", Package, "cerbos-linux-x64")))
            .Where(File.Exists).Select(Path.GetFullPath).FirstOrDefault();
    }

    /// <summary>The first line of what it says of itself.</summary>
    public static async Task<string> VersionAsync(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text.Split('\n')[0].Trim();
    }

    /// <summary>Starts it, with nothing on that costs and is not asked for: no telemetry, audit, watching, or log of calls.</summary>
    public static ServerProcess Start(string program, int processor, string policies)
    {
        var (grpc, http) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        var settings = Path.Combine(policies, "..", Path.GetFileName(policies) + ".yaml");
        File.WriteAllText(settings, $$"""
            server:
              httpListenAddr: "127.0.0.1:{{http}}"
              grpcListenAddr: "127.0.0.1:{{grpc}}"
              logRequestPayloads: false
            audit:
              enabled: false
            telemetry:
              disabled: true
            storage:
              driver: disk
              disk:
                directory: "{{policies}}"
                watchForChanges: false
            """);
        return ServerProcess.Start(
            ServerNames.Cerbos, processor.ToString(System.Globalization.CultureInfo.InvariantCulture), grpc, [program, "server", "--log-level=error", $"--config={settings}"]);
    }
}

using System.Globalization;
using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Pdp.LoadBenchmarks.Workloads;

namespace Pdp.LoadBenchmarks.Peers;

/// <summary>What a run runs on, for its report.</summary>
internal static class Surroundings
{
    public static async Task<IReadOnlyList<Fact>> OfAsync(PeersOptions options, string? cerbos)
    {
        var server = options.Server ?? Path.Combine(AppContext.BaseDirectory, "Pdp.Server.dll");
        List<Fact> facts =
        [
            new Fact("date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            new Fact("processors", $"{Processor()}, {File.ReadLines("/proc/cpuinfo").Count(static l => l.StartsWith("processor", StringComparison.Ordinal))} of them; servers on number {options.ServerProcessor}, the driver on number {options.DriverProcessor}"),
            new Fact("system", $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}, {RuntimeInformation.OSArchitecture}"),
            new Fact("PDP", $"{(IsReadyToRun(server) ? "published ReadyToRun" : options.Server is null ? $"built {Configuration}, JIT" : "JIT")}, {RuntimeInformation.FrameworkDescription}"),
            new Fact("no-op", $"service generated from the PDP's contract, Grpc.AspNetCore {typeof(Grpc.AspNetCore.Server.GrpcServiceOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, same runtime"),
            new Fact("Cerbos", cerbos is null ? "not measured" : $"{await CerbosProgram.VersionAsync(cerbos)}; telemetry, audit and watching off"),
            new Fact("requests", $"{Workload.Requests:N0} different ones of 12 attributes, in turn; each answer is compared with the expected one"),
            new Fact("saturation", string.Create(CultureInfo.InvariantCulture, $"8 connections x 16 calls under way, {options.Rounds} rounds of {options.Time.TotalSeconds:N0} s for each server in turn")),
            new Fact("warm-up", string.Create(CultureInfo.InvariantCulture, $"{options.WarmUp.TotalSeconds:N0} s of load for .NET, {options.CerbosWarmUp.TotalSeconds:N0} s for Cerbos")),
        ];
        if (options.Note is { } note) facts.Add(new Fact("note", note));
        return facts;
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(static l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";

    // of what was built with the server
    private static string? Configuration => typeof(Surroundings).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration;

    private static bool IsReadyToRun(string program)
    {
        using var reader = new PEReader(File.OpenRead(program));
        return reader.PEHeaders.CorHeader is { ManagedNativeHeaderDirectory.Size: > 0 };
    }
}

using System.Globalization;
using Pdp.LoadBenchmarks.Servers;

namespace Pdp.LoadBenchmarks.Scenarios;

/// <summary>Starts the servers that are measured.</summary>
internal static class ServerStarts
{
    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>The PDP, and where it tells that it is ready.</summary>
    public static (ServerProcess Server, int HttpPort) Pdp(Options options, string policies, string name = "pdp", params string[] settings)
    {
        var (grpc, http) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        var program = options.Server ?? Path.Combine(AppContext.BaseDirectory, "Pdp.Server.dll");
        return (ServerProcess.Start(name, options.Processors, grpc, [Dotnet, "exec", program, "--policies", policies, "--grpc", Address(grpc), "--http", Address(http), .. settings]), http);
    }

    /// <summary>A server that decides nothing: see <see cref="NoopServer"/>.</summary>
    public static ServerProcess Noop(Options options, string kind, string? name = null)
    {
        var port = ServerProcess.FreePort();
        var program = typeof(ServerStarts).Assembly.Location;
        return ServerProcess.Start(
            name ?? $"no-op ({kind})", options.Processors, port, [Dotnet, "exec", program, "noop", kind, port.ToString(CultureInfo.InvariantCulture)]);
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
}

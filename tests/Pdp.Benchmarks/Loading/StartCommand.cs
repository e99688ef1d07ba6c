using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Pdp.Contracts.V1;

namespace Pdp.Benchmarks.Loading;

/// <summary>
/// Starts the real server over a generated folder and asks until the first right answer comes: the time that passed since the
/// process was started, the time until it says that it wants calls, and what it takes in memory then.
/// </summary>
internal static class StartCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string[] args)
    {
        if (Arguments.Read(args, "start KIND RULES [--repeat] [--server=FOLDER]") is not { } arguments) return 2;
        var folder = arguments.Policies.Write(Arguments.Folder);
        const string Published = "--server=";
        var folderOfServer = arguments.Flags.FirstOrDefault(flag => flag.StartsWith(Published, StringComparison.Ordinal))?[Published.Length..];
        var server = Path.Combine(folderOfServer ?? AppContext.BaseDirectory, "Pdp.Server.dll");
        var rounds = arguments.Flags.Contains("--repeat") ? 5 : 1;
        for (var round = 0; round < rounds; round++)
        {
            if (!await RunAsync(arguments.Policies, server, folder)) return 1;
        }

        return 0;
    }

    private static async Task<bool> RunAsync(GeneratedPolicies policies, string server, string folder)
    {
        var socket = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"pdp-start-{Environment.ProcessId}.sock"));
        using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = Handler(socket) });
        var client = new DecisionService.DecisionServiceClient(channel);
        var request = Question(policies);
        var start = Stopwatch.GetTimestamp();
        var arguments = new ProcessStartInfo("dotnet", [server, "--policies", folder, "--grpc", $"unix:{socket}", "--http", "127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(arguments)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            while (true)
            {
                var asked = Stopwatch.GetTimestamp();
                try
                {
                    var answer = await client.CheckAsync(request);
                    var elapsed = Stopwatch.GetElapsedTime(start);
                    if (answer.Decision != Decision.Permit) throw new InvalidDataException($"expected PERMIT, got {answer.Decision}");
                    process.Refresh();
                    var used = process.TotalProcessorTime;
                    var ready = await ReadyAsync(channel, start);
                    process.Refresh();
                    Console.Out.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{policies.Name}, {policies.Rules} rules: first right answer after {elapsed.TotalSeconds:0.000} s, {used.TotalSeconds:0.000} s of processor time; ready after {ready.TotalSeconds:0.000} s, {process.WorkingSet64 / 1e6:0} MB resident"));
                    return true;
                }
                catch (RpcException) when (!process.HasExited && Stopwatch.GetElapsedTime(start) < Patience)
                {
                    // not listening yet: asked again a few milliseconds later
                    while (Stopwatch.GetElapsedTime(asked) < TimeSpan.FromMilliseconds(5)) await Task.Yield();
                }
            }
        }
        finally
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            File.Delete(socket);
        }
    }

    private static async Task<TimeSpan> ReadyAsync(GrpcChannel channel, long start)
    {
        var health = new Grpc.Health.V1.Health.HealthClient(channel);
        while ((await health.CheckAsync(new Grpc.Health.V1.HealthCheckRequest())).Status != Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException("the server does not become ready");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static SocketsHttpHandler Handler(string socket) => new()
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var connection = new System.Net.Sockets.Socket(
                System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(socket), cancellation);
                return new System.Net.Sockets.NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    };

    // what the last rule of all permits
    private static CheckRequest Question(GeneratedPolicies policies)
    {
        var isFlat = policies.Name is "flat" or "long";
        var last = isFlat ? policies.Rules - 1 : (policies.Rules / 5) - 1;
        var subject = new Struct
        {
            Fields =
            {
                ["department"] = Value.ForString($"d{last}"), ["tenant"] = Value.ForString("t"), ["clearance"] = Value.ForNumber(3),
                ["suspended"] = Value.ForBool(false), ["roles"] = Value.ForList(Value.ForString("employee")),
            },
        };
        var resource = new Struct
        {
            Fields =
            {
                ["department"] = Value.ForString($"d{last}"), ["tenant"] = Value.ForString("t"), ["project"] = Value.ForString($"p{last}"),
                ["classification"] = Value.ForNumber(2), ["locked"] = Value.ForBool(false), ["owner"] = Value.ForString("o"),
            },
        };
        return new CheckRequest
        {
            Subject = new Subject { Type = "user", Id = "u", Properties = subject },
            Action = new Pdp.Contracts.V1.Action { Name = "view" },
            Resource = new Resource { Type = isFlat ? "doc" : GeneratedPolicies.TypeOf(last), Id = "r", Properties = resource },
            Context = new Struct { Fields = { ["ip"] = Value.ForString("192.0.2.1"), ["hour"] = Value.ForNumber(10) } },
        };
    }
}

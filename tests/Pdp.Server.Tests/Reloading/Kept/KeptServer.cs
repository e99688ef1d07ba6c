using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;

namespace Pdp.Server.Tests.Reloading.Kept;

/// <summary>A server in a process of its own that keeps its last good policies, and a client of it.</summary>
internal sealed partial class KeptServer : IDisposable
{
    private readonly ServerProcess _process;
    private readonly GrpcChannel _channel;
    private readonly DecisionService.DecisionServiceClient _decisions;

    private KeptServer(ServerProcess process, string revision, string grpc)
    {
        _process = process;
        Revision = revision;
        _channel = GrpcChannel.ForAddress("http://" + grpc);
        _decisions = new DecisionService.DecisionServiceClient(_channel);
    }

    /// <summary>The revision that it said it serves when it started.</summary>
    public string Revision { get; }

    /// <summary>Starts the process, and waits for nothing.</summary>
    public static ServerProcess Launch(string place, string policies, string state, params string[] more) => Launch(place, ["--policies", policies, .. more], state);

    /// <summary>The same with policies from anywhere.</summary>
    public static ServerProcess Launch(string place, IReadOnlyList<string> source, string state) => ServerProcess.Start(
        place, [.. source, "--state", state, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--stop-delay", "1ms"]);

    /// <summary>Starts it and waits until it serves.</summary>
    public static Task<KeptServer> StartAsync(string place, string policies, string state, params string[] more) =>
        StartAsync(place, ["--policies", policies, .. more], state);

    /// <summary>The same with policies from anywhere.</summary>
    public static async Task<KeptServer> StartAsync(string place, IReadOnlyList<string> source, string state)
    {
        var process = Launch(place, source, state);
        var line = Serving().Match(await process.LineWithAsync("serving `"));
        return new KeptServer(process, line.Groups[1].Value, line.Groups[2].Value);
    }

    /// <summary>Asks whether somebody of a level may read.</summary>
    public async Task<CheckResponse> AskAsync(int level) => await _decisions.CheckAsync(new CheckRequest
    {
        Subject = new Subject { Type = "user", Id = level.ToString(CultureInfo.InvariantCulture) },
        Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" },
    });

    /// <summary>Asks which revision is in force.</summary>
    public async Task<GetRevisionResponse> RevisionAsync() =>
        await new PolicyService.PolicyServiceClient(_channel).GetRevisionAsync(new GetRevisionRequest());

    /// <summary>Waits for a line of its log.</summary>
    public Task<string> LineWithAsync(string text) => _process.LineWithAsync(text);

    /// <summary>Stops it as an orchestrator does.</summary>
    public async Task StopAsync()
    {
        await _process.SignalAsync("TERM");
        await _process.ExitAsync();
    }

    /// <summary>What it wrote to standard error; it has to have ended.</summary>
    public Task<string> ErrorAsync() => _process.Error;

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        await _process.SignalAsync("KILL");
        await _process.ExitAsync();
    }

    public void Dispose()
    {
        _channel.Dispose();
        _process.Dispose();
    }

    [GeneratedRegex("at revision (\\S+) .* gRPC on (\\S+),")]
    private static partial Regex Serving();
}

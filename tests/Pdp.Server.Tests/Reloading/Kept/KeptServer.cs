using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading.Kept;

/// <summary>A server that keeps its last good policies, and a client of it.</summary>
internal sealed partial class KeptServer : IAsyncDisposable
{
    private readonly IServerRun _run;
    private readonly GrpcChannel _channel;
    private readonly DecisionService.DecisionServiceClient _decisions;

    private KeptServer(IServerRun run, string revision, string grpc)
    {
        _run = run;
        Revision = revision;
        _channel = GrpcChannel.ForAddress("http://" + grpc);
        _decisions = new DecisionService.DecisionServiceClient(_channel);
    }

    /// <summary>The revision that it said it serves when it started.</summary>
    public string Revision { get; }

    /// <summary>Starts a process of its own, which can be killed, and waits for nothing.</summary>
    // without a place to rehearse it serves the sooner
    public static ServerProcess Launch(string place, string policies, string state) =>
        ServerProcess.Start(place, Arguments(["--policies", policies], state), ("TMPDIR", Path.Combine(place, "nowhere")));

    /// <summary>Starts a process of its own, which can be killed, and waits until it serves.</summary>
    public static Task<KeptServer> StartProcessAsync(string place, string policies, string state) => ServingAsync(Launch(place, policies, state));

    /// <summary>Starts it and waits for nothing.</summary>
    public static IServerRun Begin(string place, IReadOnlyList<string> source, string state) => ServerHere.Start(place, Arguments(source, state));

    /// <summary>Starts it and waits until it serves.</summary>
    public static Task<KeptServer> StartAsync(string place, string policies, string state, params string[] more) =>
        StartAsync(place, ["--policies", policies, .. more], state);

    /// <summary>The same with policies from anywhere.</summary>
    public static Task<KeptServer> StartAsync(string place, IReadOnlyList<string> source, string state) => ServingAsync(Begin(place, source, state));

    /// <summary>Runs it to its end, which it comes to as it does not start.</summary>
    public static async Task<(int Code, string Error)> FailAsync(string place, IReadOnlyList<string> source, string state)
    {
        await using var run = Begin(place, source, state);
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.LineWithAsync("serving `"));
        return (await run.ExitAsync(), await run.Error);
    }

    /// <summary>Asks whether somebody of a level may read.</summary>
    public async Task<CheckResponse> AskAsync(int level, string minRevision = "") => await _decisions.CheckAsync(new CheckRequest
    {
        Subject = new Subject { Type = "user", Id = level.ToString(CultureInfo.InvariantCulture) },
        Action = new Pdp.Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "doc", Id = "d" }, MinRevision = minRevision,
    });

    /// <summary>Asks which revision is in force.</summary>
    public async Task<GetRevisionResponse> RevisionAsync() =>
        await new PolicyService.PolicyServiceClient(_channel).GetRevisionAsync(new GetRevisionRequest());

    /// <summary>Waits for a line of its log.</summary>
    public Task<string> LineWithAsync(string text) => _run.LineWithAsync(text);

    /// <summary>Stops it as an orchestrator does.</summary>
    public async Task StopAsync()
    {
        await _run.StopAsync();
        await _run.ExitAsync();
    }

    /// <summary>What it wrote to standard error; it has to have ended.</summary>
    public Task<string> ErrorAsync() => _run.Error;

    /// <summary>Kills it, if it has a process of its own.</summary>
    public async Task KillAsync()
    {
        await ((ServerProcess)_run).SignalAsync("KILL");
        await _run.ExitAsync();
    }

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return _run.DisposeAsync();
    }

    private static IReadOnlyList<string> Arguments(IReadOnlyList<string> source, string state) =>
        [.. source, "--state", state, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--stop-delay", "1ms"];

    private static async Task<KeptServer> ServingAsync(IServerRun run)
    {
        try
        {
            var line = Serving().Match(await run.LineWithAsync("serving `"));
            return new KeptServer(run, line.Groups[1].Value, line.Groups[2].Value);
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex("at revision (\\S+) .* gRPC on (\\S+),")]
    private static partial Regex Serving();
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Auditing;

/// <summary>
/// A server whose records are required is killed under full load: every PERMIT that a client has received has its record.
/// <c>PDP_AUDIT_KILLS=100</c> makes it a long one.
/// </summary>
public sealed partial class KilledServerTests(ITestOutputHelper output) : IDisposable
{
    private const int Clients = 24;

    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("PDP_AUDIT_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 3;

    private readonly AuditedFolder _folder = new();
    private readonly ConcurrentBag<string> _received = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_permit_that_was_received_has_its_record()
    {
        var random = new Random(Environment.TickCount);
        for (var i = 0; i < Kills; i++) await LoadAndKillAsync(TimeSpan.FromMilliseconds(random.Next(50, 500)));

        var recorded = _folder.Decisions.Where(static record => record.GetProperty("decision").ValueEquals("PERMIT")).Select(static record => record.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Kills} kills: {_received.Count} PERMITs received, {recorded.Count} recorded"));
        Assert.NotEmpty(_received);
        Assert.Empty(_received.Except(recorded));
        Assert.True(_folder.Verify().IsIntact, string.Join('\n', _folder.Verify().Findings));
    }

    private async Task LoadAndKillAsync(TimeSpan after)
    {
        using var server = ServerProcess.Start(
            _folder.Place,
            ["--policies", Fixture.Documents, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--audit", "required", "--audit-dir", _folder.Log],
            ("TMPDIR", Path.Combine(_folder.Place, "nowhere")));
        var line = await server.LineWithAsync("serving `");
        using var channel = GrpcChannel.ForAddress("http://" + Address().Match(line).Groups[1].Value);
        var decisions = new DecisionService.DecisionServiceClient(channel);
        var before = _received.Count;
        var clients = Enumerable.Range(0, Clients).Select(_ => AskAsync(decisions)).ToList();
        while (_received.Count < before + Clients) await Task.Delay(5, TestContext.Current.CancellationToken);
        await Task.Delay(after, TestContext.Current.CancellationToken);
        await server.SignalAsync("KILL");
        await Task.WhenAll(clients);
        await server.ExitAsync();
    }

    private async Task AskAsync(DecisionService.DecisionServiceClient decisions)
    {
        try
        {
            while (true)
            {
                var answer = await decisions.CheckAsync(Questions.Permitted, cancellationToken: TestContext.Current.CancellationToken);
                if (answer.Decision == Decision.Permit) _received.Add(answer.DecisionId);
            }
        }
        catch (RpcException)
        {
            // it was killed
        }
    }

    [GeneratedRegex(@"gRPC on (\S+),")]
    private static partial Regex Address();
}

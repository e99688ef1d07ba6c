using System.Diagnostics.Metrics;
using System.Text.Json;
using CsCheck;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Pdp.Contracts.V1;
using Pdp.Server.ShadowReports;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.ShadowReports;

/// <summary>The trial of shadow versions on a real server over real sockets.</summary>
public sealed class ShadowReportTests : IDisposable
{
    private readonly TrialPolicies _policies = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_are_those_of_the_answers_counted_again(bool answersDirectly)
    {
        await using var server = await RunningServer.StartAsync(o => o with { AnswersDirectly = answersDirectly }, bundle: _policies.Load(), rehearse: answersDirectly);
        var random = new Random(5);
        var asked = Enumerable.Range(0, 300).Select(_ => (Before: TrialPolicies.Decisions[random.Next(4)], After: TrialPolicies.Decisions[random.Next(4)])).ToArray();
        var differing = new Dictionary<(Decision, Decision), long>();
        foreach (var (before, after) in asked[..100]) Note(await server.Decisions.CheckAsync(TrialPolicies.Request(before, after), cancellationToken: Cancelled));
        foreach (var (before, after) in asked[100..200])
        {
            var request = TrialPolicies.Request(before, after);
            var batch = new CheckBatchRequest { Subject = request.Subject, Context = request.Context };
            batch.Items.Add(new CheckBatchItem { Action = request.Action, Resource = request.Resource });
            foreach (var result in (await server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancelled)).Results) Note(result.Response);
        }

        using (var stream = server.Decisions.CheckStream(cancellationToken: Cancelled))
        {
            foreach (var (before, after) in asked[200..])
            {
                await stream.RequestStream.WriteAsync(new CheckStreamRequest { Request = TrialPolicies.Request(before, after) }, Cancelled);
                Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
                Note(stream.ResponseStream.Current.Response);
            }

            await stream.RequestStream.CompleteAsync();
        }

        var response = await server.Policies.GetShadowReportAsync(new GetShadowReportRequest(), cancellationToken: Cancelled);

        Assert.Equal((_policies.Load().Revision, 1.0), (response.Revision, response.Share));
        Assert.Equal(["p", "quiet"], response.Shadows.Select(shadow => shadow.Policy));
        var report = response.Shadows[0];
        Assert.Equal((2, 1, 300L), (report.Version, report.InForceVersion, report.Evaluated));
        foreach (var before in TrialPolicies.Decisions)
        {
            foreach (var after in TrialPolicies.Decisions)
            {
                var expected = asked.LongCount(pair => pair == (before, after));
                Assert.Equal(expected, report.Pairs.Where(pair => pair.InForce == before && pair.Decision == after).Sum(pair => pair.Count));
                var rows = report.Rules.Where(row => row.InForce == before && row.Decision == after).ToArray();
                if (before == after)
                {
                    Assert.Empty(rows);
                    continue;
                }

                Assert.Equal(expected, differing.GetValueOrDefault((before, after)));
                var row = Assert.Single(rows);
                Assert.Equal((expected, RuleOf(before), RuleOf(after)), (row.Count, row.InForceCause?.Rule, row.Cause?.Rule));
                Assert.Equal(
                    ("user", "alice", "read", "document", "d1"),
                    (row.Example.SubjectType, row.Example.SubjectId, row.Example.Action, row.Example.ResourceType, row.Example.ResourceId));
                Assert.True(Guid.TryParse(row.Example.DecisionId, out _));
            }
        }

        Assert.Equal(differing.Values.Sum(), report.Differed);
        Assert.Equal((300L, 0L), (response.Shadows[1].Evaluated, response.Shadows[1].Differed));

        void Note(CheckResponse answer)
        {
            foreach (var shadow in answer.Shadows)
                differing[(shadow.InForce, shadow.Decision)] = differing.GetValueOrDefault((shadow.InForce, shadow.Decision)) + 1;
        }
    }

    [Fact]
    public async Task Without_a_share_nothing_is_evaluated_and_answers_are_the_same()
    {
        await using var server = await RunningServer.StartAsync(o => o with { ShadowShare = 0 }, bundle: _policies.Load());

        var answer = await server.Decisions.CheckAsync(TrialPolicies.Request(Decision.Permit, Decision.Deny), cancellationToken: Cancelled);

        Assert.Equal(Decision.Permit, answer.Decision);
        Assert.Empty(answer.Shadows);
        var response = await server.Policies.GetShadowReportAsync(new GetShadowReportRequest(), cancellationToken: Cancelled);
        Assert.Equal((0.0, 0L), (response.Share, response.Shadows[0].Evaluated));
    }

    [Fact]
    public async Task A_share_of_the_requests_is_evaluated()
    {
        await using var server = await RunningServer.StartAsync(o => o with { ShadowShare = 0.5 }, bundle: _policies.Load());
        var told = 0L;
        for (var i = 0; i < 400; i++)
            told += (await server.Decisions.CheckAsync(TrialPolicies.Request(Decision.Permit, Decision.Deny), cancellationToken: Cancelled)).Shadows.Count;

        var report = (await server.Policies.GetShadowReportAsync(new GetShadowReportRequest(), cancellationToken: Cancelled)).Shadows[0];

        Assert.InRange(told, 100, 300);
        Assert.Equal((told, told, told), (report.Evaluated, report.Differed, report.NoLongerPermitted));
    }

    [Fact]
    public async Task Explanations_have_shadows_always_and_are_not_counted()
    {
        await using var server = await RunningServer.StartAsync(o => o with { ShadowShare = 0 }, bundle: _policies.Load());
        var request = TrialPolicies.Request(Decision.Permit, Decision.Deny);

        var explained = await server.Decisions.ExplainAsync(
            new ExplainRequest { Subject = request.Subject, Action = request.Action, Resource = request.Resource, Context = request.Context }, cancellationToken: Cancelled);

        Assert.Equal(Decision.Deny, Assert.Single(explained.Response.Shadows).Decision);
        Assert.Equal(0, (await server.Policies.GetShadowReportAsync(new GetShadowReportRequest(), cancellationToken: Cancelled)).Shadows[0].Evaluated);
    }

    [Fact]
    public async Task One_policy_is_told_of_and_one_without_a_shadow_is_not_found()
    {
        await using var server = await RunningServer.StartAsync(bundle: _policies.Load());

        var one = await server.Policies.GetShadowReportAsync(new GetShadowReportRequest { Policy = "quiet" }, cancellationToken: Cancelled);

        Assert.Equal("quiet", Assert.Single(one.Shadows).Policy);
        var failure = await Assert.ThrowsAsync<RpcException>(() =>
            server.Policies.GetShadowReportAsync(new GetShadowReportRequest { Policy = "quit" }, cancellationToken: Cancelled).ResponseAsync);
        Assert.Equal((StatusCode.NotFound, "there is no policy `quit`: did you mean `quiet`?"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task Samples_are_taken_of_what_differs_at_a_bounded_rate_and_all_is_accounted_for()
    {
        var file = Path.Combine(_policies.Folder, "samples.jsonl");
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
        await using (var server = await RunningServer.StartAsync(o => o with { ShadowLog = file, ShadowLogRate = 3 }, bundle: _policies.Load(), clock: clock))
        {
            for (var i = 0; i < 10; i++)
            {
                await server.Decisions.CheckAsync(TrialPolicies.Request(Decision.Permit, Decision.Deny), cancellationToken: Cancelled);
                await server.Decisions.CheckAsync(TrialPolicies.Request(Decision.Deny, Decision.Permit), cancellationToken: Cancelled);
                await server.Decisions.CheckAsync(TrialPolicies.Request(Decision.Deny, Decision.Deny), cancellationToken: Cancelled);
            }
        }

        JsonElement[] lines = [.. (await File.ReadAllLinesAsync(file, Cancelled)).Select(line => JsonDocument.Parse(line).RootElement)];
        var records = lines.Where(line => line.TryGetProperty("decisionId", out _)).ToArray();
        Assert.Equal(6, records.Length);
        Assert.Equal(3, records.Count(record => record.GetProperty("shadow").GetProperty("decision").GetString() == "PERMIT"));
        Assert.All(records, record => Assert.Equal("p", record.GetProperty("policy").GetString()));
        Assert.Equal(14, lines.Where(line => line.TryGetProperty("leftOut", out _)).Sum(line => line.GetProperty("leftOut").GetProperty("rate").GetInt32()));
    }

    [Fact]
    public async Task Requests_of_batches_and_streams_are_sampled_with_all_they_have()
    {
        var file = Path.Combine(_policies.Folder, "samples.jsonl");
        var request = TrialPolicies.Request(Decision.Permit, Decision.Deny);
        await using (var server = await RunningServer.StartAsync(o => o with { ShadowLog = file, ShadowLogRequests = RecordedRequest.Full }, bundle: _policies.Load()))
        {
            var batch = new CheckBatchRequest { Subject = request.Subject, Context = request.Context };
            batch.Items.Add(new CheckBatchItem { Action = request.Action, Resource = new Resource { Type = "document", Id = "d2" } });
            await server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancelled);
            using var stream = server.Decisions.CheckStream(cancellationToken: Cancelled);
            await stream.RequestStream.WriteAsync(new CheckStreamRequest { Request = request }, Cancelled);
            Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
            await stream.RequestStream.CompleteAsync();
        }

        JsonElement[] requests = [.. (await File.ReadAllLinesAsync(file, Cancelled)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("request"))];
        Assert.Equal(["d2", "d1"], requests.Select(one => one.GetProperty("resource").GetProperty("id").GetString()));
        Assert.All(requests, one => Assert.Equal("""{"before":"PERMIT","after":"DENY"}""", one.GetProperty("context").GetRawText()));
    }

    [Fact]
    public async Task Metrics_have_the_counts()
    {
        var seen = new List<(long Count, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, on) =>
        {
            if (instrument.Meter.Name == ShadowMeter.Name && instrument.Name == "pdp.shadow.evaluations") on.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (seen) seen.Add((count, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        });
        listener.Start();
        await using var server = await RunningServer.StartAsync(bundle: _policies.Load());
        for (var i = 0; i < 5; i++) await server.Decisions.CheckAsync(TrialPolicies.Request(Decision.Permit, Decision.Deny), cancellationToken: Cancelled);

        listener.RecordObservableInstruments();

        Assert.Contains((5L, "policy=p version=2 in_force=permit decision=deny"), seen);
        Assert.Contains((5L, "policy=quiet version=2 in_force=not_applicable decision=not_applicable"), seen);
    }

    [Fact]
    public async Task A_hang_up_ends_no_server_that_writes_samples()
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Path.Combine(_policies.Folder, "samples.jsonl");
        using var server = ServerProcess.Start(
            _policies.Folder,
            ["--policies", _policies.Folder, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0", "--stop-delay", "1ms", "--shadow-log", file]);
        await server.LineWithAsync("serving");
        Assert.True(File.Exists(file));

        await server.SignalAsync("HUP");
        await server.SignalAsync("TERM");

        Assert.Equal(0, await server.ExitAsync());
    }

    public void Dispose() => _policies.Dispose();

    private static string? RuleOf(Decision decision) => decision switch
    {
        Decision.Permit => "permits",
        Decision.Deny => "denies",
        Decision.Indeterminate => "fails",
        _ => null,
    };
}

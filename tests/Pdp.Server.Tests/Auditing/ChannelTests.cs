using System.Text.Json;
using Google.Protobuf;
using Pdp.Audit.Records;
using Pdp.Contracts.V1;
using Pdp.Server.Auditing;
using Pdp.Server.ShadowReports;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Auditing;

public sealed class ChannelTests : IDisposable
{
    private const string Evaluation = """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"document","id":"d1","properties":{"owner":"alice"}}}""";

    private readonly AuditedFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_check_is_recorded_with_all_that_its_answer_says(bool directly)
    {
        CheckResponse answer;
        await using (var server = await RunningServer.StartAsync(o => _folder.Set(AuditMode.Bounded)(o) with { AnswersDirectly = directly }))
        {
            answer = await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        }

        var record = Assert.Single(_folder.Decisions);
        Assert.Equal(answer.DecisionId, record.GetProperty("id").GetString());
        Assert.Equal("""{"type":"anonymous","id":"anonymous"}""", record.GetProperty("caller").GetRawText());
        Assert.Equal(
            """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"document","id":"d1","properties":{"owner":"alice"}}}""",
            record.GetProperty("request").GetRawText());
        Assert.Equal("PERMIT", record.GetProperty("decision").GetString());
        Assert.Equal("""[{"policy":"documents","version":2,"rule":"owner-reads","reason":"owners read what they own"}]""", record.GetProperty("determining").GetRawText());
        Assert.Equal("""[{"id":"log","properties":{"who":"alice","level":3}}]""", record.GetProperty("obligations").GetRawText());
        Assert.Equal(answer.Revision, record.GetProperty("revision").GetString());
        Assert.True(record.GetProperty("micros").GetDouble() > 0);
        Assert.True(Bundles.Json.RequestJson.TryRead(System.Text.Encoding.UTF8.GetBytes(record.GetProperty("request").GetRawText()), out _, out _));
        Assert.Empty(_folder.Verify().Findings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_answer_of_every_channel_has_its_record(bool isRequired)
    {
        var ids = new List<string>();
        await using (var server = await RunningServer.StartAsync(_folder.Set(isRequired ? AuditMode.Required : AuditMode.Bounded)))
        {
            foreach (var question in (CheckRequest[])[Questions.Permitted, Questions.Denied, Questions.Foreign, Questions.Broken])
                ids.Add((await server.Decisions.CheckAsync(question, cancellationToken: Cancelled)).DecisionId);
            ids.AddRange(await BatchAsync(server));
            ids.AddRange(await StreamAsync(server));
            var one = await Posted.PostAsync(server.Http, "/access/v1/evaluation", Evaluation);
            ids.Add(one.Headers["X-Pdp-Decision-Id"]);
            Assert.Equal("""{"evaluations":[{"decision":true""", (await Posted.PostAsync(server.Http, "/access/v1/evaluations", $$"""{"evaluations":[{{Evaluation}},{{Evaluation}}]}""")).Body[..32]);
            var explanation = await server.Decisions.ExplainAsync(new ExplainRequest { Subject = Questions.Permitted.Subject, Action = Questions.Permitted.Action, Resource = Questions.Permitted.Resource }, cancellationToken: Cancelled);
            Assert.Equal(Decision.Permit, explanation.Response.Decision);
        }

        var recorded = _folder.Decisions.Select(static record => record.GetProperty("id").GetString()!).ToList();
        Assert.Equal(ids.Count + 2, recorded.Count);
        Assert.Empty(ids.Except(recorded, StringComparer.Ordinal));
        Assert.Equal(["PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE"], _folder.Decisions.Take(4).Select(static record => record.GetProperty("decision").GetString()));
        Assert.Equal("missing-attribute", _folder.Decisions[3].GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal("PERMIT", Assert.Single(_folder.Of(RecordKinds.Explain)).GetProperty("decision").GetString());
        Assert.Empty(_folder.Verify().Findings);
    }

    [Fact]
    public async Task Of_permits_a_share_may_be_recorded_and_of_all_else_everything_is()
    {
        const int Calls = 400;
        await using (var server = await RunningServer.StartAsync(_folder.Set(AuditMode.Bounded, static audit => audit with { Permits = 0.1, Requests = RecordedRequest.Ids })))
        {
            for (var i = 0; i < Calls; i++)
            {
                await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
                await server.Decisions.CheckAsync(Questions.Denied, cancellationToken: Cancelled);
            }
        }

        Assert.Equal(Calls, _folder.Decisions.Count(static record => record.GetProperty("decision").ValueEquals("DENY")));
        var permits = _folder.Decisions.Count(static record => record.GetProperty("decision").ValueEquals("PERMIT"));
        Assert.InRange(permits, 1, Calls - 1);
        Assert.Equal(Calls, permits + _folder.Of(RecordKinds.Unsampled).Sum(static record => record.GetProperty("count").GetInt32()));
        Assert.DoesNotContain("owner\":", _folder.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_goes_the_long_way_because_of_its_last_item_is_recorded_once()
    {
        await using (var server = await RunningServer.StartAsync(_folder.Set(AuditMode.Bounded)))
        {
            var batch = Batch();
            batch.Items.Add(new CheckBatchItem { Action = Questions.Permitted.Action });
            Assert.Equal(4, (await server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancelled)).Results.Count);
        }

        Assert.Equal(3, _folder.Decisions.Count);
    }

    private static CheckBatchRequest Batch() => new()
    {
        Subject = Questions.Permitted.Subject,
        Context = new Google.Protobuf.WellKnownTypes.Struct { Fields = { ["ip"] = Google.Protobuf.WellKnownTypes.Value.ForString(new string('x', 300)) } },
        Items = { Enumerable.Range(0, 3).Select(static _ => new CheckBatchItem { Action = Questions.Permitted.Action, Resource = Questions.Permitted.Resource }) },
    };

    private static async Task<IEnumerable<string>> BatchAsync(RunningServer server) =>
        (await server.Decisions.CheckBatchAsync(Batch(), cancellationToken: Cancelled)).Results.Select(static result =>
        {
            Assert.Equal(Decision.Permit, result.Response.Decision);
            return result.Response.DecisionId;
        });

    private static async Task<IEnumerable<string>> StreamAsync(RunningServer server)
    {
        using var stream = server.Decisions.CheckStream(cancellationToken: Cancelled);
        for (var i = 0; i < 5; i++) await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = (ulong)i, Request = Questions.Permitted }, Cancelled);
        await stream.RequestStream.CompleteAsync();
        var ids = new List<string>();
        while (await stream.ResponseStream.MoveNext(Cancelled)) ids.Add(stream.ResponseStream.Current.Response.DecisionId);
        Assert.Equal(5, ids.Count);
        return ids;
    }
}

using System.Text.Json;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Auditing;
using Pdp.Server.Auditing.Tracing;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.ExtAuthz;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Auditing.Tracing;

public sealed class TraceTests : IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";
    private const string Header = $"00-{Trace}-{Span}-01";

    private readonly AuditedFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static Metadata Traced => new() { { "traceparent", Header } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_of_every_channel_tell_the_trace_of_their_call_and_of_no_other(bool directly)
    {
        await using (var server = await RunningServer.StartAsync(o => _folder.Set(AuditMode.Bounded)(o) with { AnswersDirectly = directly }))
        {
            await server.Decisions.CheckAsync(Questions.Permitted, Traced, cancellationToken: Cancelled);
            var batch = new CheckBatchRequest { Subject = Questions.Permitted.Subject };
            batch.Items.Add(new CheckBatchItem { Action = Questions.Permitted.Action, Resource = Questions.Permitted.Resource });
            await server.Decisions.CheckBatchAsync(batch, Traced, cancellationToken: Cancelled);
            using (var stream = server.Decisions.CheckStream(Traced, cancellationToken: Cancelled))
            {
                await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = Questions.Permitted }, Cancelled);
                await stream.RequestStream.CompleteAsync();
                Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
                Assert.False(await stream.ResponseStream.MoveNext(Cancelled));
            }

            await server.Decisions.ExplainAsync(new ExplainRequest { Subject = Questions.Permitted.Subject, Action = Questions.Permitted.Action, Resource = Questions.Permitted.Resource }, Traced, cancellationToken: Cancelled);
            const string Question = """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"document","id":"d1"}}""";
            await Posted.PostAsync(server.Http, "/access/v1/evaluation", Question, headers: ("traceparent", Header));

            // the threads that answered those answer these
            for (var i = 0; i < 20; i++) await server.Decisions.CheckAsync(Questions.Denied, cancellationToken: Cancelled);
            await Posted.PostAsync(server.Http, "/access/v1/evaluation", Question.Replace("alice", "nobody", StringComparison.Ordinal));
        }

        var records = _folder.Decisions.Concat(_folder.Of("explain")).ToList();
        Assert.Equal(26, records.Count);
        var traced = records.Where(static record => record.TryGetProperty("trace", out _)).ToList();
        Assert.Equal(5, traced.Count);
        Assert.All(traced, static record => Assert.Equal((Trace, Span), (record.GetProperty("trace").GetString(), record.GetProperty("span").GetString())));
        Assert.DoesNotContain(traced, static record => record.GetProperty("decision").ValueEquals("DENY") || Text(record).Contains("nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_of_gateways_and_searches_tell_the_trace_of_their_call()
    {
        await using (var server = await RunningServer.StartAsync(_folder.Set(AuditMode.Bounded), bundle: InteropServer.Bundle))
        {
            foreach (var header in new[] { Header, "00-\"},\"decision\":\"PERMIT\",\"x\":\"", null })
            {
                var traced = header is null ? Array.Empty<(string, string)>() : [("traceparent", header)];
                await EnvoyCall.SendAsync(server, EnvoyCall.Request("GET", "/todos", ("x-user", InteropServer.Beth)), header is null ? [] : new Metadata { { "traceparent", header } });
                await Posted.SendAsync(server.Http, HttpMethod.Get, "/forward-auth", headers: [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/todos"), ("X-User", InteropServer.Beth), .. traced]);
                await Posted.PostAsync(server.Http, "/access/v1/search/subject", """{"subject":{"type":"user"},"action":{"name":"can_create_todo"},"resource":{"type":"todo","id":"1"}}""", headers: traced);
                await Posted.PostAsync(server.Http, "/access/v1/evaluations", $$$"""{"subject":{"type":"user","id":"{{{InteropServer.Beth}}}"},"action":{"name":"can_read_todos"},"evaluations":[{"resource":{"type":"todo","id":"1"}}]}""", headers: traced);
            }
        }

        // four of each: one that is traced, and none of what a forged header or no header says
        var records = _folder.Decisions.Concat(_folder.Of("search")).ToList();
        Assert.Equal((12, 3), (records.Count, _folder.Of("search").Count));
        var found = records.Where(static record => record.TryGetProperty("trace", out _)).ToList();
        Assert.Equal((4, 1), (found.Count, found.Count(static record => record.GetProperty("kind").ValueEquals("search"))));
        Assert.All(found, static record => Assert.Equal((Trace, Span), (record.GetProperty("trace").GetString(), record.GetProperty("span").GetString())));
        Assert.DoesNotContain("\\\"x\\\"", _folder.Text, StringComparison.Ordinal);
        Assert.True(_folder.Verify().IsIntact);
    }

    [Theory]
    [InlineData(Header, true)]
    [InlineData($"cc-{Trace}-{Span}-01-more", true)]
    [InlineData($"00-{Trace}-{Span}-01-more", false)]
    [InlineData($"cc-{Trace}-{Span}-01more", false)]
    [InlineData($"ff-{Trace}-{Span}-01", false)]
    [InlineData($"00-{Trace}-{Span}-0G", false)]
    [InlineData($"00-{Trace}-{Span}", false)]
    [InlineData($"00-00000000000000000000000000000000-{Span}-01", false)]
    [InlineData($"00-{Trace}-0000000000000000-01", false)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData("", false)]
    [InlineData("00-\"},\"decision\":\"DENY\",\"x\":\"", false)]
    public void A_header_is_taken_as_the_standard_has_it_and_no_other(string header, bool isTaken)
    {
        var trace = TraceParent.Of(header);
        Assert.Equal(isTaken, !trace.IsNone);
        if (isTaken) Assert.Equal((Trace, Span), (trace.TraceText, trace.SpanText));
        Assert.True(TraceParent.Of(new[] { Header, Header }).IsNone);
    }

    private static string Text(JsonElement record) => record.GetRawText();
}

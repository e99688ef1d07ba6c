using System.Diagnostics;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Telemetry.Tracing;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Telemetry;

public sealed class SpanTests
{
    private const string Check = "/pdp.v1.DecisionService/Check";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_has_a_span_beneath_that_of_its_caller_and_tells_nothing_of_whom_it_was_about()
    {
        await using var server = await RunningServer.StartAsync();
        var (trace, call) = Call();
        using var spans = new SpanRecorder(trace);
        await server.Decisions.CheckAsync(Questions.Permitted, call, cancellationToken: Cancelled);
        await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        var span = Assert.Single(spans.All);
        Assert.Equal((Check, ActivityKind.Server, trace, "b7ad6b7169203331"), (span.DisplayName, span.Kind, span.TraceId, span.ParentSpanId.ToHexString()));
        Assert.Equal("permit", span.GetTagItem("pdp.decision"));
        Assert.Equal("check", span.GetTagItem("pdp.channel"));
        Assert.Equal(Fixture.Bundle.Revision, span.GetTagItem("pdp.revision"));
        Assert.DoesNotContain(Questions.Permitted.Subject.Id, Assert.Single(spans.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_have_batches_messages_of_streams_and_calls_that_the_host_answers()
    {
        await using var server = await RunningServer.StartAsync();
        var (trace, call) = Call();
        using var spans = new SpanRecorder(trace);
        var asked = Questions.Permitted;
        var batch = new CheckBatchRequest { Subject = asked.Subject, Items = { new CheckBatchItem { Action = asked.Action, Resource = asked.Resource } } };
        await server.Decisions.CheckBatchAsync(batch, call, cancellationToken: Cancelled);
        using (var stream = server.Decisions.CheckStream(call, cancellationToken: Cancelled))
        {
            for (var i = 0; i < 2; i++)
            {
                await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = asked }, Cancelled);
                Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
            }
        }

        await server.Decisions.ExplainAsync(new ExplainRequest { Subject = asked.Subject, Action = asked.Action, Resource = asked.Resource }, call, cancellationToken: Cancelled);
        await spans.WaitAsync(4);
        Assert.Equal(
            ["/pdp.v1.DecisionService/CheckBatch", "/pdp.v1.DecisionService/CheckStream", "/pdp.v1.DecisionService/CheckStream", "/pdp.v1.DecisionService/Explain"],
            spans.All.Select(static span => span.DisplayName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_context_that_is_none_is_none_and_harms_nothing()
    {
        Assert.Equal(default, Spans.Parent("00-zz-b7ad6b7169203331-01", default));
        Assert.Equal(default, Spans.Parent(new string('0', 5000), default));
        await using var server = await RunningServer.StartAsync();
        Assert.True((await server.Decisions.CheckAsync(Questions.Permitted, new Metadata { { "traceparent", "x" } }, cancellationToken: Cancelled)).Allowed);
    }

    private static (ActivityTraceId Trace, Metadata Call) Call()
    {
        var trace = ActivityTraceId.CreateRandom();
        return (trace, new Metadata { { "traceparent", $"00-{trace.ToHexString()}-b7ad6b7169203331-01" } });
    }
}

using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Pdp.Contracts.V1;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;
using static Pdp.Server.Tests.Support.PipedCall;

namespace Pdp.Server.Tests.Direct;

public sealed class DirectCallsTests
{
    private static readonly byte[] Question = Frame(Questions.Permitted);

    /// <summary>What the host answers; the body must be there for it as it came.</summary>
    public static TheoryData<string, string, string, byte[]> Others => new()
    {
        { "a compressed message", "", "", Frame(Questions.Permitted.ToByteArray(), flag: 1) },
        { "no message", "", "", [] },
        { "a broken header", "", "", [0, 0, 0] },
        { "a message cut short", "", "", Question[..^1] },
        { "two messages", "", "", [.. Question, .. Question] },
        { "garbage", "", "", Frame([0x0a, 0x7f]) },
        { "a malformed request", "", "", Frame(new CheckRequest()) },
        { "another content", "content-type", "application/grpc+json", Question },
        { "no gRPC", "content-type", "application/json", Question },
        { "another encoding", "grpc-encoding", "gzip", Question },
        { "a timeout that is none", "grpc-timeout", "soon", Question },
        { "a timeout of nothing", "grpc-timeout", "0m", Question },
    };

    [Fact]
    public async Task A_plain_check_is_answered()
    {
        var call = new PipedCall("Check");
        Assert.True(await call.AnswerAsync(Calls(), Question));
        Assert.Equal("application/grpc", call.Response.Headers.ContentType);
        Assert.Equal("0", call.Status);
        var response = CheckResponse.Parser.ParseFrom(Assert.Single(await call.MessagesAsync()));
        Assert.Equal(Decision.Permit, response.Decision);
        Assert.True(Guid.TryParseExact(response.DecisionId, "D", out _));
        Assert.Empty(await call.RestAsync());
    }

    [Theory]
    [InlineData("content-type", "application/grpc+proto")]
    [InlineData("grpc-encoding", "identity")]
    [InlineData("grpc-timeout", "10S")]
    public async Task So_is_one_that_says_what_is_so_anyway(string header, string value)
    {
        var call = new PipedCall("Check").With(header, value);
        Assert.True(await call.AnswerAsync(Calls(), Question));
        Assert.Equal("0", call.Status);
    }

    [Theory]
    [InlineData("Check")]
    [InlineData("CheckBatch")]
    public async Task It_may_come_in_pieces(string method)
    {
        var body = method == "Check" ? Question : Frame(Batch());
        var call = new PipedCall(method);
        var answering = call.AnswerAsync(Calls()).AsTask();
        foreach (var unit in body)
        {
            Assert.False(answering.IsCompleted);
            await call.SendAsync([unit]);
        }

        await call.EndAsync();
        Assert.True(await answering);
        Assert.Equal("0", call.Status);
    }

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public async Task What_is_not_plain_is_left_as_it_came(string what, string header, string value, byte[] body)
    {
        foreach (var method in new[] { "Check", "CheckBatch" })
        {
            var call = header.Length > 0 ? new PipedCall(method).With(header, value) : new PipedCall(method);
            if (method == "CheckBatch" && body == Question) body = Frame(Batch());
            Assert.False(await call.AnswerAsync(Calls(new PdpServerOptions { MaxMessageBytes = 2048 }), body), what);
            Assert.Equal(body, await call.RestAsync());
            Assert.Empty(call.Response.Headers);
            Assert.Empty(call.Trailers);
        }
    }

    [Theory]
    [InlineData("GET", "HTTP/2", "Check")]
    [InlineData("POST", "HTTP/1.1", "Check")]
    [InlineData("POST", "HTTP/2", "Explain")]
    [InlineData("POST", "HTTP/2", "check")]
    public async Task Other_calls_are_left_alone(string verb, string protocol, string method)
    {
        var call = new PipedCall(method);
        call.Request.Method = verb;
        call.Request.Protocol = protocol;
        Assert.False(await call.AnswerAsync(Calls(), Question));
        Assert.Equal(Question, await call.RestAsync());
    }

    [Fact]
    public async Task A_call_with_a_deadline_that_has_to_be_waited_for_is_left_to_who_has_the_timers()
    {
        var call = new PipedCall("Check").With("grpc-timeout", "10S");
        await call.SendAsync(Question[..7]);
        Assert.False(await call.AnswerAsync(Calls()));
        await call.SendAsync(Question[7..]);
        Assert.Equal(Question, await call.RestAsync());
    }

    [Theory]
    [InlineData("a flag that there is not", new byte[] { 9, 0, 0, 0, 1, 1 }, "13")] // INTERNAL
    [InlineData("a message beyond the limit", new byte[] { 0, 0, 0, 8, 1 }, "8")] // RESOURCE_EXHAUSTED
    [InlineData("a length of 4 GiB", new byte[] { 0, 0xff, 0xff, 0xff, 0xff }, "8")]
    public async Task What_no_reading_could_mend_is_refused_at_once(string what, byte[] body, string status)
    {
        foreach (var method in new[] { "Check", "CheckBatch" })
        {
            var call = new PipedCall(method);
            await call.SendAsync(body); // and nothing says that it has ended
            Assert.True(await call.AnswerAsync(Calls(new PdpServerOptions { MaxMessageBytes = 2048 })), what);
            Assert.Equal(status, call.Status);
            Assert.Empty(await call.MessagesAsync());
        }
    }

    [Theory]
    [InlineData("Check")]
    [InlineData("CheckBatch")]
    public async Task An_answer_after_the_deadline_is_none(string method)
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(10) };
        var call = new PipedCall(method).With("grpc-timeout", "1m");
        Assert.True(await call.AnswerAsync(Calls(clock: clock), method == "Check" ? Question : Frame(Batch())));
        Assert.Equal("4", call.Status); // DEADLINE_EXCEEDED
        Assert.Empty(await call.MessagesAsync());
    }

    [Fact]
    public async Task A_batch_has_an_answer_for_each_item_in_their_order()
    {
        var call = new PipedCall("CheckBatch");
        Assert.True(await call.AnswerAsync(Calls(), Frame(Batch())));
        var response = CheckBatchResponse.Parser.ParseFrom(Assert.Single(await call.MessagesAsync()));
        Assert.Equal(
            [Decision.Permit, Decision.Deny, Decision.NotApplicable, Decision.Indeterminate],
            response.Results.Select(static r => r.Response.Decision));
    }

    [Fact]
    public async Task A_batch_with_a_bad_item_or_too_many_or_none_is_left_as_it_came()
    {
        var bad = Batch();
        bad.Items[2].Resource = null;
        foreach (var (batch, most) in new[] { (bad, 1000), (Batch(), 3), (new CheckBatchRequest { Subject = bad.Subject }, 1000) })
        {
            var call = new PipedCall("CheckBatch");
            Assert.False(await call.AnswerAsync(Calls(new PdpServerOptions { MaxBatchItems = most }), Frame(batch)));
            Assert.Equal(Frame(batch), await call.RestAsync());
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("100% größer", "100%25 gr%C3%B6%C3%9Fer")]
    [InlineData("a\nb", "a%0Ab")]
    public void Texts_go_into_headers_as_gRPC_wants_them(string text, string expected) =>
        Assert.Equal(expected, Server.Direct.DirectResponse.Escape(text));

    private static CheckBatchRequest Batch()
    {
        CheckRequest[] all = [Questions.Permitted, Questions.Denied, Questions.Foreign, Questions.Broken];
        return new CheckBatchRequest
        {
            Subject = all[0].Subject, Items = { all.Select(static r => new CheckBatchItem { Action = r.Action, Resource = r.Resource }) },
        };
    }
}

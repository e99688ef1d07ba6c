using Microsoft.AspNetCore.Http;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Support.Http2;
using Xunit;

namespace Pdp.Server.Tests.Direct;

/// <summary>Bodies that the transport refuses before a message was read.</summary>
public sealed class RefusedBodyTests(TwoWays servers) : IClassFixture<TwoWays>
{
    [Theory]
    [InlineData(Calls.Check)]
    [InlineData(Calls.Batch)]
    public async Task A_body_that_is_announced_as_too_long_is_refused_with_a_status_and_told_once(string path)
    {
        foreach (var sendsSome in new[] { true, false })
        {
            var before = servers.DirectLog.Records.Count;
            using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint);
            await connection.SendAsync(Http2.HeadersOf(1, Calls.Headers(path, ("content-length", "31000000"))));
            if (sendsSome) await connection.SendAsync(Http2.DataOf(1, Calls.Question(path)));
            var call = await connection.EndOfAsync(1);
            Assert.Equal(("200", "8"), (call.HttpStatus, call.GrpcStatus)); // RESOURCE_EXHAUSTED
            Assert.Equal("Received message exceeds the maximum configured message size.", call.GrpcMessage);
            Assert.Empty(call.Body);
            Assert.Equal(
                "Debug BodyRefused: the transport refused the body of a call, as HTTP status 413 would tell",
                Assert.Single(servers.DirectLog.Records.Skip(before)));

            await connection.SendAsync(Calls.Plain(3, path));
            Assert.Equal("0", (await connection.EndOfAsync(3)).GrpcStatus);
        }
    }

    [Fact]
    public async Task Other_methods_refuse_it_by_the_message_itself()
    {
        using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint);
        await connection.SendAsync(
            Http2.HeadersOf(1, Calls.Headers("/pdp.v1.DecisionService/Explain", ("content-length", "31000000"))),
            Http2.DataOf(1, [0, 0x01, 0xd9, 0x05, 0xbb]));
        var call = await connection.EndOfAsync(1);
        Assert.Equal(("200", "8"), (call.HttpStatus, call.GrpcStatus));
        Assert.DoesNotContain(servers.DirectLog.Records, static r => r.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_may_be_as_long_as_it_likes()
    {
        using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint);
        await connection.SendAsync(
            Http2.HeadersOf(1, Calls.Headers(Calls.Stream, ("content-length", "31000000"))), Http2.DataOf(1, Calls.Question(Calls.Stream)));
        await connection.UntilAsync(() => connection.Call(1).Body.Length > 0);
        Assert.Single(connection.Call(1).Messages());
    }

    [Theory]
    [InlineData(StatusCodes.Status413PayloadTooLarge, "8")] // RESOURCE_EXHAUSTED
    [InlineData(StatusCodes.Status408RequestTimeout, "4")] // DEADLINE_EXCEEDED
    [InlineData(StatusCodes.Status400BadRequest, "13")] // INTERNAL
    public async Task Whatever_the_transport_refuses_on_the_way_is_told_by_a_status(int status, string expected)
    {
        foreach (var path in Calls.Paths)
        {
            var call = new PipedCall(path[(path.LastIndexOf('/') + 1)..]);
            await call.SendAsync(Calls.Question(path)[..^1]);
            var answering = call.AnswerAsync(PipedCall.Calls()).AsTask();
            await call.BreakAsync(new BadHttpRequestException("broken", status));
            Assert.True(await answering);
            Assert.Equal(expected, call.Status);
            Assert.Empty(await call.MessagesAsync());
        }
    }

    [Fact]
    public async Task Nobody_is_told_when_the_caller_left()
    {
        foreach (var path in Calls.Paths)
        {
            var call = new PipedCall(path[(path.LastIndexOf('/') + 1)..]);
            var answering = call.AnswerAsync(PipedCall.Calls()).AsTask();
            await call.BreakAsync(new IOException("the client reset the stream"));
            Assert.True(await answering);
            Assert.Empty(call.Status);
        }
    }
}

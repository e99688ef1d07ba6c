using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Health;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Hosting;

public sealed class ShutdownTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_under_way_gets_its_answer()
    {
        await using var server = await RunningServer.StartAsync(static o => o with { DrainTime = TimeSpan.FromMinutes(2) });
        using var stream = server.Decisions.CheckStream(cancellationToken: Cancelled); // proves that the connection is there
        await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1, Request = Questions.Denied }, Cancelled);
        Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
        await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 2, Request = Questions.Slow(45) }, Cancelled);
        await stream.RequestStream.CompleteAsync();
        var stopping = server.Server.StopAsync();
        var answers = new List<CheckStreamResponse>();
        try
        {
            while (await stream.ResponseStream.MoveNext(Cancelled)) answers.Add(stream.ResponseStream.Current);
        }
        catch (RpcException exception)
        {
            Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
        }

        // Read before the stop: answered. Not read by then: refused as unavailable, never lost without a word.
        Assert.True(answers.Count == 1 ? answers[0].Response.Decision == Decision.Permit : stream.GetStatus().StatusCode == StatusCode.Unavailable);
        await stopping;
        Assert.Equal(ServerPhase.Stopping, server.Server.Phase);
    }

    [Fact]
    public async Task The_drain_time_is_the_longest_that_a_call_can_hold_it_up()
    {
        using var log = new LogRecorder();
        await using var server = await RunningServer.StartAsync(static o => o with { DrainTime = TimeSpan.FromMilliseconds(200) }, log: log);
        var slow = Questions.Slow(200);
        using var call = server.Decisions.CheckAsync(slow, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(20), cancellationToken: Cancelled);
        do
        {
            // until the slow one has come
            await server.Decisions.CheckAsync(Questions.Denied, cancellationToken: Cancelled);
        }
        while (server.Server.CallsUnderWay == 0);
        await server.Server.StopAsync().WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.NotEqual(StatusCode.OK, exception.StatusCode);
        Assert.Contains("Warning CutOff: calls that were still under way when the time to end them was over, and were cut off: 1", log.Records);
    }
}

using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Services;

public sealed class CheckStreamTests(SharedServer shared)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(128)]
    public async Task Every_question_has_exactly_one_answer_with_its_id(int maxStreamItems)
    {
        const int Questions = 5000;
        await using var server = await RunningServer.StartAsync(o => o with { MaxStreamItems = maxStreamItems }, warm: false);
        using var call = server.Decisions.CheckStream(cancellationToken: Cancelled);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < Questions; i++) await call.RequestStream.WriteAsync(Ask((ulong)i), Cancelled);
                await call.RequestStream.CompleteAsync();
            },
            Cancelled);
        var answers = new Dictionary<ulong, CheckStreamResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync(Cancelled)) answers.Add(answer.RequestId, answer);
        await writing;
        Assert.Equal(Questions, answers.Count);
        foreach (var (id, answer) in answers) Assert.Equal(id % 2 == 0 ? Decision.Permit : Decision.Deny, answer.Response.Decision);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_the_next_question()
    {
        using var call = shared.Running.Decisions.CheckStream(cancellationToken: Cancelled);
        for (ulong i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(Ask(i), Cancelled);
            Assert.True(await call.ResponseStream.MoveNext(Cancelled));
            Assert.Equal(i, call.ResponseStream.Current.RequestId);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Cancelled));
    }

    [Fact]
    public async Task A_bad_question_has_an_error_for_an_answer_and_the_stream_goes_on()
    {
        using var call = shared.Running.Decisions.CheckStream(cancellationToken: Cancelled);
        var malformed = Ask(2);
        malformed.Request.Subject.Id = "";
        await call.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = 1 }, Cancelled);
        await call.RequestStream.WriteAsync(malformed, Cancelled);
        await call.RequestStream.WriteAsync(Ask(3), Cancelled);
        await call.RequestStream.CompleteAsync();
        var answers = await call.ResponseStream.ReadAllAsync(Cancelled).ToDictionaryAsync(static a => a.RequestId, cancellationToken: Cancelled);
        Assert.Equal("request", Assert.Single(answers[1].Error.Violations).Field);
        Assert.Equal("subject.id", Assert.Single(answers[2].Error.Violations).Field);
        Assert.Equal(Decision.Deny, answers[3].Response.Decision);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_stream_without_questions_ends_well()
    {
        using var call = shared.Running.Decisions.CheckStream(cancellationToken: Cancelled);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Whoever_leaves_in_the_middle_harms_nobody()
    {
        using (var call = shared.Running.Decisions.CheckStream(cancellationToken: Cancelled))
        {
            for (ulong i = 0; i < 50; i++) await call.RequestStream.WriteAsync(Ask(i), Cancelled);
        }

        var response = await shared.Running.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        Assert.Equal(Decision.Permit, response.Decision);
    }

    [Fact]
    public async Task When_the_server_stops_what_was_asked_is_answered_and_the_stream_ends_with_unavailable()
    {
        var clock = new FakeTimeProvider();
        await using var server = await RunningServer.StartAsync(static o => o with { StopDelay = TimeSpan.FromMinutes(1) }, clock: clock);
        using var call = server.Decisions.CheckStream(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(Ask(1), Cancelled);
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));
        var stopping = server.Server.StopAsync();
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancelled));
        Assert.True(exception.StatusCode == StatusCode.Unavailable, exception.ToString());
        Assert.Contains("stopping", exception.Status.Detail, StringComparison.Ordinal);
        Assert.False(stopping.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await stopping;
    }

    private static CheckStreamRequest Ask(ulong id) => new()
    {
        RequestId = id, Request = id % 2 == 0 ? Questions.Permitted : Questions.Denied,
    };
}

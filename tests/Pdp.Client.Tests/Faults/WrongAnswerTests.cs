using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using Pdp.Client.Tests.Support;
using Pdp.Contracts.V1;
using Xunit;

namespace Pdp.Client.Tests.Faults;

/// <summary>A PDP that answers what none should: whatever it is, it is no permission.</summary>
public sealed class WrongAnswerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int, bool, ReasonCode> Contradictions => new()
    {
        { 0, false, ReasonCode.InvalidResponse },
        { 0, true, ReasonCode.InvalidResponse },
        { 1, false, ReasonCode.InvalidResponse },
        { 2, true, ReasonCode.InvalidResponse },
        { 3, true, ReasonCode.InvalidResponse },
        { 4, true, ReasonCode.InvalidResponse },
        { 5, false, ReasonCode.InvalidResponse },
        { 5, true, ReasonCode.InvalidResponse },
        { -1, true, ReasonCode.InvalidResponse },
        { int.MaxValue, false, ReasonCode.InvalidResponse },
        { 2, false, ReasonCode.Denied },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task An_answer_that_contradicts_itself_or_is_not_known_denies(int decision, bool allowed, ReasonCode reason)
    {
        await using var pdp = await ScriptedPdp.StartAsync(Script.Answering(new CheckResponse { Decision = (Decision)decision, Allowed = allowed, Status = "ok" }));
        foreach (int? streams in new int?[] { null, 0 })
        {
            await using var client = Client(pdp, options => options.Streaming.FromConcurrentChecks = streams);

            var answer = await client.CheckAsync(Ask.Permitted(), Cancellation);

            Assert.False(answer.IsPermitted);
            Assert.Equal(reason, answer.Reason);
        }
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(1, 90)] // nested deeper than JSON is read
    public async Task An_obligation_that_no_json_can_say_denies(double number, int depth)
    {
        var value = Value.ForNumber(number);
        for (var i = 0; i < depth; i++) value = Value.ForList(value);
        var permit = Script.Permit();
        permit.Obligations.Add(new Contracts.V1.Obligation { Id = "log-access", Properties = new Struct { Fields = { ["n"] = value } } });
        var script = Script.Answering(permit);
        script.CheckBatch = _ => Task.FromResult(new CheckBatchResponse { Results = { new CheckBatchResult { Response = permit }, new CheckBatchResult { Response = Script.Permit() } } });
        await using var pdp = await ScriptedPdp.StartAsync(script);
        foreach (int? streams in new int?[] { null, 0 })
        {
            await using var client = Client(pdp, options =>
            {
                options.Streaming.FromConcurrentChecks = streams;
                options.Obligations.Understand("log-access");
            });

            var one = await client.CheckAsync(Ask.Permitted(), Cancellation);
            var reasons = (await client.CheckManyAsync(Two(), Cancellation)).Select(decision => decision.Reason).ToArray();

            // Protobuf itself reads nothing that is nested so deep
            Assert.True(one.Reason == ReasonCode.InvalidResponse, one.ToString());
            Assert.Equal([ReasonCode.InvalidResponse, depth == 0 ? ReasonCode.Permitted : ReasonCode.InvalidResponse], reasons);
        }
    }

    [Theory]
    [InlineData("token-expired: the token has expired or is too old", ReasonCode.TokenRefused)]
    [InlineData("token-keys-unavailable: the keys of the token's issuer cannot be had", ReasonCode.Unavailable)]
    [InlineData("the credentials are not taken", ReasonCode.Unauthenticated)]
    public void A_token_that_is_refused_is_no_fault_of_the_application_nor_of_the_PDP(string detail, ReasonCode reason)
    {
        var answer = StatusReader.Read(StatusCode.Unauthenticated, detail);

        Assert.Equal((false, reason), (answer.IsFault, answer.Verdict.Reason));
    }

    [Fact]
    public void Questions_with_different_tokens_are_not_one_call()
    {
        var subject = PdpSubject.OfToken();
        AccessRequest[] requests = [.. new[] { "a", "a", "b" }.Select(token => new AccessRequest { Subject = subject, Action = "read", Resource = new PdpResource("document", "1"), SubjectToken = token })];

        var groups = Batches.Of(requests, new PdpClientOptions()).ToList();

        Assert.Equal([2, 1], groups.Select(static group => group.Length));
        Assert.Equal("a", Batches.Message([.. groups[0].Select(index => requests[index])]).SubjectToken);
    }

    [Theory]
    [InlineData(StatusCode.Unauthenticated, ReasonCode.Unauthenticated)]
    [InlineData(StatusCode.PermissionDenied, ReasonCode.Unauthenticated)]
    [InlineData(StatusCode.InvalidArgument, ReasonCode.InvalidRequest)]
    [InlineData(StatusCode.ResourceExhausted, ReasonCode.Throttled)]
    [InlineData(StatusCode.FailedPrecondition, ReasonCode.StalePolicy)]
    [InlineData(StatusCode.Unavailable, ReasonCode.Unavailable)]
    [InlineData(StatusCode.Unimplemented, ReasonCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded, ReasonCode.Deadline)]
    [InlineData(StatusCode.Internal, ReasonCode.InvalidResponse)]
    [InlineData(StatusCode.Unknown, ReasonCode.InvalidResponse)]
    [InlineData(StatusCode.DataLoss, ReasonCode.InvalidResponse)]
    [InlineData(StatusCode.Cancelled, ReasonCode.Unavailable)]
    [InlineData((StatusCode)77, ReasonCode.InvalidResponse)]
    public async Task Each_status_has_its_reason(StatusCode status, ReasonCode reason)
    {
        await using var pdp = await ScriptedPdp.StartAsync(Script.Failing(status));
        await using var client = Client(pdp);

        var answer = await client.CheckAsync(Ask.Permitted(), Cancellation);

        Assert.Equal((false, reason), (answer.IsPermitted, answer.Reason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_batch_with_another_number_of_answers_denies_all_of_it(int answers)
    {
        var result = new CheckBatchResponse { Results = { Enumerable.Range(0, answers).Select(_ => new CheckBatchResult { Response = Script.Permit() }) } };
        await using var pdp = await ScriptedPdp.StartAsync(new Script { CheckBatch = _ => Task.FromResult(result) });
        await using var client = Client(pdp);

        var decisions = await client.CheckManyAsync(Two(), Cancellation);

        Assert.Equal(2, decisions.Count);
        Assert.All(decisions, decision => Assert.Equal((false, ReasonCode.BatchSizeMismatch), (decision.IsPermitted, decision.Reason)));
    }

    [Fact]
    public async Task An_item_without_an_answer_denies_and_takes_nobody_elses()
    {
        var result = new CheckBatchResponse { Results = { new CheckBatchResult(), new CheckBatchResult { Response = Script.Permit() } } };
        await using var pdp = await ScriptedPdp.StartAsync(new Script { CheckBatch = _ => Task.FromResult(result) });
        await using var client = Client(pdp);

        var decisions = await client.CheckManyAsync(Two(), Cancellation);

        Assert.Equal([ReasonCode.InvalidResponse, ReasonCode.Permitted], decisions.Select(decision => decision.Reason));
    }

    [Fact]
    public async Task An_answer_to_a_question_that_nobody_asked_is_nobodys()
    {
        await using var pdp = await ScriptedPdp.StartAsync(new Script
        {
            Stream = question => new CheckStreamResponse { RequestId = question.RequestId + 1000, Response = Script.Permit() },
        });
        await using var client = Ask.Client(pdp.EndPoint, options =>
        {
            options.Timeout = TimeSpan.FromMilliseconds(300);
            options.Streaming.FromConcurrentChecks = 0;
        });

        var answer = await client.CheckAsync(Ask.Permitted(), Cancellation);

        Assert.Equal((false, ReasonCode.Deadline), (answer.IsPermitted, answer.Reason));
    }

    [Fact]
    public async Task A_burst_of_failures_is_not_multiplied_by_retries()
    {
        await using var pdp = await ScriptedPdp.StartAsync(Script.Failing(StatusCode.Unavailable));
        await using var client = Client(pdp, options => options.CircuitBreaker.MinimumThroughput = 1000);

        for (var i = 0; i < 40; i++) await client.CheckAsync(Ask.Permitted(), Cancellation);

        // a hundred may fail, and half of them be made again
        Assert.InRange(pdp.Script.Calls, 40, 95);
    }

    [Fact]
    public async Task An_overloaded_server_is_left_alone_until_its_health_says_otherwise()
    {
        var script = Script.Failing(StatusCode.ResourceExhausted);
        script.Health = HealthCheckResponse.Types.ServingStatus.NotServing;
        await using var pdp = await ScriptedPdp.StartAsync(script);
        await using var client = Client(pdp, options => options.CircuitBreaker.ProbeInterval = TimeSpan.FromMilliseconds(20));

        var reasons = new List<ReasonCode>();
        for (var i = 0; i < 60; i++) reasons.Add((await client.CheckAsync(Ask.Permitted(), Cancellation)).Reason);
        var asked = script.Calls;
        while (Volatile.Read(ref script.Probes) < 3) await Task.Delay(5, Cancellation);

        Assert.Equal(ReasonCode.Throttled, reasons[0]);
        Assert.Equal(ReasonCode.CircuitOpen, reasons[^1]);
        Assert.InRange(asked, 20, 30);
        Assert.Equal(asked, script.Calls);

        script.Check = (_, _) => Task.FromResult(Script.Permit());
        Assert.Equal(ReasonCode.CircuitOpen, (await client.CheckAsync(Ask.Permitted(), Cancellation)).Reason);
        script.Health = HealthCheckResponse.Types.ServingStatus.Serving;
        await client.UntilPermittedAsync(Cancellation);
    }

    private static AccessRequest[] Two()
    {
        var subject = new PdpSubject("user", "alice");
        return [.. new[] { "a", "b" }.Select(id => new AccessRequest { Subject = subject, Action = "read", Resource = new PdpResource("document", id) })];
    }

    private static PdpClient Client(ScriptedPdp pdp, Action<PdpClientOptions>? set = null) => Ask.Client(pdp.EndPoint, options =>
    {
        options.Timeout = Patience;
        set?.Invoke(options);
    });
}

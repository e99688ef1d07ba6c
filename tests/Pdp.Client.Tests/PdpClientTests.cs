using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.Tests;

/// <summary>What a client makes of a PDP's answers.</summary>
public sealed class PdpClientTests(SamplePdp pdp)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task Each_of_the_four_answers_has_its_effect_and_reason(int? streamsFrom)
    {
        await using var client = Client(streamsFrom);

        var permit = await client.CheckAsync(Ask.Permitted(), Cancellation);
        var deny = await client.CheckAsync(Ask.Denied(), Cancellation);
        var none = await client.CheckAsync(Ask.Who("heidi"), Cancellation);
        var error = await client.CheckAsync(
            new AccessRequest
            {
                Subject = new PdpSubject("user", "carol"), Action = "read", Resource = new PdpResource("document", "merger"), Context = { ["mfa"] = true },
            },
            Cancellation);

        Assert.Equal((true, Effect.Permit, ReasonCode.Permitted), (permit.IsPermitted, permit.Effect, permit.Reason));
        Assert.Equal((false, Effect.Deny, ReasonCode.Denied), (deny.IsPermitted, deny.Effect, deny.Reason));
        Assert.Equal((false, Effect.Deny, ReasonCode.NotApplicable), (none.IsPermitted, none.Effect, none.Reason));
        Assert.Equal((false, Effect.Deny, ReasonCode.Indeterminate), (error.IsPermitted, error.Effect, error.Reason));
        Assert.Contains("leave their company", deny.UserReason, StringComparison.Ordinal);
        Assert.Contains("missing-attribute", error.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(permit.PolicyRevision);
        Assert.True(Guid.TryParse(permit.DecisionId, out _));
    }

    [Fact]
    public async Task A_request_without_a_part_is_denied_and_keeps_no_other_from_its_answer()
    {
        await using var client = Client();
        AccessRequest[] requests =
        [
            new() { Subject = null!, Action = "read", Resource = new PdpResource("document", "roadmap") },
            new() { Subject = new PdpSubject("user", "alice"), Action = null!, Resource = new PdpResource("document", "roadmap") },
            new() { Subject = new PdpSubject("user", "alice"), Action = "read", Resource = null! },
            new() { Subject = new PdpSubject("user", "alice"), Action = "read", Resource = new PdpResource("document", "roadmap"), Context = null! },
            new() { Subject = new PdpSubject("user", "alice"), Action = "read", Resource = new PdpResource("document", "roadmap"), MinRevision = null! },
            Ask.Permitted(),
        ];

        var many = await client.CheckManyAsync(requests, Cancellation);

        Assert.Equal(["`subject` is null", "`action` is null", "`resource` is null", "`context` is null", "`min_revision` is null", ""], many.Select(one => one.Detail));
        Assert.All(many.Take(5), one => Assert.Equal((false, ReasonCode.InvalidRequest), (one.IsPermitted, one.Reason)));
        Assert.True(many[5].IsPermitted);
        Assert.Equal(ReasonCode.InvalidRequest, (await client.CheckAsync(requests[0], Cancellation)).Reason);
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.CheckManyAsync([Ask.Permitted(), null!], Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task A_time_that_is_no_time_is_over_and_one_without_end_is_a_minute(int? streamsFrom)
    {
        await using var client = Client(streamsFrom);

        Assert.Equal(ReasonCode.Deadline, (await client.CheckAsync(Ask.Who("alice", timeout: TimeSpan.Zero), Cancellation)).Reason);
        Assert.Equal(ReasonCode.Deadline, (await client.CheckAsync(Ask.Who("alice", timeout: Timeout.InfiniteTimeSpan), Cancellation)).Reason);
        Assert.Equal(ReasonCode.Deadline, (await client.CheckAsync(Ask.Who("alice", timeout: TimeSpan.MinValue), Cancellation)).Reason);
        Assert.True((await client.CheckAsync(Ask.Who("alice", timeout: TimeSpan.MaxValue), Cancellation)).IsPermitted);
    }

    [Fact]
    public async Task Many_are_answered_in_order_however_they_are_asked()
    {
        await using var client = Client();
        var alice = new PdpSubject("user", "alice");
        AccessRequest[] requests =
        [
            .. Enumerable.Range(0, 50).Select(index => index % 3 == 0
                ? Ask.Who(index % 2 == 0 ? "alice" : "gustav")
                : new AccessRequest { Subject = alice, Action = index % 3 == 1 ? "read" : "no-such-action", Resource = new PdpResource("document", "roadmap") }),
        ];

        var decisions = await client.CheckManyAsync(requests, Cancellation);

        Assert.Equal(requests.Length, decisions.Count);
        for (var i = 0; i < requests.Length; i++)
            Assert.Equal((await client.CheckAsync(requests[i], Cancellation)).Reason, decisions[i].Reason);
        Assert.Empty(await client.CheckManyAsync([], Cancellation));
    }

    [Fact]
    public async Task A_request_that_is_malformed_or_too_large_denies_as_invalid()
    {
        await using var client = Client(set: options => options.MaxRequestBytes = 2000);

        var empty = await client.CheckAsync(Ask.Who(""), Cancellation);
        var large = await client.CheckAsync(Ask.Who(new string('x', 2000)), Cancellation);

        Assert.Equal(ReasonCode.InvalidRequest, empty.Reason);
        Assert.Contains("subject.id", empty.Detail, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.InvalidRequest, large.Reason);
        Assert.Contains("2000", large.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_that_is_not_there_in_time_denies_as_stale()
    {
        await using var client = Client();

        var decision = await client.CheckAsync(
            new AccessRequest
            {
                Subject = new PdpSubject("user", "alice"), Action = "read", Resource = new PdpResource("document", "roadmap"), MinRevision = "of-tomorrow",
            },
            Cancellation);

        Assert.Contains(decision.Reason, new[] { ReasonCode.StalePolicy, ReasonCode.Deadline });
        Assert.False(decision.IsPermitted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task A_caller_that_leaves_gets_its_own_cancellation_and_nothing_else(int? streamsFrom)
    {
        await using var network = new FaultyNetwork(pdp.Process.EndPoint);
        await using var client = Ask.Client(network.EndPoint, options => options.Streaming.FromConcurrentChecks = streamsFrom);
        await client.UntilPermittedAsync(Cancellation);
        network.Break(NetworkFault.Hung);
        using var leaving = new CancellationTokenSource();

        var call = client.CheckAsync(Ask.Who("alice", timeout: Patience), leaving.Token).AsTask();
        await leaving.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(leaving.Token, thrown.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CheckAsync(Ask.Permitted(), leaving.Token).AsTask());
    }

    [Fact]
    public async Task What_was_asked_about_cannot_be_changed_not_even_where_it_was_empty()
    {
        await using var client = Client();
        var request = Ask.Permitted();
        await client.CheckAsync(request, Cancellation);

        Assert.Throws<InvalidOperationException>(() => request.Context["ip"] = "10.0.0.1");
        Assert.Throws<InvalidOperationException>(() => request.Subject["suspended"] = true);
        Assert.Throws<InvalidOperationException>(() => request.Resource["owner"] = "gustav");
        Assert.Throws<InvalidOperationException>(() => request.Action["days"] = 7);
    }

    private PdpClient Client(int? streamsFrom = 16, Action<PdpClientOptions>? set = null) => Ask.Client(pdp.Process.EndPoint, options =>
    {
        options.Timeout = Patience;
        options.Streaming.FromConcurrentChecks = streamsFrom;
        set?.Invoke(options);
    });
}

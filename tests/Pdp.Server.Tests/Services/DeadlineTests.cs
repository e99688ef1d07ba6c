using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Pdp.Contracts.V1;
using Pdp.Server.Health;
using Pdp.Server.Hosting;
using Pdp.Server.Services;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Services;

public sealed class DeadlineTests(SharedServer shared)
{
    // 200 to the fourth: minutes of work, unless someone ends it.
    private const int Endless = 200;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deadline_ends_the_call()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await shared.Running.Decisions.CheckAsync(
            Questions.Slow(Endless), deadline: In(TimeSpan.FromMilliseconds(300)), cancellationToken: Cancelled));
        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
        await StillAnswers();
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_call()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var slow = Questions.Slow(50);
        using var call = shared.Running.Decisions.ExplainAsync(
            new ExplainRequest { Subject = slow.Subject, Action = slow.Action, Resource = slow.Resource, Context = slow.Context },
            cancellationToken: leaving.Token);
        await leaving.CancelAsync();
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, exception.StatusCode);
        await StillAnswers();
    }

    [Fact]
    public async Task A_deadline_ends_the_evaluation_and_never_by_a_permit()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var call = new TestCall(In(TimeSpan.FromMilliseconds(200)), deadline.Token);
        var response = await Endpoints().Check(new Received<CheckRequest>(Questions.Slow(Endless), null), call).WaitAsync(Cancelled);
        Assert.True(deadline.IsCancellationRequested);
        Assert.Equal(Decision.Indeterminate, response.Decision);
        Assert.False(response.Allowed);
    }

    [Fact]
    public async Task A_deadline_ends_a_batch_at_the_item_that_it_meets()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var slow = Questions.Slow(Endless);
        var batch = new CheckBatchRequest { Subject = slow.Subject, Context = slow.Context };
        for (var i = 0; i < 100; i++) batch.Items.Add(new CheckBatchItem { Action = slow.Action, Resource = slow.Resource });
        var call = new TestCall(In(TimeSpan.FromMilliseconds(200)), deadline.Token);
        await Assert.ThrowsAsync<OperationCanceledException>(() => Endpoints().CheckBatch(new Received<CheckBatchRequest>(batch, null), call));
    }

    [Fact]
    public async Task A_decision_time_makes_a_long_decision_an_error_and_never_a_permit()
    {
        var options = new PdpServerOptions { Policies = Fixture.Documents, DecisionTime = TimeSpan.FromMilliseconds(50) };
        var bundle = options.Limited(Fixture.Bundle);
        await using var server = await RunningServer.StartAsync(warm: false, bundle: bundle);
        var response = await server.Decisions.CheckAsync(Questions.Slow(Endless), cancellationToken: Cancelled);
        Assert.Equal(Decision.Indeterminate, response.Decision);
        Assert.False(response.Allowed);
        Assert.Equal("processing-error", response.Status);
    }

    [Fact]
    public void A_decision_time_above_the_bundles_changes_nothing()
    {
        var options = new PdpServerOptions { Policies = Fixture.Documents, DecisionTime = TimeSpan.FromHours(1) };
        Assert.Equal(TimeSpan.FromSeconds(60), options.Limited(Fixture.Bundle).Set.Source.Limits.DecisionTime);
    }

    private static DecisionEndpoints Endpoints()
    {
        var options = new PdpServerOptions();
        var bundles = new BundleHolder(new ServedBundle(Fixture.Bundle, TimeProvider.System.GetUtcNow()));
        return new DecisionEndpoints(
            bundles, options, TimeProvider.System, new Readiness(), NullLogger<DecisionEndpoints>.Instance, new Decider(Trials.Of(options), Callers.Nothing, Trails.None, Meters.Decisions),
            new RevisionGate(bundles, reloader: null, options, TimeProvider.System), Callers.Access(), NoTokens.Taken);
    }

    private static DateTime In(TimeSpan span) => TimeProvider.System.GetUtcNow().UtcDateTime + span;

    private async Task StillAnswers() =>
        Assert.Equal(Decision.Permit, (await shared.Running.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
}

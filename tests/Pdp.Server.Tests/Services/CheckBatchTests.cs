using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;
using WireAction = Pdp.Contracts.V1.Action;

namespace Pdp.Server.Tests.Services;

public sealed class CheckBatchTests(SharedServer shared)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private DecisionService.DecisionServiceClient Client => shared.Running.Decisions;

    [Fact]
    public async Task Answers_stand_in_the_order_of_the_items_and_a_bad_item_costs_the_others_nothing()
    {
        var batch = Batch(Questions.Permitted, Questions.Denied, Questions.Foreign, Questions.Broken);
        batch.Items.Insert(1, new CheckBatchItem { Action = new WireAction(), Resource = new Resource { Type = "document" } });
        batch.Items.Insert(3, new CheckBatchItem());
        var response = await Client.CheckBatchAsync(batch, cancellationToken: Cancelled);
        Assert.Equal(
            [Decision.Permit, null, Decision.Deny, null, Decision.NotApplicable, Decision.Indeterminate],
            response.Results.Select(static r => r.Response?.Decision));
        var error = response.Results[1].Error;
        Assert.Equal((int)StatusCode.InvalidArgument, error.Code);
        Assert.Equal(["action.name", "resource.id"], error.Violations.Select(static v => v.Field));
        Assert.Equal(["action", "resource"], response.Results[3].Error.Violations.Select(static v => v.Field));
    }

    [Fact]
    public async Task A_thousand_items_are_decided_at_one_revision_with_an_id_each()
    {
        var batch = Batch([.. Enumerable.Repeat(Questions.Denied, 1000)]);
        var response = await Client.CheckBatchAsync(batch, cancellationToken: Cancelled);
        Assert.Equal(1000, response.Results.Count);
        Assert.All(response.Results, static r => Assert.Equal(Decision.Deny, r.Response.Decision));
        Assert.Single(response.Results.Select(static r => r.Response.Revision).Distinct());
        Assert.Equal(1000, response.Results.Select(static r => r.Response.DecisionId).Distinct().Count());
    }

    [Fact]
    public async Task A_malformed_subject_or_context_fails_the_whole_call()
    {
        var batch = Batch(Questions.Permitted);
        batch.Subject.Type = "";
        batch.Context = new Struct { Fields = { ["x"] = Value.ForNumber(double.NaN) } };
        var exception = await Fails(batch);
        Assert.Contains("`subject.type`", exception.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("`context.x`", exception.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejects_a_batch_without_items() =>
        Assert.Equal("malformed request: `items`: expected at least one item, got none", (await Fails(Batch())).Status.Detail);

    [Fact]
    public async Task Rejects_a_batch_with_too_many_items()
    {
        await using var server = await RunningServer.StartAsync(static o => o with { MaxBatchItems = 2 }, warm: false);
        Assert.Equal(2, (await server.Decisions.CheckBatchAsync(Batch(Questions.Denied, Questions.Denied), cancellationToken: Cancelled)).Results.Count);
        var exception = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Decisions.CheckBatchAsync(Batch(Questions.Denied, Questions.Denied, Questions.Denied), cancellationToken: Cancelled));
        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.Equal("malformed request: `items`: expected at most 2 items, got 3", exception.Status.Detail);
    }

    private static CheckBatchRequest Batch(params CheckRequest[] requests)
    {
        var batch = new CheckBatchRequest { Subject = Questions.Denied.Subject };
        foreach (var request in requests) batch.Items.Add(new CheckBatchItem { Action = request.Action, Resource = request.Resource });
        return batch;
    }

    private async Task<RpcException> Fails(CheckBatchRequest batch)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Client.CheckBatchAsync(batch, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        return exception;
    }
}

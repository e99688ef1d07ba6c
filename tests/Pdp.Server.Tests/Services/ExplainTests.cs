using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Services;

public sealed class ExplainTests(SharedServer shared)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(CheckTests.Outcomes), MemberType = typeof(CheckTests), DisableDiscoveryEnumeration = true)]
    public async Task Gives_the_same_answer_as_check(CheckRequest request, Decision decision, string status)
    {
        var checkedResponse = await shared.Running.Decisions.CheckAsync(request, cancellationToken: Cancelled);
        var response = (await Explain(request)).Response;
        Assert.Equal(decision, response.Decision);
        Assert.Equal(status, response.Status);
        response.DecisionId = checkedResponse.DecisionId;
        Assert.Equal(checkedResponse, response);
    }

    [Fact]
    public async Task Tells_what_every_part_of_every_root_policy_came_to()
    {
        var response = await Explain(Questions.Permitted);
        Assert.Equal(["archive", "documents"], response.Roots.Select(static r => r.Id));
        var documents = response.Roots[1];
        Assert.Equal(InnerValue.Permit, documents.Value);
        Assert.Equal("documents.json", documents.Location.File);
        Assert.True(documents.Target.Nodes[0].Value.BoolValue);
        var rule = documents.Items[0].Rule;
        Assert.Equal(("owner-reads", Effect.Permit, InnerValue.Permit, true), (rule.Id, rule.Effect, rule.Value, rule.ActionMatches));
        Assert.Equal("/rules/0", rule.Location.Pointer);
        Assert.Equal("resource.owner == subject.id", rule.When.Text);
        Assert.Equal("\"alice\"", rule.When.Nodes.First(static n => n.Text == "resource.owner").Literal.Replace('\'', '"'));
        Assert.Equal("documents", Assert.Single(response.Shadows).Id);
        Assert.Equal(["retention", "inner"], response.Roots[0].Items.Select(static i => i.Policy.Id));
    }

    [Fact]
    public async Task Rejects_what_check_rejects()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => Explain(new CheckRequest()));
        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
    }

    private async Task<ExplainResponse> Explain(CheckRequest request) =>
        await shared.Running.Decisions.ExplainAsync(
            new ExplainRequest { Subject = request.Subject, Action = request.Action, Resource = request.Resource, Context = request.Context },
            cancellationToken: Cancelled);
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Services;

public sealed class CheckTests(SharedServer shared)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private DecisionService.DecisionServiceClient Client => shared.Running.Decisions;

    public static TheoryData<CheckRequest, Decision, string> Outcomes => new()
    {
        { Questions.Permitted, Decision.Permit, "ok" },
        { Questions.Denied, Decision.Deny, "ok" },
        { Questions.Foreign, Decision.NotApplicable, "ok" },
        { Questions.Broken, Decision.Indeterminate, "missing-attribute" },
    };

    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public async Task Every_outcome_arrives_and_only_permit_allows(CheckRequest request, Decision decision, string status)
    {
        var response = await Client.CheckAsync(request, cancellationToken: Cancelled);
        Assert.Equal(decision, response.Decision);
        Assert.Equal(decision == Decision.Permit, response.Allowed);
        Assert.Equal(status, response.Status);
        Assert.Equal(Fixture.Bundle.Revision, response.Revision);
    }

    [Fact]
    public async Task A_permit_says_why_and_what_is_due()
    {
        var response = await Client.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        var rule = Assert.Single(response.Determining);
        Assert.Equal(("documents", 2, "owner-reads", "owners read what they own"), (rule.Policy, rule.Version, rule.Rule, rule.Reason));
        var obligation = Assert.Single(response.Obligations);
        Assert.Equal("log", obligation.Id);
        Assert.Equal("alice", obligation.Properties.Fields["who"].StringValue);
        Assert.Equal(3, obligation.Properties.Fields["level"].NumberValue);
        Assert.Equal("hint", Assert.Single(response.Advice).Id);
        var shadow = Assert.Single(response.Shadows);
        Assert.Equal(("documents", 3, Decision.Deny, Decision.Permit), (shadow.Policy, shadow.Version, shadow.Decision, shadow.InForce));
    }

    [Fact]
    public async Task An_error_says_where_it_is()
    {
        var response = await Client.CheckAsync(Questions.Broken, cancellationToken: Cancelled);
        var error = response.Errors[0];
        Assert.Equal(("documents", 2, "owner-reads", "missing-attribute"), (error.Policy, error.Version, error.Rule, error.Code));
        Assert.Equal("/rules/0/when", error.Member);
        Assert.Equal((1, 1), (error.Position.Line, error.Position.Column));
        Assert.Contains("resource.owner", error.Message, StringComparison.Ordinal);
        Assert.Empty(response.Obligations);
    }

    [Fact]
    public async Task Decision_ids_differ_and_sort_by_time()
    {
        var ids = new List<string>();
        for (var i = 0; i < 20; i++) ids.Add((await Client.CheckAsync(Questions.Denied, cancellationToken: Cancelled)).DecisionId);
        Assert.Equal(20, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, static id => Assert.Equal(7, Guid.Parse(id).Version));
        var times = ids.ConvertAll(static id => id[..13]);
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }

    [Fact]
    public async Task A_malformed_request_names_every_place()
    {
        var request = new CheckRequest
        {
            Subject = new Subject { Id = "alice", Properties = new Struct { Fields = { ["zip"] = Value.ForNumber(double.NaN) } } },
            Resource = new Resource { Type = "document", Id = "d1" },
        };
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Client.CheckAsync(request, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.Equal(
            "malformed request: `subject.type`: expected a text that is not empty, got none; "
            + "`subject.properties.zip`: expected a finite number, got NaN; `action`: is required, and missing",
            exception.Status.Detail);
    }

    [Fact]
    public async Task A_malformed_request_is_also_told_in_the_richer_error_model()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Client.CheckAsync(new CheckRequest(), cancellationToken: Cancelled));
        var bytes = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        Assert.NotNull(bytes);

        // google.rpc.Status {1: code, 2: message, 3: details}, read with a message of the same numbers.
        var status = CheckError.Parser.ParseFrom(bytes);
        Assert.Equal((int)StatusCode.InvalidArgument, status.Code);
        Assert.Equal(exception.Status.Detail, status.Message);
        var any = Assert.Single(status.Violations); // google.protobuf.Any {1: type_url, 2: value}
        Assert.Equal("type.googleapis.com/google.rpc.BadRequest", any.Field);
        Assert.Contains("subject", any.Description, StringComparison.Ordinal);
        Assert.Contains("resource", any.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_was_never_filled_does_not_allow()
    {
        var response = new CheckResponse();
        Assert.Equal(Decision.Unspecified, response.Decision);
        Assert.False(response.Allowed);
        Assert.NotEqual(Decision.Permit, new CheckBatchResult().Response?.Decision ?? default);
    }
}

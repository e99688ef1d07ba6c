using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Services;

public sealed class PolicyServiceTests(SharedServer shared)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private PolicyService.PolicyServiceClient Client => shared.Running.Policies;

    [Fact]
    public async Task Tells_the_revision()
    {
        var response = await Client.GetRevisionAsync(new GetRevisionRequest(), cancellationToken: Cancelled);
        Assert.Equal(Fixture.Bundle.Revision, response.Revision);
        Assert.Equal("test-documents", response.Bundle);
        Assert.Equal(5, response.PolicyCount);
        Assert.Equal(8, response.RuleCount);
        Assert.InRange(response.ActiveSince.ToDateTimeOffset(), TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Lists_all_versions_with_their_parts()
    {
        var response = await Client.ListPoliciesAsync(new ListPoliciesRequest(), cancellationToken: Cancelled);
        Assert.Equal(
            [
                ("archive", 1, PolicyRole.Root, "nested/archive.json", 2), ("documents", 1, PolicyRole.Inactive, "documents-1.json", 1),
                ("documents", 2, PolicyRole.Root, "documents.json", 3), ("documents", 3, PolicyRole.Shadow, "documents-3.json", 1),
                ("retention", 1, PolicyRole.Referenced, "nested/retention.json", 1),
            ],
            response.Policies.Select(static p => (p.Id, p.Version, p.Role, p.File, p.RuleCount)));
        Assert.Equal("who may do what to documents", response.Policies[2].Description);
        Assert.Equal("", response.NextPageToken);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(5, 1)]
    [InlineData(100_000, 1)]
    public async Task Pages_give_every_entry_once(int size, int pages)
    {
        var all = new List<(string, int)>();
        var request = new ListPoliciesRequest { PageSize = size };
        var count = 0;
        do
        {
            var response = await Client.ListPoliciesAsync(request, cancellationToken: Cancelled);
            all.AddRange(response.Policies.Select(static p => (p.Id, p.Version)));
            request.PageToken = response.NextPageToken;
            count++;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(pages, count);
        Assert.Equal([("archive", 1), ("documents", 1), ("documents", 2), ("documents", 3), ("retention", 1)], all);
    }

    [Theory]
    [InlineData(-1, "", "`page_size`: expected a number from 0 on, got -1")]
    [InlineData(0, "x", "`page_token`: expected the `next_page_token` of an answer, got something else")]
    [InlineData(0, "QUJD", "`page_token`: expected the `next_page_token` of an answer, got something else")]
    public async Task Rejects_a_page_that_there_cannot_be(int size, string token, string message)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.ListPoliciesAsync(new ListPoliciesRequest { PageSize = size, PageToken = token }, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.Equal("malformed request: " + message, exception.Status.Detail);
    }

    [Theory]
    [InlineData(null, 2, "documents.json")]
    [InlineData(1, 1, "documents-1.json")]
    [InlineData(3, 3, "documents-3.json")]
    public async Task Gives_the_text_of_a_policy_by_default_of_the_one_in_force(int? version, int found, string file)
    {
        var request = new GetPolicyRequest { Id = "documents" };
        if (version is not null) request.Version = version.Value;
        var response = await Client.GetPolicyAsync(request, cancellationToken: Cancelled);
        Assert.Equal(found, response.Policy.Version);
        Assert.Equal(file, response.Policy.File);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Fixture.Documents, file), Cancelled), response.Source);
        Assert.Equal(Fixture.Bundle.Revision, response.Revision);
    }

    [Theory]
    [InlineData("documens", null, "there is no policy `documens`: did you mean `documents`?")]
    [InlineData("weather-forecast", null, "there is no policy `weather-forecast`")]
    [InlineData("documents", 9, "policy `documents` has no version 9: there are 1, 2, 3")]
    public async Task An_unknown_policy_is_not_found_with_what_may_have_been_meant(string id, int? version, string message)
    {
        var request = new GetPolicyRequest { Id = id };
        if (version is not null) request.Version = version.Value;
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetPolicyAsync(request, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.NotFound, exception.StatusCode);
        Assert.Equal(message, exception.Status.Detail);
    }

    [Fact]
    public async Task A_long_id_is_cut_between_characters()
    {
        var request = new GetPolicyRequest { Id = new string('x', 127) + "😀😀" };
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetPolicyAsync(request, cancellationToken: Cancelled));
        Assert.Equal($"there is no policy `{new string('x', 127)}…`", exception.Status.Detail);
    }
}

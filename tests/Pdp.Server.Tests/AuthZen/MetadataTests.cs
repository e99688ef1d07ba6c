using System.Net;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.AuthZen;

/// <summary>Authorization API 1.0, section 9.</summary>
public sealed class MetadataTests(InteropServer server)
{
    private const string Path = "/.well-known/authzen-configuration";

    [Fact]
    public async Task They_name_the_endpoints_below_the_public_address()
    {
        var answer = await Posted.SendAsync(server.Http, HttpMethod.Get, Path, headers: [("Host", "evil.example"), ("X-Request-ID", "7")]);
        Assert.Equal((HttpStatusCode.OK, "application/json", "max-age=300", "7"), (answer.Status, answer.Type, answer.Headers["Cache-Control"], answer.Headers["X-Request-ID"]));
        Assert.Equal(
            """{"policy_decision_point":"https://pdp.example.com","access_evaluation_endpoint":"https://pdp.example.com/access/v1/evaluation","access_evaluations_endpoint":"https://pdp.example.com/access/v1/evaluations","search_subject_endpoint":"https://pdp.example.com/access/v1/search/subject","search_resource_endpoint":"https://pdp.example.com/access/v1/search/resource","search_action_endpoint":"https://pdp.example.com/access/v1/search/action","supported_obligations":["step-up","notification","session_termination","custom"]}""",
            answer.Body);
        Assert.Equal("", (await Posted.SendAsync(server.Http, HttpMethod.Head, Path)).Body);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Posted.PostAsync(server.Http, Path, "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Posted.SendAsync(server.Http, HttpMethod.Get, Path + "/other")).Status);
    }

    [Fact]
    public async Task Searches_that_are_not_offered_are_left_out_and_a_path_goes_behind_the_well_known_one()
    {
        await using var running = await RunningServer.StartAsync(static o => o with { PublicUrl = PublicAddress.Parse("https://example.com/pdp/", out _) });
        Assert.Equal(
            """{"policy_decision_point":"https://example.com/pdp/","access_evaluation_endpoint":"https://example.com/pdp/access/v1/evaluation","access_evaluations_endpoint":"https://example.com/pdp/access/v1/evaluations","supported_obligations":["step-up","notification","session_termination","custom"]}""",
            (await Posted.SendAsync(running.Http, HttpMethod.Get, Path + "/pdp/")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await Posted.SendAsync(running.Http, HttpMethod.Get, Path)).Status);
    }

    [Fact]
    public async Task Without_a_public_address_there_are_none()
    {
        await using var running = await RunningServer.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await Posted.SendAsync(running.Http, HttpMethod.Get, Path)).Status);
    }
}

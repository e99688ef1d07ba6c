using Pdp.Language.Values;
using Pdp.Server.ExtAuthz;
using Pdp.Server.ExtAuthz.Messages;
using Pdp.Server.Gateways;
using Pdp.Server.Tests.ExtAuthz;
using Pdp.Wire;
using Xunit;

namespace Pdp.Server.Tests.Gateways;

/// <summary>What is asked, where a client would like something else to be asked.</summary>
public sealed class GatewayMapTests
{
    [Fact]
    public void The_content_type_of_gRPC_names_no_action_of_a_route_over_HTTP()
    {
        const string Members = GatewayDocuments.Subject + """, "routes": [ { "path": "/todos/{id}", "methods": ["GET", "POST"] } ] """;
        var question = Ask(Members, EnvoyCall.Request("POST", "/todos/GET", ("x-user", "u"), ("content-type", "application/grpc")));
        Assert.Equal("POST", question.Request!.Action.Name);
    }

    [Theory]
    [InlineData("/files/secret/plan", "/files/secret/plan")]
    [InlineData("/files/%73ecret/pl%61n", "/files/secret/plan")]
    [InlineData("/files/a%20b", "/files/a b")]
    [InlineData("/files/a+b", "/files/a+b")]
    public void A_path_is_told_as_it_was_compared(string target, string path)
    {
        const string Members = GatewayDocuments.Subject
            + """, "context": { "path": { "request": "path" } }, "routes": [ { "path": "/files/{*file}", "methods": ["GET"] } ] """;
        var asked = Ask(Members, EnvoyCall.Request("GET", target, ("x-user", "u"))).Request!;
        Assert.Equal((path, path), (asked.Resource.Properties.Text("path"), asked.Context.Text("path")));
    }

    [Theory]
    [InlineData("id=1", "1")]
    [InlineData("a=b&id=1", "1")]
    [InlineData("id=a%20b+c", "a b c")]
    [InlineData("a=x;y&id=1", "1")]
    [InlineData("a=b", "")]
    [InlineData("id=1&id=2", null)]
    [InlineData("id=1&i%64=2", null)]
    [InlineData("id=1&ID=2", null)]
    [InlineData("Id=2", null)]
    [InlineData("id=1;id=2", null)]
    [InlineData("id=1;a=2", null)]
    [InlineData("a=1;id=2", null)]
    [InlineData("id=%zz", null)]
    public void A_parameter_that_applications_read_in_more_ways_than_one_is_none(string query, string? id)
    {
        const string Members = GatewayDocuments.Subject
            + """, "context": { "id": { "query": "id" } }, "routes": [ { "path": "/a", "methods": ["GET"] } ] """;
        var asked = Ask(Members, EnvoyCall.Request("GET", "/a?" + query, ("x-user", "u"))).Request;
        Assert.Equal(id, asked is null ? null : asked.Context.Text("id") ?? "");
    }

    [Theory]
    [InlineData("""{"order":{"amount":5}}""", "application/json", 5L)]
    [InlineData("""{"order":{"amount":5,"Total":1}}""", "application/json", 5L)]
    [InlineData("""{"order":{"amount":5,"Amount":5000}}""", "application/json", null)]
    [InlineData("""{"order":{"Amount":5000}}""", "application/json", null)]
    [InlineData("""{"order":{"amount":5},"ORDER":{}}""", "application/json", null)]
    [InlineData("""{"order":{"amount":5}}""", "application/json; charset=UTF-8", 5L)]
    [InlineData("""{"order":{"amount":5}}""", "application/json; charset=\"utf-8\"", 5L)]
    [InlineData("""{"order":{"amount":5}}""", "application/json; charset=utf-7", 0L)]
    public void A_body_that_applications_read_in_more_ways_than_one_is_not_known(string body, string type, long? amount)
    {
        const string Members = GatewayDocuments.Subject
            + """, "context": { "amount": { "body": "/order/amount" } }, "routes": [ { "path": "/a", "methods": ["POST"] } ] """;
        var request = EnvoyCall.Request("POST", "/a", ("x-user", "u"), ("content-type", type));
        request.Attributes.Request.Http.Body = body;
        var asked = Ask(Members, request).Request;
        Assert.Equal(amount, asked is null ? null : asked.Context.TryGet("amount", out var value) ? value.AsInt : 0L);
    }

    [Theory]
    [InlineData("a.example", "g0")]
    [InlineData("A.Example:8443", "g0")]
    [InlineData("a.example.", "g0")]
    [InlineData("a.example.:443", "g0")]
    [InlineData("x.a.example.", "g1")]
    [InlineData("[::1]:8080", "g2")]
    [InlineData("elsewhere", "g2")]
    [InlineData("outbound_.9000_._.x", "g2")]
    [InlineData("u@a.example", null)]
    [InlineData("a.example:80:80", null)]
    [InlineData("a.example:x", null)]
    [InlineData("a.example, b.example", null)]
    [InlineData("a%2eexample", null)]
    [InlineData("a.example..", null)]
    [InlineData("a..example", null)]
    [InlineData(".a.example", null)]
    [InlineData("a.example/", null)]
    [InlineData("\u00e1.example", null)]
    [InlineData("[::1", null)]
    [InlineData("::1", null)]
    [InlineData(":80", null)]
    public void A_host_is_that_of_one_document_however_it_is_written(string host, string? gateway)
    {
        const string Routes = """ "routes": [ { "path": "/a", "methods": ["GET"] } ] """;
        var maps = new GatewayMaps(GatewayDocuments.Bundle(
            $$"""{{GatewayDocuments.Subject}}, "hosts": ["a.example"], {{Routes}}""", $$"""{{GatewayDocuments.Subject}}, "hosts": ["*.a.example"], {{Routes}}""",
            $$"""{{GatewayDocuments.Subject}}, {{Routes}}""").Gateways);
        Assert.Equal(gateway, maps.ForHost(host)?.Gateway.Id);
    }

    private static GatewayQuestion Ask(string members, CheckRequest request) =>
        new GatewayMap(GatewayDocuments.Of(members)).Question(ExtAuthzRequest.Read(request, new WireLimits())!);
}

/// <summary>Reads attributes.</summary>
internal static class AttributesOfTests
{
    /// <summary>A text; null: there is none.</summary>
    public static string? Text(this StringMap map, string name) => map.TryGet(name, out var value) ? value.AsString : null;
}

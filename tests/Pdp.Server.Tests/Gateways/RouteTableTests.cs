using Pdp.Server.Gateways;
using Xunit;

namespace Pdp.Server.Tests.Gateways;

public sealed class RouteTableTests
{
    private const string Routes = """
        "routes": [
          { "path": "/users/me", "methods": ["GET"] },
          { "path": "/users/{id}", "methods": ["GET", "DELETE"] },
          { "path": "/users/{user}", "methods": ["PUT"] },
          { "path": "/users/{id}/files/{*file}", "methods": ["GET"] },
          { "path": "/users/{id}/files/secret", "methods": ["POST"] },
          { "path": "/todos/", "methods": ["GET"] },
          { "path": "/Mixed/Case", "methods": ["GET"] },
          { "path": "/", "methods": ["GET"] },
          { "grpc": "a.B/Get" }, { "grpc": "a.C/*" }
        ]
        """;

    [Theory]
    [InlineData("GET", "/users/me", "/users/me", "")]
    [InlineData("DELETE", "/users/me", null, "")]
    [InlineData("GET", "/users/7", "/users/{id}", "id=7")]
    [InlineData("PUT", "/users/7", "/users/{user}", "user=7")]
    [InlineData("PATCH", "/users/7", null, "")]
    [InlineData("get", "/users/7", null, "")]
    [InlineData("GET", "/users/", null, "")]
    [InlineData("GET", "/users", null, "")]
    [InlineData("GET", "/users/7/files/a/b%20c", "/users/{id}/files/{*file}", "id=7&file=a/b c")]
    [InlineData("GET", "/users/7/files/a", "/users/{id}/files/{*file}", "id=7&file=a")]
    [InlineData("GET", "/users/7/files/", null, "")]
    [InlineData("GET", "/users/7/files", null, "")]
    [InlineData("GET", "/users/7/files/secret", null, "")]
    [InlineData("GET", "/users/7/files/secret/x", "/users/{id}/files/{*file}", "id=7&file=secret/x")]
    [InlineData("GET", "/todos/", "/todos/", "")]
    [InlineData("GET", "/todos", null, "")]
    [InlineData("GET", "/mixed/case", null, "")]
    [InlineData("GET", "/", "/", "")]
    [InlineData("GET", "/nothing", null, "")]
    public void The_most_exact_path_decides_and_then_its_method(string method, string target, string? template, string parameters) =>
        Finds($"{GatewayDocuments.Subject}, {Routes}", method, target, template, parameters);

    [Theory]
    [InlineData("GET", "/MIXED/case", "/Mixed/Case")]
    [InlineData("GET", "/USERS/me", "/users/me")]
    [InlineData("GET", "/todos", "/todos/")]
    [InlineData("GET", "/todos/", "/todos/")]
    [InlineData("GET", "/users/me/", "/users/me")]
    [InlineData("GET", "/", "/")]
    public void Case_and_a_slash_at_the_end_may_be_ignored(string method, string target, string template) =>
        Finds($"{GatewayDocuments.Subject}, \"ignoreCase\": true, \"ignoreTrailingSlash\": true, {Routes}", method, target, template, null);

    [Theory]
    [InlineData("a.B", "Get", "a.B/Get")]
    [InlineData("a.B", "Put", null)]
    [InlineData("a.C", "Put", "a.C/*")]
    [InlineData("A.C", "Put", null)]
    public void Calls_of_gRPC_have_their_own(string service, string method, string? template)
    {
        var table = new RouteTable(GatewayDocuments.Of($"{GatewayDocuments.Subject}, {Routes}"));
        Assert.Equal(template, table.FindGrpc(service, method)?.Route.Template);
    }

    private static void Finds(string members, string method, string target, string? template, string? parameters)
    {
        var match = new RouteTable(GatewayDocuments.Of(members)).Find(RequestPath.Parse(target)!, method);
        Assert.Equal(template, match?.Route.Template);
        if (match is not null && parameters is not null) Assert.Equal(parameters, string.Join('&', match.Parameters.Select(static p => $"{p.Key}={p.Value}")));
    }
}

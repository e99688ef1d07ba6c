using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Pdp.Client.AspNetCore.Tests.Support;
using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.AspNetCore.Tests;

/// <summary>Endpoints of every kind, authorized by the real server.</summary>
public sealed class EndpointTests(SamplePdp pdp)
{
    [Theory]
    [InlineData("/minimal/roadmap")]
    [InlineData("/grouped/roadmap/title")]
    [InlineData("/named/roadmap")]
    [InlineData("/controller/roadmap")]
    public async Task Whoever_is_permitted_gets_in_and_whoever_is_denied_is_told_the_reason(string path)
    {
        await using var web = await StartAsync();

        var alice = await web.GetAsync(path);
        var gustav = await web.GetAsync(path, "sub=gustav");
        var heidi = await web.GetAsync(path, "sub=heidi");
        var nobody = await web.GetAsync(path, claims: null);

        Assert.Equal((200, "permitted"), (alice.Status, alice.Body));
        Assert.Equal((403, "application/problem+json"), (gustav.Status, gustav.Type));
        Assert.Equal("documents and folders never leave their company", JsonDocument.Parse(gustav.Body).RootElement.GetProperty("detail").GetString());
        Assert.Equal(403, heidi.Status);
        Assert.False(JsonDocument.Parse(heidi.Body).RootElement.TryGetProperty("detail", out _));
        Assert.Equal(401, nobody.Status);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_stays_with_the_operator()
    {
        await using var web = await StartAsync();

        var carol = await web.GetAsync("/minimal/merger", "sub=carol");

        Assert.Equal(403, carol.Status);
        Assert.DoesNotContain("context", carol.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("attribute", carol.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_lets_nobody_in()
    {
        await using var web = await StartAsync();

        Assert.Equal((403, 401), ((await web.GetAsync("/forgotten")).Status, (await web.GetAsync("/forgotten", claims: null)).Status));
        Assert.Equal(200, (await web.GetAsync("/open", claims: null)).Status);
    }

    [Fact]
    public async Task Policies_of_the_application_work_as_before()
    {
        await using var web = await StartAsync();

        Assert.Equal((200, 403), ((await web.GetAsync("/own", "sub=x;team=blue")).Status, (await web.GetAsync("/own", "sub=x;team=red")).Status));
    }

    [Fact]
    public async Task A_name_that_says_nothing_is_an_error_and_lets_nobody_in()
    {
        await using var web = await StartAsync();

        Assert.Equal(500, (await web.GetAsync("/misnamed/roadmap")).Status);
    }

    [Fact]
    public async Task An_outage_is_told_as_such_and_ends()
    {
        await using var network = new FaultyNetwork(pdp.Process.EndPoint);
        await using var web = await StartAsync(network);
        Assert.Equal(200, (await web.GetAsync("/minimal/roadmap")).Status);

        network.Break(NetworkFault.Down);
        var out1 = await web.GetAsync("/minimal/roadmap");
        network.Heal();
        var back = out1;
        while (back.Status != 200) back = await web.GetAsync("/minimal/roadmap");

        Assert.Equal((503, "application/problem+json", TimeSpan.FromSeconds(3)), (out1.Status, out1.Type, out1.RetryAfter));
        Assert.DoesNotContain("detail", out1.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(network.EndPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), out1.Body, StringComparison.Ordinal);
    }

    private Task<Web> StartAsync(FaultyNetwork? network = null)
    {
        var builder = Web.Builder(network?.EndPoint ?? pdp.Process.EndPoint, options => options.RetryAfter = TimeSpan.FromSeconds(2.5));
        builder.Services.AddAuthorizationBuilder().AddPolicy("blue", policy => policy.RequireClaim("team", "blue"));
        builder.Services.AddControllers().AddApplicationPart(typeof(EndpointTests).Assembly);
        return Web.StartAsync(builder, app =>
        {
            app.MapGet("/minimal/{id}", Say).RequirePdp("document", "read");
            app.MapGroup("/grouped/{document}").RequirePdp("document", "read", resourceIdFrom: "document").MapGet("title", Say);
            app.MapGet("/named/{id}", Say).RequireAuthorization("pdp:document:read");
            app.MapControllers();
            app.MapGet("/forgotten", () => "forgotten");
            app.MapGet("/open", () => "open").AllowAnonymous();
            app.MapGet("/own", () => "own").RequireAuthorization("blue");
            app.MapGet("/misnamed/{id}", () => "misnamed").RequireAuthorization("pdp:document");
        });
    }

    private static string Say(HttpContext context) => context.GetPdpDecision().Reason.Name();
}

/// <summary>A controller whose action is authorized.</summary>
[ApiController]
public sealed class DocumentsController : ControllerBase
{
    [HttpGet("controller/{document}")]
    [PdpAuthorize("document", "read", ResourceIdFrom = "document")]
    public string Read(string document) => document == "roadmap" ? HttpContext.GetPdpDecision().Reason.Name() : document;
}

using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pdp.Client.AspNetCore.Tests.Support;
using Xunit;

namespace Pdp.Client.AspNetCore.Tests;

/// <summary>What the PDP is asked, and that whatever keeps it from being asked denies.</summary>
public sealed class QuestionTests
{
    [Fact]
    public async Task The_question_has_what_was_configured_and_nothing_else()
    {
        var pdp = new ScriptedPdp(_ => ScriptedPdp.Permit);
        await using var web = await StartAsync(pdp, options =>
        {
            options.SubjectTypeClaim = "kind";
            options.SubjectAttributes.Map("dept", "department").MapList("role", "roles");
            options.RemoteAddressAttribute = "ip";
            options.Context = (http, context) => context["method"] = http.Request.Method;
        });

        var reply = await web.GetAsync("/documents/roadmap", "sub=alice;kind=person;dept=sales;role=a;role=b;secret=x");

        Assert.Equal(200, reply.Status);
        var asked = Assert.Single(pdp.Asked);
        Assert.Equal(("person", "alice", "read", "document", "roadmap"), (asked.Subject.Type, asked.Subject.Id, asked.Action.Name, asked.Resource.Type, asked.Resource.Id));
        Assert.Equal(["department", "roles"], asked.Subject.Properties.Order(StringComparer.Ordinal));
        Assert.Equal(["ip", "method"], asked.Context.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true, "Bearer a.b.c", "a.b.c", "")]
    [InlineData(true, "bearer a.b.c", "a.b.c", "")]
    [InlineData(true, "Basic a.b.c", "", "alice")]
    [InlineData(true, null, "", "alice")]
    [InlineData(false, "Bearer a.b.c", "", "alice")]
    public async Task The_token_of_a_request_is_passed_on_if_it_is_wanted_and_says_who_asks(bool forwards, string? header, string token, string id)
    {
        var pdp = new ScriptedPdp(_ => ScriptedPdp.Permit);
        await using var web = await StartAsync(pdp, options =>
        {
            options.ForwardBearerToken = forwards;
            options.SubjectAttributes.Map("dept");
        });
        if (header is not null) web.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        Assert.Equal(200, (await web.GetAsync("/documents/roadmap", "sub=alice;dept=sales")).Status);

        var asked = Assert.Single(pdp.Asked);
        Assert.Equal((token, id), (asked.SubjectToken, asked.Subject.Id));
        Assert.Equal(["dept"], asked.Subject.Properties);
    }

    [Fact]
    public async Task A_token_that_the_PDP_refuses_is_told_to_the_client_who_can_have_another()
    {
        var pdp = new ScriptedPdp(_ => AuthorizationDecision.ForTesting(Effect.Deny, ReasonCode.TokenRefused));
        await using var web = await StartAsync(pdp, options => options.ForwardBearerToken = true);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/documents/roadmap");
        request.Headers.Add("x-claims", "sub=alice");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer a.b.c");

        using var reply = await web.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal("Bearer error=\"invalid_token\"", reply.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain("a.b.c", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_the_id_is_told_by_default()
    {
        var pdp = new ScriptedPdp(_ => ScriptedPdp.Permit);
        await using var web = await StartAsync(pdp);

        await web.GetAsync("/documents/roadmap", "sub=alice;dept=sales");

        var asked = Assert.Single(pdp.Asked);
        Assert.Equal("user", asked.Subject.Type);
        Assert.Empty(asked.Subject.Properties);
        Assert.Empty(asked.Context);
    }

    [Theory]
    [InlineData("/documents/roadmap", "dept=sales", 403)] // no id
    [InlineData("/documents/roadmap", "sub=alice;sub=bob", 403)] // two
    [InlineData("/documents/roadmap", "sub=", 403)]
    [InlineData("/documents/roadmap", "sub=alice;dept=a;dept=b", 500)] // an attribute that has one value
    [InlineData("/no-id", "sub=alice", 500)]
    [InlineData("/resolved/nowhere", "sub=alice", 403)]
    [InlineData("/resolved/broken", "sub=alice", 500)]
    [InlineData("/resolved/other-type", "sub=alice", 500)]
    public async Task What_cannot_be_asked_is_denied_and_not_asked(string path, string claims, int status)
    {
        var pdp = new ScriptedPdp(_ => ScriptedPdp.Permit);
        await using var web = await StartAsync(pdp, options => options.SubjectAttributes.Map("dept"));

        var reply = await web.GetAsync(path, claims);

        Assert.Equal((status, "application/problem+json"), (reply.Status, reply.Type));
        Assert.Empty(pdp.Asked);
    }

    [Fact]
    public async Task A_context_that_throws_denies()
    {
        var pdp = new ScriptedPdp(_ => ScriptedPdp.Permit);
        await using var web = await StartAsync(pdp, options => options.Context = (_, _) => throw new InvalidOperationException("broken"));

        var reply = await web.GetAsync("/documents/roadmap");

        Assert.Equal(500, reply.Status);
        Assert.DoesNotContain("broken", reply.Body, StringComparison.Ordinal);
        Assert.Empty(pdp.Asked);
    }

    [Fact]
    public async Task A_resolver_says_what_the_resource_is()
    {
        var pdp = new ScriptedPdp(_ => ScriptedPdp.Permit);
        await using var web = await StartAsync(pdp);

        Assert.Equal(200, (await web.GetAsync("/resolved/found")).Status);

        var asked = Assert.Single(pdp.Asked);
        Assert.Equal("file-found", asked.Resource.Id);
        Assert.Equal(["owner"], asked.Resource.Properties);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Every_reason_has_its_status_and_only_a_permission_lets_in(ReasonCode reason)
    {
        var pdp = new ScriptedPdp(_ => reason == ReasonCode.Permitted ? ScriptedPdp.Permit : AuthorizationDecision.ForTesting(Effect.Deny, reason));
        await using var web = await StartAsync(pdp);

        var reply = await web.GetAsync("/documents/roadmap");

        var status = reason switch
        {
            ReasonCode.Permitted => 200,
            ReasonCode.TokenRefused => 401,
            ReasonCode.Unspecified or ReasonCode.InvalidRequest => 500,
            _ => reason.IsPolicyDenial() ? 403 : 503,
        };
        Assert.Equal((status, status == 503), (reply.Status, reply.RetryAfter is not null));
    }

    public static TheoryData<ReasonCode> Reasons => [.. Enum.GetValues<ReasonCode>()];

    [Fact]
    public async Task A_denial_stays_one_whatever_other_handlers_say_and_goes_before_an_outage()
    {
        var pdp = new ScriptedPdp(request => AuthorizationDecision.ForTesting(
            Effect.Deny, request.Action.Name == "read" ? ReasonCode.Unavailable : ReasonCode.Denied));
        await using var web = await StartAsync(pdp, services: services => services.AddSingleton<IAuthorizationHandler, Generous>());

        Assert.Equal(503, (await web.GetAsync("/documents/roadmap")).Status);
        Assert.Equal(403, (await web.GetAsync("/both/roadmap")).Status);
    }

    [Fact]
    public async Task An_endpoint_sees_all_decisions_and_their_obligations()
    {
        var pdp = new ScriptedPdp(request => AuthorizationDecision.ForTesting(
            Effect.Permit, ReasonCode.Permitted, new Obligation(request.Action.Name, JsonElement.Parse("{}"))));
        await using var web = await StartAsync(pdp);

        Assert.Equal("read edit", (await web.GetAsync("/both/roadmap")).Body);
    }

    [Fact]
    public async Task An_application_may_ask_of_a_resource_that_it_has()
    {
        var pdp = new ScriptedPdp(request => request.Resource.Id == "mine" ? ScriptedPdp.Permit : default);
        await using var web = await StartAsync(pdp);
        var authorization = web.Services.GetRequiredService<IAuthorizationService>();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice")], "test"));

        var mine = await authorization.AuthorizeAsync(user, new PdpResource("document", "mine"), "pdp:document:read");
        var other = await authorization.AuthorizeAsync(user, new PdpResource("document", "other"), "pdp:document:read");
        var otherType = await authorization.AuthorizeAsync(user, new PdpResource("folder", "mine"), "pdp:document:read");
        var nothing = await authorization.AuthorizeAsync(user, new object(), "pdp:document:read");
        var nobody = await authorization.AuthorizeAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice")])), new PdpResource("document", "mine"), "pdp:document:read");

        Assert.True(mine.Succeeded);
        Assert.Equal([false, false, false, false], new[] { other, otherType, nothing, nobody }.Select(one => one.Succeeded));
        Assert.Equal(401, Assert.Single(nobody.Failure!.FailureReasons.OfType<PdpFailureReason>()).StatusCode);
        Assert.Equal(2, pdp.Asked.Count);
    }

    [Fact]
    public void Wrong_options_are_told_together()
    {
        var options = new PdpAuthorizationOptions { SubjectType = "", SubjectIdClaims = [], RetryAfter = TimeSpan.Zero, RemoteAddressAttribute = "", SubjectTypeClaim = "" };

        var result = new PdpAuthorizationOptionsValidator().Validate(Options.DefaultName, options);

        Assert.Equal(5, result.Failures!.Count());
        Assert.True(new PdpAuthorizationOptionsValidator().Validate(Options.DefaultName, new PdpAuthorizationOptions()).Succeeded);
    }

    private static Task<Web> StartAsync(IPdpClient pdp, Action<PdpAuthorizationOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        var builder = Web.Builder(new IPEndPoint(IPAddress.Loopback, 1), options);
        builder.Services.AddSingleton(pdp);
        builder.Services.AddPdpAuthorization().AddResourceResolver<Files>("file");
        services?.Invoke(builder.Services);
        return Web.StartAsync(builder, app =>
        {
            app.MapGet("/documents/{id}", () => "in").RequirePdp("document", "read");
            app.MapGet("/no-id", () => "in").RequirePdp("document", "read");
            app.MapGet("/resolved/{id}", () => "in").RequirePdp("file", "read");
            app.MapGet("/both/{id}", (HttpContext context) =>
                    string.Join(' ', context.GetPdpDecisions().SelectMany(one => one.Decision.Obligations).Select(one => one.Id)))
                .RequirePdp("document", "read").RequirePdp("document", "edit");
        });
    }

    private sealed class Files : IPdpResourceResolver
    {
        public ValueTask<PdpResource?> ResolveAsync(HttpContext context, PdpRequirement requirement, string? id, CancellationToken cancellationToken) => id switch
        {
            "found" => ValueTask.FromResult<PdpResource?>(new PdpResource("file", "file-found") { ["owner"] = "alice" }),
            "other-type" => ValueTask.FromResult<PdpResource?>(new PdpResource("document", "found")),
            "broken" => throw new InvalidOperationException("the database is away"),
            _ => ValueTask.FromResult<PdpResource?>(null),
        };
    }

    /// <summary>Meets every requirement.</summary>
    private sealed class Generous : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            foreach (var requirement in context.Requirements.ToList()) context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}

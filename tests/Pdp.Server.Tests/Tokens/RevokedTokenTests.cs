using System.Net;
using System.Text;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Tests.Access;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

/// <summary>A token that is revoked does not count from then on, on whatever way it comes, though it was verified before.</summary>
public sealed class RevokedTokenTests : IAsyncDisposable
{
    private const string Evaluation = """{ "subject": { "type": "robot", "id": "r" }, "action": { "name": "read" }, "resource": { "type": "document", "id": "1" } }""";

    private readonly TokenScene _scene = new();
    private readonly AccessFolder _access = new AccessFolder().Permit(("tokens", ["check", "gateway", "revoke", "watch"], "subject.type == 'token' || subject.type == 'anonymous' && action.name in ['gateway', 'revoke']"));

    public RevokedTokenTests() => _scene.Put("policies/gateway.json", TokenScene.Gateway);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _access.Dispose();
        await _scene.DisposeAsync();
    }

    [Theory]
    [InlineData("token", true)]
    [InlineData("token", false)]
    [InlineData("session", true)]
    [InlineData("session", false)]
    public async Task It_is_refused_over_gRPC_and_HTTP_and_other_tokens_are_not(string what, bool directly)
    {
        await using var server = await _scene.StartAsync(options => _access.Set(options) with { CallerTokens = true, AnswersDirectly = directly, State = _scene["state"] });
        var (bad, good) = (Forge.Good(("jti", "\"t-9\""), ("sid", "\"s-9\"")), Forge.Good(("jti", "\"t-1\""), ("sid", "\"s-1\"")));
        var caller = With(good);
        using var stream = server.Decisions.CheckStream(caller);
        using var own = server.Decisions.CheckStream(With(bad));
        foreach (var token in new[] { bad, good }) Assert.Equal(Right, await AllAsync(token));

        await new RevocationService.RevocationServiceClient(server.Channel).RevokeAsync(
            new RevokeRequest { Revocations = { what == "token" ? new Revocation { Token = "t-9" } : new Revocation { Session = "s-9", Issuer = Forge.Issuer } } }, cancellationToken: Cancelled);
        Assert.Equal(("token-revoked", "token-revoked", StatusCode.Unauthenticated, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await AllAsync(bad));
        Assert.Equal(Right, await AllAsync(good));

        // a stream that was begun with it is answered no more
        await own.RequestStream.WriteAsync(new CheckStreamRequest { Request = TokenScene.Ask(good) }, Cancelled);
        Assert.True(await own.ResponseStream.MoveNext(Cancelled));
        Assert.Equal((int)StatusCode.PermissionDenied, own.ResponseStream.Current.Error.Code);

        async Task<(string Call, string Stream, StatusCode Caller, HttpStatusCode Http, HttpStatusCode Gateway)> AllAsync(string token)
        {
            var call = "";
            try
            {
                await server.Decisions.CheckAsync(TokenScene.Ask(token), caller);
            }
            catch (RpcException exception)
            {
                call = exception.Status.Detail.Split(':')[0];
            }

            await stream.RequestStream.WriteAsync(new CheckStreamRequest { Request = TokenScene.Ask(token) }, Cancelled);
            Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
            var streamed = stream.ResponseStream.Current.Error?.Message.Split(':')[0] ?? "";
            var status = StatusCode.OK;
            try
            {
                await server.Decisions.CheckAsync(TokenScene.Ask(good), With(token));
            }
            catch (RpcException exception)
            {
                status = exception.StatusCode;
            }

            return (call, streamed, status, await SendAsync(HttpMethod.Post, "/access/v1/evaluation", token), await SendAsync(HttpMethod.Get, "/forward-auth/nginx", token));
        }

        async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string token)
        {
            using var request = new HttpRequestMessage(method, path);
            if (method == HttpMethod.Post) request.Content = new StringContent(Evaluation, Encoding.UTF8, "application/json");
            request.Headers.Authorization = new("Bearer", token);
            request.Headers.Add("X-Original-Method", "GET");
            request.Headers.Add("X-Original-URI", "/documents/1");
            using var answer = await server.Http.SendAsync(request, Cancelled);
            return answer.StatusCode;
        }
    }

    private static (string Call, string Stream, StatusCode Caller, HttpStatusCode Http, HttpStatusCode Gateway) Right => ("", "", StatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK);

    private static CallOptions With(string token) => new(new Metadata { { "authorization", "Bearer " + token } }, cancellationToken: Cancelled);
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pdp.Contracts.V1;
using Pdp.Server.Access;
using Pdp.Server.Settings;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.ExtAuthz;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Transport;
using Xunit;
using V1 = Grpc.Reflection.V1;

namespace Pdp.Server.Tests.Access;

public sealed class AccessServerTests : IDisposable
{
    private const string Key = "pdp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
    private const string Evaluation = """{ "subject": { "type": "user", "id": "alice" }, "action": { "name": "read" }, "resource": { "type": "document", "id": "d1", "properties": { "owner": "alice" } } }""";

    private readonly AccessFolder _folder = new();
    private readonly LogRecorder _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static CallOptions WithKey => new(new Metadata { { "authorization", "Bearer " + Key } }, cancellationToken: Cancelled);

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Whoever_may_nothing_gets_nothing_from_any_endpoint()
    {
        _folder.Permit(("a", ["*"], "subject.type == 'key'"));
        await using var server = await RunningServer.StartAsync(_folder.Set, bundle: InteropServer.Bundle, log: _log);
        var channel = server.Channel;
        Func<Task>[] calls =
        [
            async () => await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled),
            async () => await server.Decisions.ExplainAsync(Explained(), cancellationToken: Cancelled),
            async () => await server.Policies.GetRevisionAsync(new GetRevisionRequest(), cancellationToken: Cancelled),
            async () => await server.Policies.ListPoliciesAsync(new ListPoliciesRequest(), cancellationToken: Cancelled),
            async () => await server.Policies.GetPolicyAsync(new GetPolicyRequest { Id = "x" }, cancellationToken: Cancelled),
            async () => await server.Policies.GetShadowReportAsync(new GetShadowReportRequest(), cancellationToken: Cancelled),
            async () => await new RevocationService.RevocationServiceClient(channel).RevokeAsync(new RevokeRequest(), cancellationToken: Cancelled),
            async () => await new RevocationService.RevocationServiceClient(channel).ListRevocationsAsync(new ListRevocationsRequest(), cancellationToken: Cancelled),
            async () => await server.Policies.ReloadAsync(new ReloadRequest(), cancellationToken: Cancelled),
            async () =>
            {
                using var watch = server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
                await watch.ResponseStream.MoveNext(Cancelled);
            },
            async () =>
            {
                using var call = new V1.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Cancelled);
                await call.ResponseStream.MoveNext(Cancelled);
            },
        ];
        foreach (var call in calls) Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
        foreach (var path in new[] { "evaluation", "evaluations", "search/subject", "search/resource", "search/action" })
        {
            using var answer = await server.Http.PostAsync($"/access/v1/{path}", Json(Evaluation), Cancelled);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using (var forwarded = await server.Http.GetAsync("/forward-auth", Cancelled))
            Assert.Equal((HttpStatusCode.Forbidden, "DENY"), (forwarded.StatusCode, forwarded.Headers.GetValues("X-Pdp-Decision").Single()));

        // to Envoy a failed call need be no denial
        var denied = await EnvoyCall.SendAsync(server, EnvoyCall.Request("GET", "/todos", ("x-user", InteropServer.Beth)));
        Assert.Equal(7, denied.Status.Code);

        // what probes need, and what is published, is for everybody
        Assert.Equal("ready\n", await server.Http.GetStringAsync("/readyz", Cancelled));
        Assert.Equal("ok\n", await server.Http.GetStringAsync("/healthz", Cancelled));
        await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new Grpc.Health.V1.HealthCheckRequest(), cancellationToken: Cancelled);
        Assert.Contains(_log.Records, static record => record.StartsWith("Warning AccessRefused: `anonymous` may not ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_may_everything_gets_it_by_its_key()
    {
        _folder.Permit(("a", ["*"], "subject.type == 'key' && subject.id == 'orders'")).PutKeys(("orders", Key, null));
        await using var server = await RunningServer.StartAsync(_folder.Set, log: _log);
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Questions.Permitted, WithKey)).Decision);
        Assert.Equal(Decision.Permit, (await server.Decisions.ExplainAsync(Explained(), WithKey)).Response.Decision);
        Assert.NotEmpty((await server.Policies.ListPoliciesAsync(new ListPoliciesRequest(), WithKey)).Policies);
        using (var watch = server.Policies.Watch(new WatchRequest(), WithKey)) Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        using (var reflection = new V1.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo(WithKey))
        {
            await reflection.RequestStream.WriteAsync(new V1.ServerReflectionRequest { ListServices = "" }, Cancelled);
            Assert.True(await reflection.ResponseStream.MoveNext(Cancelled));
        }

        // it may reload, though this server follows nothing
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(async () => await server.Policies.ReloadAsync(new ReloadRequest(), WithKey))).StatusCode);
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var answer = await server.Http.PostAsync("/access/v1/evaluation", Json(Evaluation), Cancelled);
        Assert.StartsWith("""{"decision":true""", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);

        // what a gateway passes on is its client's: the gateway itself is known by its connection
        using var forwarded = await server.Http.GetAsync("/forward-auth", Cancelled);
        Assert.Equal(HttpStatusCode.Forbidden, forwarded.StatusCode);
        Assert.DoesNotContain(_log.Records, static record => record.Contains(Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_is_none_is_told_so_and_not_taken_for_nobody(bool directly)
    {
        _folder.Permit(("a", ["*"], "true")).PutKeys(("orders", Key, null));
        await using var server = await RunningServer.StartAsync(options => _folder.Set(options) with { AnswersDirectly = directly });
        var wrong = new CallOptions(new Metadata { { "authorization", "Bearer " + Key[..^1] } }, cancellationToken: Cancelled);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await server.Decisions.CheckAsync(Questions.Permitted, wrong))).StatusCode);
        using var stream = server.Decisions.CheckStream(wrong);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(Cancelled))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await server.Policies.ReloadAsync(new ReloadRequest(), wrong))).StatusCode);
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key[..^1]);
        using var answer = await server.Http.PostAsync("/access/v1/evaluation", Json(Evaluation), Cancelled);
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (answer.StatusCode, answer.Headers.WwwAuthenticate.Single().Scheme));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Questions_about_what_is_not_its_own_are_refused_one_by_one(bool directly)
    {
        _folder.Permit(("a", ["check"], "resource.subject_type == 'user' && resource.resource_type == 'document'"));
        await using var server = await RunningServer.StartAsync(options => _folder.Set(options) with { AnswersDirectly = directly });
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await server.Decisions.CheckAsync(Questions.Foreign, cancellationToken: Cancelled));
        Assert.Equal((StatusCode.PermissionDenied, "`anonymous` may not `check` questions about subjects of type `user` and resources of type `planet` here"), (refused.StatusCode, refused.Status.Detail));
        var service = Questions.Permitted;
        service.Subject.Type = "service";
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await server.Decisions.CheckAsync(service, cancellationToken: Cancelled))).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await server.Decisions.ExplainAsync(Explained(), cancellationToken: Cancelled))).StatusCode);

        var batch = new CheckBatchRequest { Subject = Questions.Permitted.Subject };
        foreach (var question in new[] { Questions.Permitted, Questions.Foreign, Questions.Denied }) batch.Items.Add(new CheckBatchItem { Action = question.Action, Resource = question.Resource });
        var results = (await server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancelled)).Results;
        Assert.Equal([Decision.Permit, null, Decision.Deny], results.Select(static one => one.Response?.Decision));
        Assert.Equal((int)StatusCode.PermissionDenied, results[1].Error.Code);

        using var stream = server.Decisions.CheckStream(cancellationToken: Cancelled);
        foreach (var (id, expected) in new[] { (1u, true), (2u, false), (3u, true) })
        {
            await stream.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = id, Request = expected ? Questions.Permitted : Questions.Foreign }, Cancelled);
            Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
            var answer = stream.ResponseStream.Current;
            Assert.Equal((id, expected ? Decision.Permit : null, expected ? null : (int)StatusCode.PermissionDenied), (answer.RequestId, answer.Response?.Decision, answer.Error?.Code));
        }
    }

    [Fact]
    public async Task Evaluations_and_searches_are_refused_by_type()
    {
        _folder.Permit(("a", ["check"], "resource.resource_type == 'document'"), ("b", ["search"], "resource.resource_type == 'document'"));
        await using var server = await RunningServer.StartAsync(_folder.Set);
        using var refused = await server.Http.PostAsync("/access/v1/evaluation", Json(Evaluation.Replace("document", "planet", StringComparison.Ordinal)), Cancelled);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var many = $$"""{ "evaluations": [ {{Evaluation}}, {{Evaluation.Replace("document", "planet", StringComparison.Ordinal)}}, {{Evaluation}} ] }""";
        using var answer = await server.Http.PostAsync("/access/v1/evaluations", Json(many), Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        using var parsed = System.Text.Json.JsonDocument.Parse(text);
        var decisions = parsed.RootElement.GetProperty("evaluations");
        Assert.Equal([true, false, true], decisions.EnumerateArray().Select(static one => one.GetProperty("decision").GetBoolean()));
        Assert.Equal(403, decisions[1].GetProperty("context").GetProperty("error").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task What_changes_while_the_server_runs_counts_for_calls_streams_and_watchers()
    {
        _folder.Permit(("a", ["check", "watch"], "subject.type == 'key'")).PutKeys(("orders", Key, null), ("others", Key + "2", null));
        await using var server = await RunningServer.StartAsync(options => _folder.Set(options) with { Poll = TimeSpan.FromMilliseconds(50) }, log: _log);
        using var stream = server.Decisions.CheckStream(WithKey);
        using var watch = server.Policies.Watch(new WatchRequest { Heartbeat = new Google.Protobuf.WellKnownTypes.Duration { Seconds = 1 } }, WithKey);
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        Assert.Null(await Asked());

        // what is wrong changes nothing, and is told
        _folder.PutKeys("{").Put("callers.json", "{");
        await Seen("Error AccessNotTaken: the API keys");
        await Seen("Error AccessNotTaken: the access policies");
        Assert.Null(await Asked());

        _folder.PutKeys(("others", Key + "2", null));
        await Seen("Information AccessKeysLoaded");
        Assert.Equal((int)StatusCode.PermissionDenied, (await Asked())!.Code);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await server.Decisions.CheckAsync(Questions.Permitted, WithKey))).StatusCode);
        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(Cancelled))
            {
            }
        });
        Assert.Equal(StatusCode.PermissionDenied, ended.StatusCode);

        _folder.Permit(("a", ["check"], "true"));
        await Seen("Information AccessLoaded", 2);
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);

        async Task<CheckError?> Asked()
        {
            await stream.RequestStream.WriteAsync(new CheckStreamRequest { Request = Questions.Permitted }, Cancelled);
            Assert.True(await stream.ResponseStream.MoveNext(Cancelled));
            return stream.ResponseStream.Current.Error;
        }

        async Task Seen(string record, int times = 1)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (_log.Records.Count(one => one.StartsWith(record, StringComparison.Ordinal)) < times) await timer.WaitForNextTickAsync(Cancelled);
        }
    }

    [Fact]
    public async Task Workloads_are_known_by_their_SPIFFE_ID_on_both_addresses()
    {
        using var files = new TlsFolder();
        Authority servers = new("servers"), workloads = new("workloads", uri: "spiffe://example.org");
        files.PutServer(servers.Server());
        files.Put("bundle.pem", workloads.Pem);
        _folder.Permit(("a", ["check"], "subject.type == 'workload' && subject.id == 'spiffe://example.org/documents'"));
        var tls = files.Options with { Poll = TimeSpan.FromHours(1), SpiffeBundles = TlsOptions.None.SpiffeBundles.SetItem("example.org", files["bundle.pem"]) };
        await using var server = await RunningServer.StartAsync(options => _folder.Set(options) with { Tls = tls }, connect: false);
        foreach (var (name, may) in new[] { ("documents", true), ("others", false) })
        {
            var shown = workloads.Workload([$"spiffe://example.org/{name}"]);
            using var grpc = new TlsClient(server.Server.GrpcEndPoint, servers, shown);
            var asking = grpc.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
            if (may) Assert.Equal(Decision.Permit, (await asking).Decision);
            else Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await asking)).StatusCode);
            using var http = new TlsClient(server.Server.HttpEndPoint, servers, shown, version: HttpVersion.Version11);
            using var answer = await http.Http.PostAsync("/access/v1/evaluation", Json(Evaluation), Cancelled);
            Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Processes_are_known_by_their_user(int more, bool may)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "credentials of peers are Linux's");
        var user = UserOfThisProcess() + (uint)more;
        _folder.Permit(("a", ["check"], $"subject.type == 'process' && subject.user == {user}"));
        await using var server = await RunningServer.StartAsync(options => _folder.Set(options) with { Grpc = _folder.Socket("grpc") }, connect: false);
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(server.Server.GrpcEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler });
        var asking = new DecisionService.DecisionServiceClient(channel).CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
        if (may) Assert.Equal(Decision.Permit, (await asking).Decision);
        else Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await asking)).StatusCode);
    }

    // one that were forgotten would be closed to everybody, which a caller would find out
    [Fact]
    public async Task Every_endpoint_says_who_may_ask_for_it()
    {
        await using var server = await RunningServer.StartAsync(static options => options with { ReloadTokenFile = null });
        Assert.All(server.Server.Endpoints, static endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<AccessRule>()));
        Assert.InRange(server.Server.Endpoints.Count, 20, 100);
    }

    private static ExplainRequest Explained()
    {
        var question = Questions.Permitted;
        return new ExplainRequest { Subject = question.Subject, Action = question.Action, Resource = question.Resource };
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static uint UserOfThisProcess() =>
        uint.Parse(File.ReadLines("/proc/self/status").First(static line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], System.Globalization.CultureInfo.InvariantCulture);
}

using global::Grpc.Core;
using global::Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Pdp.Client.AspNetCore.Tests.Support;
using Xunit;

namespace Pdp.Client.AspNetCore.Tests.Grpc;

/// <summary>gRPC methods of all four kinds are let through when the PDP permits it, and streams go on for as long as it does.</summary>
public sealed class GrpcInterceptorTests
{
    private static readonly Metadata Alice = new() { { "x-claims", "sub=alice" }, { "book", "atlas" } };

    private readonly FakeTimeProvider _clock = new();
    private volatile ReasonCodeBox _answer = new(ReasonCode.Permitted);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<ReasonCode, StatusCode> Refusals => new()
    {
        { ReasonCode.Denied, StatusCode.PermissionDenied },
        { ReasonCode.Indeterminate, StatusCode.PermissionDenied },
        { ReasonCode.Unavailable, StatusCode.Unavailable },
        { ReasonCode.Deadline, StatusCode.Unavailable },
        { ReasonCode.Unspecified, StatusCode.Internal },
    };

    [Fact]
    public async Task What_is_permitted_gets_through_with_its_resource()
    {
        var pdp = Pdp();
        await using var web = await StartAsync(pdp);
        var library = Client(web);

        var read = await library.ReadAsync(new Book { Id = "atlas" }, Alice, cancellationToken: Cancellation);
        using var follow = library.Follow(new Book { Id = "bible" }, Alice, cancellationToken: Cancellation);
        Assert.True(await follow.ResponseStream.MoveNext(Cancellation));
        using var fill = library.Fill(Alice, cancellationToken: Cancellation);
        await fill.RequestStream.WriteAsync(new Book { Id = "first" }, Cancellation);
        await fill.RequestStream.CompleteAsync();
        using var talk = library.Talk(Alice, cancellationToken: Cancellation);
        await talk.RequestStream.WriteAsync(new Book { Id = "hello" }, Cancellation);
        Assert.True(await talk.ResponseStream.MoveNext(Cancellation));

        Assert.Equal(("atlas alice", "bible", "first", "hello"), (read.Id, follow.ResponseStream.Current.Id, (await fill).Id, talk.ResponseStream.Current.Id));
        Assert.Equal(
            ["fill atlas", "follow bible", "read atlas", "talk all"],
            pdp.Asked.Select(one => $"{one.Action.Name} {one.Resource.Id}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_is_not_is_refused_by_its_reason_whatever_kind_the_method_is(ReasonCode reason, StatusCode status)
    {
        _answer = new(reason);
        await using var web = await StartAsync(Pdp());
        var library = Client(web);

        StatusCode[] got =
        [
            await StatusOf(() => library.ReadAsync(new Book { Id = "x" }, Alice, cancellationToken: Cancellation).ResponseAsync),
            await StatusOf(() => library.Follow(new Book { Id = "x" }, Alice, cancellationToken: Cancellation).ResponseStream.MoveNext(Cancellation)),
            await StatusOf(() => library.Fill(Alice, cancellationToken: Cancellation).ResponseAsync),
            await StatusOf(() => library.Talk(Alice, cancellationToken: Cancellation).ResponseStream.MoveNext(Cancellation)),
        ];

        Assert.Equal([status, status, status, status], got);
    }

    [Theory]
    [InlineData(ReasonCode.Denied, StatusCode.PermissionDenied)]
    [InlineData(ReasonCode.Unavailable, StatusCode.Unavailable)]
    public async Task A_stream_that_is_not_permitted_any_more_is_ended(ReasonCode reason, StatusCode status)
    {
        var pdp = Pdp();
        await using var web = await StartAsync(pdp);
        var library = Client(web);
        using var follow = library.Follow(new Book { Id = "x" }, Alice, cancellationToken: Cancellation);
        using var talk = library.Talk(Alice, cancellationToken: Cancellation);
        Assert.True(await follow.ResponseStream.MoveNext(Cancellation));
        await talk.RequestStream.WriteAsync(new Book { Id = "hello" }, Cancellation);
        Assert.True(await talk.ResponseStream.MoveNext(Cancellation));

        _clock.Advance(TimeSpan.FromSeconds(10));
        await talk.RequestStream.WriteAsync(new Book { Id = "still" }, Cancellation);
        Assert.True(await talk.ResponseStream.MoveNext(Cancellation));
        _answer = new(reason);
        var ends = new[] { StatusOf(() => follow.ResponseStream.MoveNext(Cancellation)), StatusOf(() => talk.ResponseStream.MoveNext(Cancellation)) };
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([status, status], await Task.WhenAll(ends));
    }

    [Theory]
    [InlineData("x-expires", false)]
    [InlineData("exp", false)]
    [InlineData("exp", true)]
    public async Task A_stream_does_not_outlive_the_identity_of_its_caller(string toldBy, bool isOtherLonger)
    {
        var pdp = Pdp();
        await using var web = await StartAsync(pdp);
        var end = _clock.GetUtcNow() + TimeSpan.FromSeconds(25);
        using var follow = Client(web).Follow(new Book { Id = "x" }, Until(end, toldBy, isOtherLonger), cancellationToken: Cancellation);
        Assert.True(await follow.ResponseStream.MoveNext(Cancellation));
        var next = StatusOf(() => follow.ResponseStream.MoveNext(Cancellation));

        _clock.Advance(TimeSpan.FromSeconds(24));
        while (Count(pdp) < 2) await Task.Delay(1, Cancellation);
        var before = next.IsCompleted;
        while (!next.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(1, Cancellation);
            Assert.True(_clock.GetUtcNow() < end + TimeSpan.FromSeconds(5), "it went on");
        }

        Assert.Equal((false, StatusCode.Unauthenticated), (before, await next));
        Assert.InRange(Count(pdp), 2, 3);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("946684799.5")] // half a second before the clock's beginning
    public async Task An_identity_that_is_over_or_ends_nobody_knows_when_does_not_stream(string exp)
    {
        await using var web = await StartAsync(Pdp());
        var headers = new Metadata { { "x-claims", $"sub=alice;exp={exp}" }, { "book", "atlas" } };
        var library = Client(web);

        Assert.Equal(StatusCode.Unauthenticated, await StatusOf(() => library.Follow(new Book { Id = "x" }, headers, cancellationToken: Cancellation).ResponseStream.MoveNext(Cancellation)));
        Assert.Equal(StatusCode.Unauthenticated, await StatusOf(() => library.Talk(headers, cancellationToken: Cancellation).ResponseStream.MoveNext(Cancellation)));
        Assert.Equal(StatusCode.Unauthenticated, await StatusOf(() => library.Fill(headers, cancellationToken: Cancellation).ResponseAsync));
    }

    [Fact]
    public async Task An_identity_that_ends_beyond_all_time_streams()
    {
        await using var web = await StartAsync(Pdp());
        using var follow = Client(web).Follow(new Book { Id = "x" }, new Metadata { { "x-claims", "sub=alice;exp=1e300" } }, cancellationToken: Cancellation);

        Assert.True(await follow.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task A_method_that_does_not_notice_is_cut_off()
    {
        await using var web = await StartAsync(Pdp());
        using var follow = Client(web).Follow(new Book { Id = "deaf" }, Alice, cancellationToken: Cancellation);
        Assert.True(await follow.ResponseStream.MoveNext(Cancellation));

        _answer = new(ReasonCode.Denied);
        var end = StatusOf(() => follow.ResponseStream.MoveNext(Cancellation));
        while (!end.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.NotEqual(StatusCode.OK, await end);
    }

    [Fact]
    public async Task Nobody_and_what_nothing_is_said_of_is_refused()
    {
        var pdp = Pdp();
        await using var web = await StartAsync(pdp);
        var library = Client(web);

        Assert.Equal(StatusCode.Unauthenticated, await StatusOf(() => library.ReadAsync(new Book { Id = "x" }, cancellationToken: Cancellation).ResponseAsync));
        Assert.Equal(StatusCode.PermissionDenied, await StatusOf(() => library.ForgottenAsync(new Book { Id = "x" }, Alice, cancellationToken: Cancellation).ResponseAsync));
        Assert.Equal(StatusCode.Internal, await StatusOf(() => library.ReadAsync(new Book(), Alice, cancellationToken: Cancellation).ResponseAsync));
        Assert.Equal("x", (await library.OpenAsync(new Book { Id = "x" }, cancellationToken: Cancellation)).Id);
        Assert.Empty(pdp.Asked);
    }

    [Fact]
    public async Task A_method_may_be_named_where_services_are_set_up()
    {
        var pdp = Pdp();
        await using var web = await StartAsync(
            pdp, options => options.Map("/library.v1.Library/Forgotten", "shelf", "dust", (message, _) => ((Book)message!).Id));

        await Client(web).ForgottenAsync(new Book { Id = "top" }, Alice, cancellationToken: Cancellation);

        Assert.Equal(("dust", "shelf", "top"), pdp.Asked.Select(one => (one.Action.Name, one.Resource.Type, one.Resource.Id)).Single());
    }

    [Fact]
    public async Task An_attribute_without_the_interceptor_lets_nobody_in()
    {
        await using var web = await StartAsync(Pdp(), isIntercepted: false);

        Assert.NotEqual(StatusCode.OK, await StatusOf(() => Client(web).ReadAsync(new Book { Id = "x" }, Alice, cancellationToken: Cancellation).ResponseAsync));
    }

    private static Library.LibraryClient Client(Web web) => new(GrpcChannel.ForAddress(web.Client.BaseAddress!));

    // where two say when it ends, the earlier is meant
    private static Metadata Until(DateTimeOffset end, string toldBy, bool isOtherLonger)
    {
        var headers = new Metadata { { "x-claims", toldBy == "exp" ? $"sub=alice;exp={end.ToUnixTimeSeconds()}" : "sub=alice" } };
        if (toldBy == "x-expires") headers.Add("x-expires", end.ToString("O"));
        else if (isOtherLonger) headers.Add("x-expires", (end + TimeSpan.FromDays(1)).ToString("O"));
        return headers;
    }

    private static int Count(ScriptedPdp pdp)
    {
        lock (pdp.Asked) return pdp.Asked.Count;
    }

    private static async Task<StatusCode> StatusOf<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }

    private ScriptedPdp Pdp() => new(_ => _answer.Reason == ReasonCode.Permitted ? ScriptedPdp.Permit : AuthorizationDecision.ForTesting(Effect.Deny, _answer.Reason));

    private Task<Web> StartAsync(IPdpClient pdp, Action<PdpGrpcOptions>? options = null, bool isIntercepted = true)
    {
        var builder = Web.Builder(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(pdp).AddSingleton<TimeProvider>(_clock);
        if (isIntercepted) builder.Services.AddPdpAuthorization().AddGrpc(options);
        else builder.Services.AddGrpc();
        return Web.StartAsync(builder, app => app.MapGrpcService<LibraryService>().RequireAuthorization());
    }

    private sealed record ReasonCodeBox(ReasonCode Reason);
}

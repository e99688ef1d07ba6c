using Grpc.Core;
using Pdp.Client.Tests.Support;
using Pdp.Contracts.V1;
using Xunit;

namespace Pdp.Client.Tests.Streaming;

/// <summary>Checks on streams, of a PDP that answers nothing but streams, so that none can have been a call of its own.</summary>
public sealed class StreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://localhost:{0}")]
    [InlineData("dns:///localhost:{0}")]
    public async Task A_stream_is_opened_wherever_the_pdp_is(string place)
    {
        await using var pdp = await ScriptedPdp.StartAsync(OnStreamsOnly());
        await using var client = Client(string.Format(null, place, pdp.EndPoint.Port));

        await client.UntilPermittedAsync(Cancellation);

        Assert.Equal(ReasonCode.Permitted, (await client.CheckAsync(Ask.Permitted(), Cancellation)).Reason);
    }

    [Fact]
    public async Task A_stream_is_encrypted_as_calls_are()
    {
        await using var pdp = await ScriptedPdp.StartAsync(OnStreamsOnly());
        using var files = new CertificateFiles();
        await using var front = new TlsFront(pdp.EndPoint, files.Issue("localhost", "server"));
        using var strangers = new CertificateFiles();
        await using var stranger = new TlsFront(pdp.EndPoint, strangers.Issue("localhost", "stranger"));

        await using var client = Client($"https://localhost:{front.Port}", options => options.Tls.CertificateAuthorityFile = files.AuthorityFile);
        await client.UntilPermittedAsync(Cancellation);
        await using var careful = Client($"https://localhost:{stranger.Port}", options => options.Tls.CertificateAuthorityFile = files.AuthorityFile);

        Assert.Equal(ReasonCode.Unavailable, (await careful.CheckAsync(Ask.Permitted(), Cancellation)).Reason);
    }

    [Fact]
    public async Task Each_of_many_gets_the_answer_to_its_own_question()
    {
        await using var pdp = await ScriptedPdp.StartAsync(OnStreamsOnly(question => question.Request.Subject.Id));
        await using var client = Client($"http://{pdp.EndPoint}", options => options.Streaming.MaxStreams = 2);
        await client.UntilPermittedAsync(Cancellation);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 2000).Select(index => client.CheckAsync(Ask.Who($"user-{index}"), Cancellation).AsTask()));

        for (var i = 0; i < decisions.Length; i++) Assert.Equal((ReasonCode.Permitted, $"user-{i}"), (decisions[i].Reason, decisions[i].PolicyRevision));
    }

    [Fact]
    public async Task A_caller_that_blocks_keeps_no_other_from_its_answer()
    {
        await using var pdp = await ScriptedPdp.StartAsync(OnStreamsOnly());
        await using var client = Client($"http://{pdp.EndPoint}", options => options.Streaming.MaxStreams = 1);
        await client.UntilPermittedAsync(Cancellation);
        using var others = new CountdownEvent(50);

        var blocking = Task.Run(
            async () =>
            {
                await client.CheckAsync(Ask.Permitted(), Cancellation);
                return others.Wait(Patience, Cancellation);
            },
            Cancellation);
        var asking = Enumerable.Range(0, others.InitialCount).Select(async _ =>
        {
            await client.CheckAsync(Ask.Permitted(), Cancellation);
            others.Signal();
        }).ToArray();

        Assert.True(await blocking);
        await Task.WhenAll(asking);
    }

    [Fact]
    public async Task An_answer_longer_than_any_may_be_ends_the_stream_and_is_no_permission()
    {
        var script = OnStreamsOnly(question => question.Request.Subject.Id == "long" ? new string('x', 5000) : "r1");
        script.Check = (_, _) => throw new RpcException(new Status(StatusCode.ResourceExhausted, "too long"));
        await using var pdp = await ScriptedPdp.StartAsync(script);
        await using var client = Client($"http://{pdp.EndPoint}", options => options.MaxResponseBytes = 2000);
        await client.UntilPermittedAsync(Cancellation);

        Assert.Equal(ReasonCode.Throttled, (await client.CheckAsync(Ask.Who("long"), Cancellation)).Reason);
        await client.UntilPermittedAsync(Cancellation);
    }

    [Fact]
    public async Task Deadlines_are_each_callers_own()
    {
        await using var pdp = await ScriptedPdp.StartAsync(OnStreamsOnly());
        await using var network = new FaultyNetwork(pdp.EndPoint);
        await using var client = Client($"http://{network.EndPoint}", options => options.CircuitBreaker.MinimumThroughput = 10_000);
        await client.UntilPermittedAsync(Cancellation);
        network.Break(NetworkFault.Hung);
        int[] milliseconds = [400, 50, 200, 100, 60, 300];

        var decisions = await Task.WhenAll(milliseconds.Select(one => client.CheckAsync(Ask.Who("alice", timeout: TimeSpan.FromMilliseconds(one)), Cancellation).AsTask()));

        for (var i = 0; i < decisions.Length; i++)
        {
            Assert.Equal(ReasonCode.Deadline, decisions[i].Reason);
            Assert.InRange(decisions[i].Elapsed.TotalMilliseconds, milliseconds[i], milliseconds[i] + 1000);
        }
    }

    [Fact]
    public async Task Where_calls_come_through_and_streams_do_not_checks_are_calls()
    {
        var script = new Script { Stream = _ => null };
        await using var pdp = await ScriptedPdp.StartAsync(script);
        await using var client = Client($"http://{pdp.EndPoint}", options =>
        {
            options.Timeout = TimeSpan.FromMilliseconds(500);
            options.Streaming.MaxStreams = 1;
        });
        // a revision is demanded by calls only
        var call = new AccessRequest { Subject = new PdpSubject("user", "alice"), Action = "read", Resource = new PdpResource("document", "roadmap"), MinRevision = "r1" };
        while (!(await client.CheckAsync(call, Cancellation)).IsPermitted) await Task.Delay(10, Cancellation);

        var lost = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.CheckAsync(Ask.Permitted(), Cancellation).AsTask()));
        var late = await client.CheckAsync(Ask.Permitted(), Cancellation);

        Assert.All(lost, decision => Assert.Equal(ReasonCode.Deadline, decision.Reason));
        Assert.True(late.IsPermitted, late.ToString());
    }

    [Fact]
    public async Task A_stream_that_falls_silent_gives_back_what_was_asked_on_it_before_its_time_is_over()
    {
        var isSilent = false;
        var script = new Script();
        script.Stream = question => Volatile.Read(ref isSilent) ? null : new CheckStreamResponse { RequestId = question.RequestId, Response = Script.Permit() };
        await using var pdp = await ScriptedPdp.StartAsync(script);
        await using var client = Client($"http://{pdp.EndPoint}", options =>
        {
            options.Timeout = TimeSpan.FromMilliseconds(500);
            options.Streaming.MaxStreams = 1;
        });
        await client.UntilPermittedAsync(Cancellation);
        var calls = script.Calls;
        Volatile.Write(ref isSilent, true);

        var hasty = Enumerable.Range(0, 3).Select(_ => client.CheckAsync(Ask.Permitted(), Cancellation).AsTask()).ToArray();
        var patient = await client.CheckAsync(Ask.Who("alice", timeout: Patience), Cancellation);

        Assert.All(await Task.WhenAll(hasty), decision => Assert.Equal(ReasonCode.Deadline, decision.Reason));
        Assert.True(patient.IsPermitted);
        Assert.InRange(patient.Elapsed, TimeSpan.Zero, Patience / 2);
        Assert.Equal(calls + 1, script.Calls);
    }

    private static Script OnStreamsOnly(Func<CheckStreamRequest, string>? revision = null)
    {
        var script = Script.Failing(StatusCode.Unimplemented);
        script.Stream = question =>
        {
            var permit = Script.Permit();
            permit.Revision = revision?.Invoke(question) ?? "r1";
            return new CheckStreamResponse { RequestId = question.RequestId, Response = permit };
        };
        return script;
    }

    private static PdpClient Client(string place, Action<PdpClientOptions>? set = null)
    {
        var options = new PdpClientOptions { Endpoints = [place], Timeout = Patience, Streaming = { FromConcurrentChecks = 0 } };
        set?.Invoke(options);
        return new PdpClient(options);
    }
}

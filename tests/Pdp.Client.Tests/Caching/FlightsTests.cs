using Grpc.Core;
using Pdp.Client.Tests.Support;
using Pdp.Contracts.V1;
using Xunit;

namespace Pdp.Client.Tests.Caching;

/// <summary>
/// Those who ask the same at the same time wait for one call, and keep what is their own. Each of these tests asks one after another on one
/// thread, and a check runs on it until it waits for the PDP, or for another who does: the first asks.
/// </summary>
public sealed class FlightsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Script _script = new() { IsWatched = true };
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ScriptedPdp _pdp = null!;
    private int _asked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _pdp = await ScriptedPdp.StartAsync(_script);

    public ValueTask DisposeAsync() => _pdp.DisposeAsync();

    [Fact]
    public async Task Many_who_ask_the_same_make_one_call()
    {
        await using var client = await ClientAsync();
        Hold(_ => Script.Permit());

        var checks = Enumerable.Range(0, 50).Select(_ => client.CheckAsync(Ask.Permitted(), Cancellation).AsTask()).ToArray();
        var other = client.CheckAsync(Ask.Who("alice", action: "edit"), Cancellation);
        _open.SetResult();

        var decisions = await Task.WhenAll(checks);
        Assert.All(decisions, decision => Assert.True(decision.IsPermitted));
        Assert.True((await other).IsPermitted);
        Assert.Equal((false, 49), (decisions[0].FromCache, decisions.Count(one => one.FromCache)));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task One_who_leaves_takes_nobody_along()
    {
        await using var client = await ClientAsync();
        Hold(_ => Script.Permit());
        using var leaving = new CancellationTokenSource();
        using var leavingToo = new CancellationTokenSource();

        var first = client.CheckAsync(Ask.Permitted(), leaving.Token).AsTask();
        var second = client.CheckAsync(Ask.Permitted(), leavingToo.Token).AsTask();
        var third = client.CheckAsync(Ask.Permitted(), Cancellation).AsTask();
        await leavingToo.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _open.SetResult();

        Assert.True((await third).IsPermitted);
    }

    [Fact]
    public async Task Each_keeps_its_own_time()
    {
        await using var client = await ClientAsync();
        Hold(_ => Script.Permit());

        var hasty = client.CheckAsync(Ask.Who("alice", timeout: TimeSpan.FromMilliseconds(200)), Cancellation).AsTask();
        var patient = client.CheckAsync(Ask.Permitted(), Cancellation).AsTask();
        Assert.Equal(ReasonCode.Deadline, (await hasty).Reason);
        while (Volatile.Read(ref _asked) < 2) await Task.Delay(1, Cancellation);
        var late = await client.CheckAsync(Ask.Who("alice", timeout: TimeSpan.FromMilliseconds(50)), Cancellation);
        _open.SetResult();

        Assert.Equal(ReasonCode.Deadline, late.Reason);
        Assert.True((await patient).IsPermitted);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_failure_is_for_those_who_waited_and_nobody_after_them()
    {
        await using var client = await ClientAsync();
        Hold(_ => throw new RpcException(new Status(StatusCode.DataLoss, "no")));

        var checks = Enumerable.Range(0, 10).Select(_ => client.CheckAsync(Ask.Permitted(), Cancellation).AsTask()).ToArray();
        _open.SetResult();
        Assert.All(await Task.WhenAll(checks), decision => Assert.Equal((ReasonCode.InvalidResponse, false), (decision.Reason, decision.FromCache)));
        Assert.Equal(1, _asked);
        Hold(_ => Script.Permit());

        Assert.True((await client.CheckAsync(Ask.Permitted(), Cancellation)).IsPermitted);
        Assert.Equal(2, _asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_may_not_be_kept_is_for_whoever_asked(bool isObligation)
    {
        var done = 0;
        await using var client = await ClientAsync(options => options.Obligations.Handle("log-access", (_, _, _) =>
        {
            Interlocked.Increment(ref done);
            return default;
        }));
        Hold(number =>
        {
            var answer = Script.Permit();
            answer.DecisionId = $"d{number}";
            // that of another PDP, which has heard of a change already
            if (isObligation) answer.Obligations.Add(new Contracts.V1.Obligation { Id = "log-access" });
            else answer.Revision = "r2";
            return answer;
        });

        var checks = Enumerable.Range(0, 5).Select(_ => client.CheckAsync(Ask.Permitted(), Cancellation).AsTask()).ToArray();
        _open.SetResult();
        var decisions = await Task.WhenAll(checks);

        Assert.All(decisions, decision => Assert.Equal((true, false), (decision.IsPermitted, decision.FromCache)));
        Assert.Equal(["d1", "d2", "d3", "d4", "d5"], decisions.Select(decision => decision.DecisionId).Order(StringComparer.Ordinal));
        Assert.Equal(isObligation ? 5 : 0, done);
    }

    [Fact]
    public async Task No_more_wait_than_may_be_under_way()
    {
        await using var client = await ClientAsync(options => options.MaxConcurrentChecks = 3);
        Hold(_ => Script.Permit());

        var checks = Enumerable.Range(0, 5).Select(_ => client.CheckAsync(Ask.Permitted(), Cancellation).AsTask()).ToArray();
        Assert.Equal(ReasonCode.Throttled, (await checks[4]).Reason);
        _open.SetResult();

        Assert.All(await Task.WhenAll(checks[..4]), decision => Assert.True(decision.IsPermitted));
    }

    // one that knows what is in force
    private async Task<PdpClient> ClientAsync(Action<PdpClientOptions>? set = null)
    {
        var client = Ask.Client(_pdp.EndPoint, options =>
        {
            options.Timeout = Patience;
            options.Cache.IsEnabled = true;
            set?.Invoke(options);
        });
        while (!(await client.CheckAsync(Ask.Denied(), Cancellation)).FromCache) await Task.Delay(1, Cancellation);
        return client;
    }

    // has calls answered from now on, once the gate is open
    private void Hold(Func<int, CheckResponse> answer) => _script.Check = async (_, call) =>
    {
        var number = Interlocked.Increment(ref _asked);
        await _open.Task.WaitAsync(call.CancellationToken);
        return answer(number);
    };
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.Tests.Faults;

/// <summary>
/// Whatever happens between a client and its PDP: what is asked meanwhile is denied, in time and with the right reason, and all is well soon
/// after. What the policies deny is asked all the time, and never permitted.
/// </summary>
public sealed class FaultMatrixTests(SamplePdp pdp, ITestOutputHelper output)
{
    // the bars themselves, for a quiet machine; these are shared, and other tests run beside this one
    private static readonly bool IsStrict = Environment.GetEnvironmentVariable("PDP_STRICT_TIMES") == "1";
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(IsStrict ? 50 : 750);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(IsStrict ? 2 : 6);
    private static readonly TimeSpan FaultTime = TimeSpan.FromSeconds(1.5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<NetworkFault, Mode> Matrix
    {
        get
        {
            var rows = new TheoryData<NetworkFault, Mode>();
            foreach (var fault in Enum.GetValues<NetworkFault>().Where(one => one != NetworkFault.None))
            {
                foreach (var mode in Enum.GetValues<Mode>()) rows.Add(fault, mode);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task A_fault_denies_in_time_with_its_reason_and_leaves_nothing_behind(NetworkFault fault, Mode mode)
    {
        await using var network = new FaultyNetwork(pdp.Process.EndPoint);
        await using var client = Ask.Client(network.EndPoint, options =>
        {
            options.Timeout = Deadline;
            options.Streaming.FromConcurrentChecks = mode == Mode.Streams ? 0 : null;
        });
        await client.UntilPermittedAsync(Cancellation);
        Assert.Equal(ReasonCode.Denied, (await client.CheckAsync(Ask.Denied(), Cancellation)).Reason);

        network.Break(fault);
        var during = await AskForAsync(client, FaultTime, callers: 8);
        network.Heal();
        var healed = Stopwatch.StartNew();
        var wrong = 0;
        while (!(await client.CheckAsync(Ask.Permitted(), Cancellation)).IsPermitted && healed.Elapsed < Recovery)
        {
            if ((await client.CheckAsync(Ask.Denied(), Cancellation)).IsPermitted) wrong++;
        }

        var recovered = healed.Elapsed;
        var reasons = during.GroupBy(one => one.Decision.Reason).Select(group => $"{group.Key} {group.Count()}");
        var longest = during.Max(one => one.Decision.Elapsed);
        output.WriteLine($"{fault} over {mode}: {string.Join(", ", reasons)}; longest {longest.TotalMilliseconds:0} ms; well after {recovered.TotalMilliseconds:0} ms");
        Assert.Equal(0, wrong);
        Assert.All(during, one => Assert.Contains(one.Decision.Reason, Expected(fault)));
        Assert.All(during, one => Assert.Equal(one.Decision.Reason == ReasonCode.Permitted, one.Decision.IsPermitted));
        Assert.DoesNotContain(during, one => one.IsDenied && one.Decision.IsPermitted);
        Assert.Contains(during, one => one.Decision.Reason != ReasonCode.CircuitOpen);
        Assert.True(longest <= Deadline + Margin, $"an answer took {longest.TotalMilliseconds} ms");
        Assert.True(recovered < Recovery, $"not well {recovered.TotalMilliseconds} ms after the fault");
        Assert.Equal(ReasonCode.Denied, (await client.CheckAsync(Ask.Denied(), Cancellation)).Reason);
    }

    [Theory]
    [InlineData(Mode.Calls)]
    [InlineData(Mode.Streams)]
    public async Task A_process_that_is_frozen_and_goes_on_is_as_one_that_hangs(Mode mode)
    {
        await using var frozen = await PdpProcess.StartAsync();
        await using var client = Ask.Client(frozen.EndPoint, options => options.Streaming.FromConcurrentChecks = mode == Mode.Streams ? 0 : null);
        await client.UntilPermittedAsync(Cancellation);

        await frozen.FreezeAsync();
        var during = await AskForAsync(client, FaultTime, callers: 8);
        await frozen.SignalAsync("CONT");
        var healed = Stopwatch.StartNew();
        await client.UntilPermittedAsync(Cancellation);

        Assert.All(during, one => Assert.Contains(one.Decision.Reason, Expected(NetworkFault.Hung)));
        Assert.True(healed.Elapsed < Recovery, $"not well {healed.ElapsedMilliseconds} ms after");
    }

    private static async Task<IReadOnlyCollection<(bool IsDenied, AuthorizationDecision Decision)>> AskForAsync(PdpClient client, TimeSpan time, int callers)
    {
        var all = new ConcurrentBag<(bool IsDenied, AuthorizationDecision Decision)>();
        var running = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            await Task.Yield();
            while (running.Elapsed < time)
            {
                var isDenied = caller % 2 == 1;
                var decision = await client.CheckAsync(isDenied ? Ask.Denied() : Ask.Permitted(), Cancellation);
                all.Add((isDenied, decision));
                // callers that are refused at once do not ask again as fast as they can
                if (decision.Elapsed < TimeSpan.FromMilliseconds(5)) await Task.Delay(5, Cancellation);
            }
        }));
        return all;
    }

    // what has failed often is not asked any more; and an answer that was cut off behind its end is whole
    private static ReasonCode[] Expected(NetworkFault fault) => fault switch
    {
        NetworkFault.Down or NetworkFault.Resetting => [ReasonCode.Unavailable, ReasonCode.CircuitOpen],
        NetworkFault.Garbage => [ReasonCode.Unavailable, ReasonCode.InvalidResponse, ReasonCode.Deadline, ReasonCode.CircuitOpen],
        NetworkFault.Truncated =>
            [ReasonCode.Unavailable, ReasonCode.InvalidResponse, ReasonCode.Deadline, ReasonCode.CircuitOpen, ReasonCode.Permitted, ReasonCode.Denied],
        _ => [ReasonCode.Deadline, ReasonCode.CircuitOpen],
    };
}

using System.Text.Json;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Testing;

public sealed class StoppedRunTests
{
    [Fact]
    public async Task A_run_that_is_stopped_tells_what_it_knows_and_does_not_pass()
    {
        using var stop = new CancellationTokenSource();
        var runner = new CliRunner { IsTerminal = true, Clock = new StoppingClock(stop, after: 3) };
        var run = await runner.RunAsync(stop.Token, "test", Fixture.Good, "--format", "json", "--color", "never");

        Assert.Equal(ExitCodes.Interrupted, run.Code);
        using var json = JsonDocument.Parse(run.Out);
        var ran = json.RootElement.GetProperty("tests").GetInt32();
        Assert.InRange(ran, 1, 5);
        Assert.Equal(6 - ran, json.RootElement.GetProperty("notRun").GetInt32());
        Assert.False(json.RootElement.TryGetProperty("coverage", out _));
        Assert.Contains($"error: stopped: {6 - ran} test", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_it_loads_tells_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var run = await new CliRunner().RunAsync(stop.Token, "test", Fixture.Good);

        Assert.Equal((ExitCodes.Interrupted, ""), (run.Code, run.Out));
    }

    /// <summary>A clock that presses Ctrl-C when it is looked at for the nth time; progress looks at it after each test.</summary>
    private sealed class StoppingClock(CancellationTokenSource stop, int after) : TimeProvider
    {
        private int _looks;

        public override long GetTimestamp()
        {
            if (++_looks == after) stop.Cancel();
            return 0;
        }
    }
}

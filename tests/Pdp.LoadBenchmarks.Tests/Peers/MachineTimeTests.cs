using Pdp.LoadBenchmarks.Peers;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Peers;

public sealed class MachineTimeTests
{
    [Fact]
    public void Busy_is_all_but_idle_waiting_for_disks_and_what_guests_had_of_user_time() =>
        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 3 + 6 + 7 + 8), MachineTime.BusyOf("cpu  100 200 300 400000 500000 600 700 800 50 60"));
}

namespace Pdp.Client;

/// <summary>
/// When the PDP is not asked any more. What counts as failed: no answer in time, no connection, too much to do, and no valid answer. Whether
/// it is well again is asked of its health service (<c>grpc.health.v1</c>), never tried with a user's check.
/// </summary>
public sealed class CircuitBreakerOptions
{
    /// <summary>Which share of the calls must fail, above 0 and at most 1. Default: 0.5.</summary>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Of how many calls at least. Default: 20.</summary>
    public int MinimumThroughput { get; set; } = 20;

    /// <summary>Within which time. Default: 10 s.</summary>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it is between two questions for its health. Default: 500 ms.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(500);
}

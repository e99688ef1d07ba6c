namespace Pdp.Client.Tests.Faults;

/// <summary>How checks travel.</summary>
public enum Mode
{
    Calls,
    Streams,
}

/// <summary>The faults, as a test's arguments name them.</summary>
public enum NetworkFaultName
{
    Down,
    Hung,
    Slow,
    Resetting,
    HalfOpen,
    Garbage,
    Truncated,
}

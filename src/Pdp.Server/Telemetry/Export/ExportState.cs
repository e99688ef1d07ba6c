namespace Pdp.Server.Telemetry.Export;

/// <summary>What comes of sending one kind of telemetry to a collector. One thread notes, any thread reads.</summary>
/// <param name="signal">What is sent, as labels and people name it: <c>metrics</c> or <c>spans</c>.</param>
internal sealed class ExportState(string signal)
{
    private long _taken;
    private long _failed;
    private string? _failure;

    /// <summary>What is sent.</summary>
    public string Signal { get; } = signal;

    /// <summary>How often the collector took what was sent.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>How often it did not: what was sent then is lost.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Why the last time failed; null: it did not.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>Notes what came of sending.</summary>
    /// <param name="failure">Why it failed; null: it did not.</param>
    /// <returns>Whether that is news.</returns>
    public bool Note(string? failure)
    {
        Interlocked.Increment(ref failure is null ? ref _taken : ref _failed);
        var before = Interlocked.Exchange(ref _failure, failure);
        return !string.Equals(before, failure, StringComparison.Ordinal);
    }
}

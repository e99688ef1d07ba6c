namespace Pdp.Audit.Delivery;

/// <summary>A place that gets the records of a log besides its files. One thread of its own calls it.</summary>
public interface IRecordSink : IDisposable
{
    /// <summary>What operators and records call it, such as <c>stdout</c>.</summary>
    string Name { get; }

    /// <summary>Delivers records. It may take as long as it likes; what comes meanwhile waits for it.</summary>
    /// <param name="batch">The records; valid until the call returns.</param>
    /// <param name="cancellation">Nobody waits for it any more.</param>
    /// <returns>How many of them are not taken, and would not be if they were sent again.</returns>
    /// <exception cref="SinkException">They are not taken, and it is worth trying again.</exception>
    SinkRefusal Send(RecordBatch batch, CancellationToken cancellation);
}

/// <summary>Records that are delivered together.</summary>
/// <param name="Lines">A line each, with its line feed.</param>
/// <param name="First">The number of the first record.</param>
/// <param name="Last">The number of the last.</param>
public readonly record struct RecordBatch(ReadOnlyMemory<byte> Lines, long First, long Last)
{
    /// <summary>How many records there are: their numbers count up without gaps.</summary>
    public long Count => Last - First + 1;
}

/// <summary>What a sink does not take for good.</summary>
/// <param name="Count">How many records.</param>
/// <param name="Why">Why; null when it takes all.</param>
public readonly record struct SinkRefusal(long Count, string? Why)
{
    /// <summary>It takes all.</summary>
    public static SinkRefusal None => default;
}

/// <summary>A sink does not take records at the moment.</summary>
public sealed class SinkException(string message, Exception? cause = null, TimeSpan? retryAfter = null) : Exception(message, cause)
{
    /// <summary>When it says that it takes them again; null: it does not.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

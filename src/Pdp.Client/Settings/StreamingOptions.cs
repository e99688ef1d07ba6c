namespace Pdp.Client;

/// <summary>
/// When checks share a stream, which costs the PDP less than a call for each. A check whose stream breaks is asked again as a call of its
/// own.
/// </summary>
public sealed class StreamingOptions
{
    /// <summary>From how many checks under way on streams are used; 0: always, null: never. Default: 16.</summary>
    public int? FromConcurrentChecks { get; set; } = 16;

    /// <summary>How many streams there are at most, from 1 to 64. Default: 4.</summary>
    public int MaxStreams { get; set; } = 4;
}

namespace Pdp.Wire;

/// <summary>Bounds on what a request may hold. A request beyond one of them is malformed: it has no answer.</summary>
public sealed record WireLimits
{
    /// <summary>
    /// The largest <see cref="MaxNesting"/>: Protocol Buffers' parsers stop at 100 messages within one another, and a
    /// level of objects takes three.
    /// </summary>
    public const int LargestNesting = 32;

    /// <summary>Objects and lists within one another, <c>properties</c> or <c>context</c> being the first.</summary>
    public int MaxNesting { get; init; } = LargestNesting;

    /// <summary>Longest string, be it an id, a name or a value, in UTF-8 bytes.</summary>
    public int MaxStringBytes { get; init; } = 8 * 1024;

    /// <summary>Most members of an object, and most elements of a list.</summary>
    public int MaxCollection { get; init; } = 1000;
}

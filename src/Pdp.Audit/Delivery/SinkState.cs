namespace Pdp.Audit.Delivery;

/// <summary>How a sink does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Failure">Why it does not get the records at the moment; null: it does.</param>
/// <param name="Delivered">How many records it got.</param>
/// <param name="Undelivered">How many it did not and will not get.</param>
/// <param name="WaitingBytes">How many bytes wait for it.</param>
public sealed record SinkState(string Name, string? Failure, long Delivered, long Undelivered, long WaitingBytes);

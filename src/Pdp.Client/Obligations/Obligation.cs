using System.Text.Json;

namespace Pdp.Client;

/// <summary>What must be done when a decision is acted on.</summary>
/// <param name="Id">What to do: its meaning is agreed between the policies' authors and the application.</param>
/// <param name="Properties">Values that the policies computed for this answer: a JSON object.</param>
public sealed record Obligation(string Id, JsonElement Properties);

using System.Text.Json;

namespace Pdp.Client;

/// <summary>What may be done when a decision is acted on.</summary>
/// <param name="Id">What to do.</param>
/// <param name="Properties">Values that the policies computed for this answer: a JSON object.</param>
public sealed record Advice(string Id, JsonElement Properties);

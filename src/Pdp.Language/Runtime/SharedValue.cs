using Pdp.Language.Values;

namespace Pdp.Language.Runtime;

/// <summary>What a part that several expressions have came to in some decision.</summary>
/// <param name="Decision">The <see cref="Frame.Decision"/>.</param>
/// <param name="Fuel">The units of work that it drew.</param>
/// <param name="Value">Its value, which is no error.</param>
public readonly record struct SharedValue(long Decision, long Fuel, Value Value);

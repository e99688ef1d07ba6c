using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>What the PDP itself knows of an entity, laid out for one kind of entity.</summary>
/// <param name="ByPlan">The values that the plans may take, coerced, by the plan's position; missing where it knows none.</param>
/// <param name="All">All properties, coerced.</param>
internal sealed record EntityProperties(Value[] ByPlan, StringMap All);

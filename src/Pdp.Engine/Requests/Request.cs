using Pdp.Language.Values;

namespace Pdp.Engine.Requests;

/// <summary>The question: may this subject do this action on this resource, in this context?</summary>
/// <param name="Subject">Who.</param>
/// <param name="Action">Does what.</param>
/// <param name="Resource">To what.</param>
/// <param name="Context">Under which circumstances.</param>
public sealed record Request(Entity Subject, ActionInfo Action, Entity Resource, StringMap Context);

using Pdp.Language.Values;

namespace Pdp.Engine.Requests;

/// <summary>What is to be done (AuthZEN 1.0, section 5.3).</summary>
/// <param name="Name">The action's name; not empty.</param>
/// <param name="Properties">Its attributes.</param>
public sealed record ActionInfo(string Name, StringMap Properties);

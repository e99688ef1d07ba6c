using Pdp.Language.Values;

namespace Pdp.Engine.Decisions;

/// <summary>An obligation or a piece of advice in an answer.</summary>
/// <param name="Id">What to do.</param>
/// <param name="Properties">Computed values.</param>
public sealed record Notice(string Id, StringMap Properties);

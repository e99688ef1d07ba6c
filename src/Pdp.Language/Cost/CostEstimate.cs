namespace Pdp.Language.Cost;

/// <summary>What evaluating an expression can draw from its budget at worst.</summary>
/// <param name="Units">Units of work, as <see cref="Runtime.Frame.Draw"/> counts them.</param>
/// <param name="WritingUnits">What it draws besides when its value goes into an obligation or a piece of advice.</param>
/// <param name="IsBounded">
/// Whether no evaluation over sizes within their bounds draws more. Otherwise some size is bounded by nobody: it counts as
/// empty here, and what it comes to is metered when the expression is evaluated.
/// </param>
/// <param name="Size">How large its value can be.</param>
public sealed record CostEstimate(long Units, long WritingUnits, bool IsBounded, ValueSize Size);

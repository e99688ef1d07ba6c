using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>One way in which an item may be a candidate: an item has one entry for each clause of its guard.</summary>
/// <param name="Item">The item's position in its list.</param>
/// <param name="Clause">What must hold of the request.</param>
internal readonly record struct IndexEntry(int Item, GuardClause Clause);

using Pdp.Language.Guards;

namespace Pdp.Engine.Indexing;

/// <summary>An item that may be applicable where a clause holds.</summary>
/// <param name="Item">Position of the item in its list.</param>
/// <param name="Clause">What must hold of the request.</param>
/// <param name="IsExact">Whether that is all that the item asks for, see <see cref="Guard.IsExact"/>.</param>
internal readonly record struct IndexEntry(int Item, GuardClause Clause, bool IsExact);

using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>A syntax tree with what the checker found out about it.</summary>
/// <param name="Text">The expression's text.</param>
/// <param name="Root">
/// The tree, with qualified names resolved (an identifier or a selection that names a variable of a qualified name is
/// one <see cref="IdentExpr"/>; a call of a qualified function has no target) and literals adapted. Ids and spans are
/// those of the parsed tree.
/// </param>
/// <param name="Type">The type of the whole.</param>
/// <param name="Types">The type of each node, by its id; what is not there is <c>dyn</c>.</param>
/// <param name="Overloads">The overloads each call or operator may use, by the node's id.</param>
public sealed record CheckedExpression(
    string Text,
    Expr Root,
    CelType Type,
    NodeTable<CelType> Types,
    NodeTable<OverloadIds> Overloads)
{
    /// <summary>
    /// The value that the whole always has in the environment, whatever a request says (as <c>resource.type == 'x'</c>
    /// where the type is known); missing when that is not known. It never stands for an error.
    /// </summary>
    public Value Known { get; init; }
}

/// <summary>The ids of the overloads that a call may use: one, or several when a type is known at run time only.</summary>
/// <param name="Ids">The ids, in the order of declaration.</param>
public sealed record OverloadIds(ImmutableArray<string> Ids);

using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <summary>A syntax tree with what the checker found out about it.</summary>
/// <param name="Text">The expression's text.</param>
/// <param name="Root">
/// The tree, with qualified names resolved (an identifier or a selection that names a variable of a qualified name is
/// one <see cref="IdentExpr"/>) and literals adapted. Ids and spans are those of the parsed tree.
/// </param>
/// <param name="Type">The type of the whole.</param>
/// <param name="Types">The type of each node, by its id.</param>
/// <param name="Overloads">The ids of the overloads each call or operator may use, by the node's id.</param>
public sealed record CheckedExpression(
    string Text,
    Expr Root,
    CelType Type,
    ImmutableDictionary<int, CelType> Types,
    ImmutableDictionary<int, ImmutableArray<string>> Overloads);

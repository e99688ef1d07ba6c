using Pdp.Language.Syntax;

namespace Pdp.Language.Runtime;

/// <summary>A compiled expression.</summary>
/// <param name="Text">The expression's text.</param>
/// <param name="Syntax">The tree it was compiled from.</param>
/// <param name="Root">What to evaluate.</param>
/// <param name="LocalsEnd">The index behind the last one in <see cref="Frame.Locals"/> that it uses.</param>
public sealed record Program(string Text, Expr Syntax, Node Root, int LocalsEnd);

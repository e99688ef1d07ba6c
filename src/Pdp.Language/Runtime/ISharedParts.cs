using Pdp.Language.Checking;
using Pdp.Language.Syntax;

namespace Pdp.Language.Runtime;

/// <summary>
/// Knows which parts of expressions are evaluated by several of one decision: each has a place in <see cref="Frame.Shared"/>,
/// where the first evaluation leaves its value to the others. It is asked about parts outside of macros only, so that no local
/// variable stands in one.
/// </summary>
public interface ISharedParts
{
    /// <summary>The place of a part.</summary>
    /// <param name="expression">The expression that is compiled.</param>
    /// <param name="part">A call or a macro in it.</param>
    /// <returns>
    /// A negative number when the part is evaluated anew each time; otherwise the same number for parts that mean the same, and
    /// another for all others.
    /// </returns>
    int PlaceOf(CheckedExpression expression, Expr part);
}

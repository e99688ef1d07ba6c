using Pdp.Language.Syntax;

namespace Pdp.Language.Checking;

/// <summary>Tells whether an expression selects from anything; asked only when an error is reported.</summary>
internal static class AttributeSearch
{
    public static bool Contains(Expr node) => node is SelectExpr or IndexExpr || Children.Of(node).Any(Contains);
}

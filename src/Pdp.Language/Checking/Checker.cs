using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <summary>Finds the type of every node of a tree and the overloads of every call.</summary>
public static class Checker
{
    /// <summary>Checks a parsed expression (whose <see cref="ParseResult.Root"/> is there).</summary>
    /// <param name="parsed">The expression.</param>
    /// <param name="environment">What names mean.</param>
    /// <param name="expected">The type the whole must have (a condition: bool), or null for any; <c>dyn</c> fits.</param>
    public static CheckResult Check(ParseResult parsed, TypeEnvironment environment, CelType? expected = null) =>
        throw new NotImplementedException();

    /// <summary>
    /// Resolves names only and types everything as <c>dyn</c>, for evaluation without a check (conformance data ask for it).
    /// </summary>
    public static CheckResult Unchecked(ParseResult parsed, TypeEnvironment environment) =>
        throw new NotImplementedException();
}

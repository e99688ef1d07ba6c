using System.Runtime.CompilerServices;
using Pdp.Language.Diagnostics;
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
    public static CheckResult Check(ParseResult parsed, TypeEnvironment environment, CelType? expected = null)
    {
        var root = RootOf(parsed);
        ArgumentNullException.ThrowIfNull(environment);
        var diagnostics = new DiagnosticBag();
        CheckedExpression? result;
        try
        {
            result = new ExpressionChecker(parsed.Text, environment, diagnostics).Run(root, expected);
        }
        catch (InsufficientExecutionStackException)
        {
            diagnostics.Error(DiagnosticCodes.TooComplex, "the expression is nested too deeply", root.Span);
            result = null;
        }

        return new CheckResult(diagnostics.ErrorCount > 0 ? null : result, diagnostics.ToImmutable());
    }

    /// <summary>
    /// Resolves names only and types everything as <c>dyn</c>, for evaluation without a check (conformance data ask for it).
    /// </summary>
    public static CheckResult Unchecked(ParseResult parsed, TypeEnvironment environment)
    {
        var root = RootOf(parsed);
        ArgumentNullException.ThrowIfNull(environment);
        var resolved = new UncheckedResolver(new NameResolver(environment)).Resolve(root);
        return new CheckResult(
            new CheckedExpression(
                parsed.Text, resolved, CelType.Dyn, new NodeTable<CelType>([]), new NodeTable<OverloadIds>([])),
            []);
    }

    private static Expr RootOf(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return parsed.Root ?? throw new ArgumentException("the text did not parse", nameof(parsed));
    }
}

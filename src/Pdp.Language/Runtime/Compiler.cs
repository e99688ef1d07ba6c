using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime.Compilation;

namespace Pdp.Language.Runtime;

/// <summary>Turns a checked tree into nodes.</summary>
public static class Compiler
{
    /// <summary>Compiles a checked expression. What the checker accepted always compiles.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="functions">The functions it was checked against.</param>
    /// <param name="bindings">Where it finds its free names.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InsufficientExecutionStackException">
    /// The tree is nested deeper than the parser's limits allow.
    /// </exception>
    public static Program Compile(
        CheckedExpression expression, FunctionRegistry functions, IBindings bindings, CompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(bindings);
        return new ExpressionCompiler(expression, functions, bindings, options ?? CompileOptions.Default).Compile();
    }
}

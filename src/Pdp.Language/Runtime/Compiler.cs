using Pdp.Language.Checking;
using Pdp.Language.Functions;

namespace Pdp.Language.Runtime;

/// <summary>Turns a checked tree into nodes.</summary>
public static class Compiler
{
    /// <summary>Compiles a checked expression. What the checker accepted always compiles.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="functions">The functions it was checked against.</param>
    /// <param name="bindings">Where it finds its free names.</param>
    /// <param name="options">How.</param>
    public static Program Compile(
        CheckedExpression expression, FunctionRegistry functions, IBindings bindings, CompileOptions? options = null) =>
        throw new NotImplementedException();
}

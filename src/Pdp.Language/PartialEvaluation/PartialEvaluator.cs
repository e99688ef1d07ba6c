using Pdp.Language.Checking;
using Pdp.Language.Functions;

namespace Pdp.Language.PartialEvaluation;

/// <summary>
/// Evaluates expressions of which not all attributes are known, from checked tree to checked tree, and never through text.
/// <para>
/// The residual has the value of the original, or is an error, for every choice of what is unknown: any value, none, or
/// one that cannot be used. Which of several errors is reported may differ, and a residual does less work: an evaluation
/// that ends at a limit may end with a value there. With <c>subject.role</c> known to be <c>'clerk'</c>:
/// </para>
/// <list type="table">
/// <item><c>subject.role == 'clerk' &amp;&amp; resource.amount &lt; 100</c> leaves <c>resource.amount &lt; 100</c>.</item>
/// <item><c>subject.role == 'boss' &amp;&amp; resource.amount &lt; 100</c> is false: an error beside false is absorbed.</item>
/// <item><c>subject.role == resource.owner</c> leaves <c>'clerk' == resource.owner</c>.</item>
/// <item>
/// <c>subject.role &lt; 5 &amp;&amp; resource.public</c>, an error on the left, leaves <c>dyn('clerk') &lt; 5 &amp;&amp; resource.public</c>:
/// false may still absorb it.
/// </item>
/// <item>
/// <c>resource.public ? subject.role == 'clerk' : true</c> leaves <c>resource.public ? true : true</c>, as
/// <c>resource.public</c> may be an error, which <c>?:</c> passes on.
/// </item>
/// <item><c>['clerk', 'boss'].exists(r, r == resource.owner)</c> leaves <c>resource.owner in ['clerk', 'boss']</c>.</item>
/// </list>
/// </summary>
public static class PartialEvaluator
{
    /// <summary>Evaluates what is known of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="functions">The functions it was checked against.</param>
    /// <param name="knowledge">What is known of its free names.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InsufficientExecutionStackException">The tree is nested deeper than the parser's limits allow.</exception>
    public static PartialResult Evaluate(
        CheckedExpression expression, FunctionRegistry functions, IKnowledge knowledge, PartialOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(knowledge);
        options ??= PartialOptions.Default;
        var folder = new Folder(expression, functions, knowledge, options);
        var folded = folder.FoldWhole(expression.Root);
        var writer = new ResidualWriter(folder.Tables, functions, options, folder.Room, new Choices(folded.Node, folder.Tables, functions));
        var residual = writer.Write(expression, folded);
        var reads = new ResidualReads(knowledge).Add(residual.Root);
        var formula = new FormulaBuilder(new Folder(residual, functions, knowledge, options), knowledge);
        return new PartialResult(residual, folded.Known, reads.Unknowns, reads.References, formula.Build(residual.Root));
    }

    /// <summary>
    /// Folds the constants of an expression: its value is the same for every request, and what is the same for all of them
    /// is computed.
    /// </summary>
    /// <param name="expression">The expression.</param>
    /// <param name="environment">The environment it was checked in.</param>
    /// <param name="options">How.</param>
    public static CheckedExpression FoldConstants(
        CheckedExpression expression, TypeEnvironment environment, PartialOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Evaluate(expression, environment.Functions, KnownAttributes.Of(environment), options).Residual;
    }
}

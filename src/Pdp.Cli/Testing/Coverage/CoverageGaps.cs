using System.Runtime.CompilerServices;
using Pdp.Engine.Coverage;

namespace Pdp.Cli.Testing.Coverage;

/// <summary>
/// What an author has to write tests for: of operands within one another the innermost that has not been both true and false, since
/// that one is why those around it have not; but of what was never evaluated the outermost, since nothing in it was.
/// </summary>
internal static class CoverageGaps
{
    /// <summary>The gaps of a condition, in the order of its text.</summary>
    public static IEnumerable<OperandCoverage> Of(ConditionCoverage condition) => condition.Operands.SelectMany(Of);

    /// <summary>What is missing, in words; null: nothing.</summary>
    public static string? Words(OperandCoverage operand) => operand switch
    {
        { IsEvaluated: false } => "never evaluated",
        { True: 0, False: 0 } => "only in error",
        { True: 0 } => "never true",
        { False: 0 } => "never false",
        _ => null,
    };

    private static IEnumerable<OperandCoverage> Of(OperandCoverage operand)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!operand.IsEvaluated) return [operand];
        OperandCoverage[] inner = [.. operand.Operands.SelectMany(Of)];
        return inner.Length > 0 || operand.Seen == 2 ? inner : [operand];
    }
}

using Pdp.Language.Syntax;

namespace Pdp.Language.Runtime;

/// <summary>The ordering operators as authors write them; for messages.</summary>
internal static class OperatorNames
{
    public static string Of(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        _ => ">=",
    };
}

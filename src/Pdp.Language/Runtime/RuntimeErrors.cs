using Pdp.Language.Values;

namespace Pdp.Language.Runtime;

/// <summary>The errors that several nodes share.</summary>
internal static class RuntimeErrors
{
    /// <summary>The work of one rule, variable or notice exceeds its budget.</summary>
    public static readonly EvalError OutOfFuel =
        new(EvalErrorCode.ProcessingError, "limit reached: this expression does too much work");

    /// <summary>The decision takes longer than it may.</summary>
    public static readonly EvalError OutOfTime =
        new(EvalErrorCode.ProcessingError, "limit reached: the decision takes too long");

    /// <summary>The caller gave up.</summary>
    public static readonly EvalError Cancelled =
        new(EvalErrorCode.ProcessingError, "the decision was cancelled");

    /// <summary>A condition, or an operand of a logical operator, is no bool.</summary>
    public static EvalError NotBoolean(in Value value) =>
        new(EvalErrorCode.ProcessingError, $"expected bool, got {KindName(value.Kind)}");

    /// <summary>The kind as CEL names the type.</summary>
    public static string KindName(ValueKind kind) => kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Ip => "net.IP",
        ValueKind.Cidr => "net.CIDR",
        _ => kind.ToString().ToLowerInvariant(),
    };
}

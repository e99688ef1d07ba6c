using Pdp.Language.Values;

namespace Pdp.Language.Runtime;

/// <summary>The errors that several nodes share.</summary>
internal static class RuntimeErrors
{
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

using System.Text;
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

    /// <summary>The stack does not suffice for another step inwards.</summary>
    public static readonly EvalError TooDeep =
        new(EvalErrorCode.ProcessingError, "limit reached: the evaluation is nested too deeply") { IsOutOfStack = true };

    /// <summary>A condition, or an operand of a logical operator, is no bool.</summary>
    public static EvalError NotBoolean(in Value value) => Expected("bool", value);

    /// <summary>A value has another type than its place needs.</summary>
    public static EvalError Expected(string wanted, in Value value) =>
        new(EvalErrorCode.ProcessingError, $"expected {wanted}, got {KindName(value.Kind)}");

    /// <summary>A map has no such key.</summary>
    public static EvalError NoSuchKey(in Value key) =>
        new(EvalErrorCode.ProcessingError, $"no such key {KeyText(key)}");

    /// <summary>A list has no such element.</summary>
    public static EvalError OutOfRange(in Value index, int count) =>
        new(EvalErrorCode.ProcessingError, $"index {KeyText(index)} is out of range of a list of {count}");

    /// <summary>No overload of a function or operator takes arguments of these kinds.</summary>
    public static EvalError NoOverload(string function, ReadOnlySpan<Value> arguments)
    {
        var text = new StringBuilder("no such overload: `").Append(function).Append('(');
        for (var i = 0; i < arguments.Length; i++)
            text.Append(i == 0 ? "" : ", ").Append(KindName(arguments[i].Kind));
        return new EvalError(EvalErrorCode.ProcessingError, text.Append(")`").ToString());
    }

    /// <summary>The kind as CEL names the type.</summary>
    public static string KindName(ValueKind kind) => kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Ip => "net.IP",
        ValueKind.Cidr => "net.CIDR",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string KeyText(in Value key) => ValueLimits.Quote(key.AsString ?? CelText.ToLiteral(key, 80));
}

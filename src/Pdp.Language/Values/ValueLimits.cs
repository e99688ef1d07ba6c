using Pdp.Language.Runtime;

namespace Pdp.Language.Values;

/// <summary>How large a value may become that an expression builds. What is larger is an error, before memory is taken.</summary>
internal static class ValueLimits
{
    /// <summary>UTF-16 units of a string, octets of bytes.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>Elements of a list, entries of a map.</summary>
    public const int MaxElements = 1_000_000;

    /// <summary>The error for a string that would be longer than <see cref="MaxLength"/>.</summary>
    public static readonly EvalError StringTooLong =
        new(EvalErrorCode.ProcessingError, "limit reached: the string would be longer than 1000000 characters");

    /// <summary>The error for bytes longer than <see cref="MaxLength"/>.</summary>
    public static readonly EvalError BytesTooLong =
        new(EvalErrorCode.ProcessingError, "limit reached: the bytes would be longer than 1000000 octets");

    /// <summary>The error for a list with more than <see cref="MaxElements"/>.</summary>
    public static readonly EvalError ListTooLong =
        new(EvalErrorCode.ProcessingError, "limit reached: the list would have more than 1000000 elements");

    /// <summary>The error for a map with more than <see cref="MaxElements"/>.</summary>
    public static readonly EvalError MapTooLong =
        new(EvalErrorCode.ProcessingError, "limit reached: the map would have more than 1000000 entries");

    /// <summary>The error for values nested deeper than the code that walks them allows.</summary>
    public static readonly EvalError TooDeep =
        new(EvalErrorCode.ProcessingError, "limit reached: the value is nested too deeply");

    /// <summary>The error for an operation that has no overload for its operands.</summary>
    public static Value NoOverload(string @operator, in Value left, in Value right) => Value.Fail(
        $"no such overload: `{RuntimeErrors.KindName(left.Kind)} {@operator} {RuntimeErrors.KindName(right.Kind)}`");

    /// <summary>Words of the request or the author inside a message: in backticks, on one line, cut when long.</summary>
    public static string Quote(string text)
    {
        const int Longest = 60;
        var cut = text.Length > Longest;
        var end = cut ? Longest : text.Length;
        if (cut && char.IsHighSurrogate(text[end - 1])) end--;
        return string.Concat("`", LiteralWriter.Escape(text.AsSpan(0, end), '`'), cut ? "…`" : "`");
    }
}

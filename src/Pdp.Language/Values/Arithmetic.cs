namespace Pdp.Language.Values;

/// <summary><c>+ - * / %</c> and negation; overflow, zero divisors and unfit types are errors.</summary>
public static class Arithmetic
{
    /// <summary><c>left + right</c>: numbers, strings, bytes, lists, durations, time stamp and duration.</summary>
    public static Value Add(in Value left, in Value right) => throw new NotImplementedException();

    /// <summary><c>left - right</c>.</summary>
    public static Value Subtract(in Value left, in Value right) => throw new NotImplementedException();

    /// <summary><c>left * right</c>.</summary>
    public static Value Multiply(in Value left, in Value right) => throw new NotImplementedException();

    /// <summary><c>left / right</c>.</summary>
    public static Value Divide(in Value left, in Value right) => throw new NotImplementedException();

    /// <summary><c>left % right</c>.</summary>
    public static Value Modulo(in Value left, in Value right) => throw new NotImplementedException();

    /// <summary><c>-value</c>.</summary>
    public static Value Negate(in Value value) => throw new NotImplementedException();
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Language.Functions;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Comparisons;

/// <summary>A question about a value that has an answer for every value. A struct, so that its call is inlined.</summary>
internal interface IValueTest
{
    /// <summary>What asking draws from the budget.</summary>
    long Cost { get; }

    /// <summary>The answer.</summary>
    bool Holds(in Value value);
}

/// <summary><c>x == 'constant'</c>.</summary>
internal readonly struct IsString(string constant) : IValueTest
{
    public long Cost => 0;

    public bool Holds(in Value value) => value.AsString is { } text && string.Equals(text, constant);
}

/// <summary><c>x == 5</c>, also for the uint and the double that equal it.</summary>
internal readonly struct IsInt(long constant) : IValueTest
{
    public long Cost => 0;

    public bool Holds(in Value value) =>
        value.IsInt ? value.AsInt == constant : ValueEquality.AreEqual(value, Value.From(constant));
}

/// <summary><c>x == true</c>.</summary>
internal readonly struct IsBool(bool constant) : IValueTest
{
    public long Cost => 0;

    public bool Holds(in Value value) => value.IsBool && value.AsBool == constant;
}

/// <summary><c>x == constant</c> for every other constant that is no container.</summary>
internal readonly struct IsScalar(Value constant) : IValueTest
{
    public long Cost => 0;

    public bool Holds(in Value value) => ValueEquality.AreEqual(value, constant);
}

/// <summary><c>x in ['a', 'b']</c>: few strings are compared one by one.</summary>
internal readonly struct IsOneOfFew(ImmutableArray<string> constants) : IValueTest
{
    /// <summary>Up to how many strings this is the quicker way.</summary>
    public const int Few = 6;

    public long Cost => 0;

    public bool Holds(in Value value)
    {
        if (value.AsString is not { } text) return false;
        foreach (var constant in constants)
            if (string.Equals(text, constant)) return true;
        return false;
    }
}

/// <summary><c>x in ['a', 'b', …]</c> with many strings.</summary>
internal readonly struct IsOneOfStrings(FrozenSet<string> constants, long cost) : IValueTest
{
    public long Cost => cost;

    public bool Holds(in Value value) => value.AsString is { } text && constants.Contains(text);
}

/// <summary><c>x in [1, 'b', …]</c> with constants that are no containers.</summary>
internal readonly struct IsOneOfScalars(FrozenSet<Value> constants, long cost) : IValueTest
{
    public long Cost => cost;

    // none of the constants is as long, and hashing it would take long
    public bool Holds(in Value value) =>
        value.AsString is not { Length: >= Work.LongText } && value.AsObject is not CelBytes { Span.Length: >= Work.LongText }
        && constants.Contains(value);
}

using Pdp.Conformance.Tests.Evaluation;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>How an implementation answered.</summary>
internal enum OutcomeKind
{
    /// <summary>With a value.</summary>
    Value,

    /// <summary>With an error of evaluation.</summary>
    Error,

    /// <summary>The text does not parse.</summary>
    Rejected,

    /// <summary>With something that is no value of CEL: an int beyond 64 bits, half a surrogate pair, nothing in time.</summary>
    Broken,
}

/// <summary>An answer to a <see cref="Question"/>.</summary>
internal readonly record struct Outcome(OutcomeKind Kind, Value Value, string Message)
{
    public bool IsValue => Kind == OutcomeKind.Value;

    public bool IsError => Kind == OutcomeKind.Error;

    public static Outcome Of(in Value value) => value.AsError is { } error
        ? new Outcome(OutcomeKind.Error, default, error.Message)
        : new Outcome(OutcomeKind.Value, value, "");

    /// <summary>Same value to the bit, or both an error, or both no expression. The words of an error are everyone's own.</summary>
    public bool AgreesWith(in Outcome other) =>
        Kind == other.Kind && Kind != OutcomeKind.Broken && (Kind != OutcomeKind.Value || StrictMatcher.Matches(Value, other.Value));

    public override string ToString() => Kind switch
    {
        OutcomeKind.Value => CelText.ToLiteral(Value),
        OutcomeKind.Error => $"error: {Message}",
        OutcomeKind.Rejected => $"rejected: {Message}",
        _ => $"no value: {Message}",
    };
}

using Pdp.Language.Runtime;
using Pdp.Language.Values;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>What policies need and CEL lacks.</summary>
internal static class PolicyFunctions
{
    private static readonly T _element = T.Parameter("T");

    public static FunctionLibrary Library { get; } = new LibraryBuilder("policies")
        .Function("one", "the only element of a list; an error when there is none or more than one")
        .Global("list_one", _element, One, T.ListOf(_element))
        .Function("days", "a number of days of 24 hours as a duration")
        .Global("int_days", T.Duration, Days, T.Int)
        .Build();

    private static Value One(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        return list.Count == 1
            ? list[0]
            : Value.Fail($"`one` needs a list of one element, got {CelText.ToLiteral(Value.From((long)list.Count))}");
    }

    private static Value Days(Frame frame, ReadOnlySpan<Value> arguments)
    {
        const long NanosPerDay = 86_400_000_000_000;
        var nanoseconds = (Int128)arguments[0].AsInt * NanosPerDay;
        return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
            ? Value.FromDuration((long)nanoseconds)
            : TimeArithmetic.DurationOutOfRange;
    }
}

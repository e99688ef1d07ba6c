using Pdp.Language.Runtime;
using Pdp.Language.Values;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>cel-go's <c>optional</c> library.</summary>
internal static class OptionalFunctions
{
    private static readonly T _value = T.Parameter("V");
    private static readonly T _optional = T.OptionalOf(_value);
    private static readonly T _list = T.ListOf(_value);

    public static FunctionLibrary Library { get; } = new LibraryBuilder("optional")
        .Function("optional.of", "an optional with a value")
        .Global("optional_of", _optional, (_, arguments) => Some(arguments[0]), _value)
        .Function("optional.ofNonZeroValue", "an optional with a value, none when it is null, zero or empty")
        .Global(
            "optional_ofNonZeroValue", _optional,
            (_, arguments) => IsZero(arguments[0]) ? None : Some(arguments[0]), _value)
        .Function("optional.none", "the optional without a value")
        .Global("optional_none", _optional, (_, _) => None)
        .Function("hasValue", "whether an optional has a value")
        .Member("optional_hasValue", T.Bool, (_, arguments) => Value.From(arguments[0].AsOptional!.HasValue), _optional)
        .Function("value", "the value of an optional; an error when it has none")
        .Member("optional_value", _value, ValueOf, _optional)
        .Function("or", "the optional, or another when it has no value")
        .Member("optional_or_optional", _optional, code: null, _optional, _optional)
        .Function("orValue", "the value of an optional, or another when it has none")
        .Member("optional_orValue_value", _value, code: null, _optional, _value)
        .Function("first", "the first element of a list as an optional")
        .Member("list_first", _optional, (_, arguments) => ElementAt(arguments[0].AsList!, 0), _list)
        .Function("last", "the last element of a list as an optional")
        .Member(
            "list_last", _optional,
            (_, arguments) => ElementAt(arguments[0].AsList!, arguments[0].AsList!.Count - 1), _list)
        .Function("optional.unwrap", "the values of a list of optionals that have one")
        .Global("optional_unwrap", _list, Unwrap, T.ListOf(_optional))
        .Function("unwrapOpt", "the values of a list of optionals that have one")
        .Member("optional_unwrapOpt", _list, Unwrap, T.ListOf(_optional))
        .Build();

    private static Value None => Value.From(CelOptional.None);

    private static Value Some(in Value value) => Value.From(CelOptional.Of(value));

    private static Value ElementAt(CelList list, int index) => list.Count == 0 ? None : Some(list[index]);

    private static Value ValueOf(Frame frame, ReadOnlySpan<Value> arguments) =>
        arguments[0].AsOptional is { HasValue: true } some ? some.Value : Value.Fail("the optional has no value");

    private static Value Unwrap(Frame frame, ReadOnlySpan<Value> arguments)
    {
        var list = arguments[0].AsList!;
        if (Work.Elements(frame, list.Count) is { } limit) return Value.From(limit);
        var items = new List<Value>(list.Count);
        foreach (var item in list.Items)
        {
            if (item.AsOptional is not { } optional)
                return Value.Fail($"expected an optional, got {RuntimeErrors.KindName(item.Kind)}");
            if (optional.HasValue) items.Add(optional.Value);
        }

        return Value.From(new CelList([.. items]));
    }

    private static bool IsZero(in Value value) => value.Kind switch
    {
        ValueKind.Null => true,
        ValueKind.Bool => !value.AsBool,
        ValueKind.Int or ValueKind.Uint => value.AsInt == 0,
        ValueKind.Double => value.AsDouble == 0,
        ValueKind.String => value.AsString!.Length == 0,
        ValueKind.Bytes => value.AsBytes!.Span.IsEmpty,
        ValueKind.List => value.AsList!.Count == 0,
        ValueKind.Map => value.AsMap!.Count == 0,
        ValueKind.Duration => value.AsDurationNanos == 0,
        // Go's zero time is the first instant.
        ValueKind.Timestamp => value.AsTimestamp == new Timestamp(Timestamp.MinSeconds, 0),
        _ => false,
    };
}

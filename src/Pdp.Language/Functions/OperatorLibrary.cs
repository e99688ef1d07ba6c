using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Language.Functions;

/// <summary>
/// The signatures of the operators, with cel-go's overload ids; nodes evaluate them. The checker reads them here, an
/// environment's registry need not hold them.
/// </summary>
internal static class OperatorLibrary
{
    public const string Conditional = "_?_:_";
    public const string Index = "_[_]";
    public const string OptionalIndex = "_[?_]";
    public const string OptionalSelect = "_?._";
    public const string And = "_&&_";
    public const string Or = "_||_";
    public const string Not = "!_";
    public const string Negate = "-_";

    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");

    /// <summary>cel-go's operator overloads with their ids; <see cref="Overload.Code"/> is null.</summary>
    public static FunctionLibrary Library { get; } = new("operators", [.. All()]);

    private static readonly FrozenDictionary<string, ImmutableArray<Overload>> ByName = Library.Overloads
        .GroupBy(overload => overload.Function, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ImmutableArray<Overload>> ByNameOfOneType = Library.Overloads
        .Where(overload => !IsCrossTypeOrder(overload))
        .GroupBy(overload => overload.Function, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>The overloads of an operator.</summary>
    /// <param name="function">The operator's function name, as <c>_+_</c>.</param>
    /// <param name="crossTypeOrder">Whether int, uint and double may be ordered among each other.</param>
    public static ImmutableArray<Overload> Find(string function, bool crossTypeOrder) =>
        (crossTypeOrder ? ByName : ByNameOfOneType)[function];

    /// <summary>The function name of an operator with two operands.</summary>
    public static string NameOf(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Equal => "_==_",
        BinaryOperator.NotEqual => "_!=_",
        BinaryOperator.Less => "_<_",
        BinaryOperator.LessOrEqual => "_<=_",
        BinaryOperator.Greater => "_>_",
        BinaryOperator.GreaterOrEqual => "_>=_",
        BinaryOperator.In => "@in",
        BinaryOperator.Add => "_+_",
        BinaryOperator.Subtract => "_-_",
        BinaryOperator.Multiply => "_*_",
        BinaryOperator.Divide => "_/_",
        _ => "_%_",
    };

    private static bool IsCrossTypeOrder(Overload overload) =>
        overload.Function is "_<_" or "_<=_" or "_>_" or "_>=_" && overload.Parameters[0] != overload.Parameters[1];

    private static IEnumerable<Overload> All() =>
        [.. Logic(), .. Equality(), .. Order(), .. ArithmeticOperators(), .. Containers(), .. Optionals()];

    private static IEnumerable<Overload> Logic() =>
    [
        Of("logical_and", And, CelType.Bool, CelType.Bool, CelType.Bool),
        Of("logical_or", Or, CelType.Bool, CelType.Bool, CelType.Bool),
        Of("logical_not", Not, CelType.Bool, CelType.Bool),
        Of("not_strictly_false", "@not_strictly_false", CelType.Bool, CelType.Bool),
        Of("conditional", Conditional, A, CelType.Bool, A, A),
    ];

    private static IEnumerable<Overload> Equality() =>
        [Of("equals", "_==_", CelType.Bool, A, A), Of("not_equals", "_!=_", CelType.Bool, A, A)];

    private static IEnumerable<Overload> Order()
    {
        ImmutableArray<(string Name, CelType Type)> numbers =
            [("int64", CelType.Int), ("uint64", CelType.Uint), ("double", CelType.Double)];
        ImmutableArray<(string Name, CelType Type)> others =
        [
            ("bool", CelType.Bool), ("string", CelType.String), ("bytes", CelType.Bytes),
            ("timestamp", CelType.Timestamp), ("duration", CelType.Duration),
        ];
        foreach (var (function, id) in new[]
                 {
                     ("_<_", "less"), ("_<=_", "less_equals"), ("_>_", "greater"), ("_>=_", "greater_equals"),
                 })
        {
            foreach (var (name, type) in numbers.AddRange(others))
                yield return Of($"{id}_{name}", function, CelType.Bool, type, type);
            foreach (var (leftName, left) in numbers)
            {
                foreach (var (rightName, right) in numbers)
                {
                    if (left == right) continue;
                    yield return Of($"{id}_{leftName}_{rightName}", function, CelType.Bool, left, right);
                }
            }
        }
    }

    private static IEnumerable<Overload> ArithmeticOperators()
    {
        foreach (var (function, id) in new[] { ("_+_", "add"), ("_-_", "subtract"), ("_*_", "multiply"), ("_/_", "divide") })
        {
            yield return Of($"{id}_int64", function, CelType.Int, CelType.Int, CelType.Int);
            yield return Of($"{id}_uint64", function, CelType.Uint, CelType.Uint, CelType.Uint);
            yield return Of($"{id}_double", function, CelType.Double, CelType.Double, CelType.Double);
        }

        yield return Of("modulo_int64", "_%_", CelType.Int, CelType.Int, CelType.Int);
        yield return Of("modulo_uint64", "_%_", CelType.Uint, CelType.Uint, CelType.Uint);
        yield return Of("negate_int64", Negate, CelType.Int, CelType.Int);
        yield return Of("negate_double", Negate, CelType.Double, CelType.Double);
        yield return Of("add_string", "_+_", CelType.String, CelType.String, CelType.String);
        yield return Of("add_bytes", "_+_", CelType.Bytes, CelType.Bytes, CelType.Bytes);
        yield return Of("add_list", "_+_", CelType.ListOf(A), CelType.ListOf(A), CelType.ListOf(A));
        yield return Of("add_timestamp_duration", "_+_", CelType.Timestamp, CelType.Timestamp, CelType.Duration);
        yield return Of("add_duration_timestamp", "_+_", CelType.Timestamp, CelType.Duration, CelType.Timestamp);
        yield return Of("add_duration_duration", "_+_", CelType.Duration, CelType.Duration, CelType.Duration);
        yield return Of("subtract_timestamp_timestamp", "_-_", CelType.Duration, CelType.Timestamp, CelType.Timestamp);
        yield return Of("subtract_timestamp_duration", "_-_", CelType.Timestamp, CelType.Timestamp, CelType.Duration);
        yield return Of("subtract_duration_duration", "_-_", CelType.Duration, CelType.Duration, CelType.Duration);
    }

    private static IEnumerable<Overload> Containers() =>
    [
        Of("in_list", "@in", CelType.Bool, A, CelType.ListOf(A)),
        Of("in_map", "@in", CelType.Bool, A, CelType.MapOf(A, B)),
        Of("index_list", Index, A, CelType.ListOf(A), CelType.Int),
        Of("index_map", Index, B, CelType.MapOf(A, B), A),
    ];

    private static IEnumerable<Overload> Optionals()
    {
        var optionalList = CelType.OptionalOf(CelType.ListOf(A));
        var optionalMap = CelType.OptionalOf(CelType.MapOf(A, B));
        var optionalA = CelType.OptionalOf(A);
        var optionalB = CelType.OptionalOf(B);
        return
        [
            Of("optional_list_index_int", Index, optionalA, optionalList, CelType.Int),
            Of("optional_map_index_value", Index, optionalB, optionalMap, A),
            Of("list_optindex_optional_int", OptionalIndex, optionalA, CelType.ListOf(A), CelType.Int),
            Of("map_optindex_optional_value", OptionalIndex, optionalB, CelType.MapOf(A, B), A),
            Of("optional_list_optindex_optional_int", OptionalIndex, optionalA, optionalList, CelType.Int),
            Of("optional_map_optindex_optional_value", OptionalIndex, optionalB, optionalMap, A),
            Of("select_optional_field", OptionalSelect, optionalA, CelType.Dyn, CelType.String),
        ];
    }

    private static Overload Of(string id, string function, CelType result, params ImmutableArray<CelType> parameters) =>
        new(id, function, false, parameters, result, null);
}

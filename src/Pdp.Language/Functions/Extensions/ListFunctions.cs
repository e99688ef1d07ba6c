using System.Collections.Immutable;
using Pdp.Language.Runtime;
using Pdp.Language.Values;
using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>cel-go's <c>lists</c> library and Kubernetes' additions to it.</summary>
internal static class ListFunctions
{
    private static readonly T _element = T.Parameter("T");
    private static readonly T _list = T.ListOf(_element);

    private static readonly ImmutableArray<T> _comparable =
        [T.Int, T.Uint, T.Double, T.Bool, T.Duration, T.Timestamp, T.String, T.Bytes];

    public static FunctionLibrary Library { get; } = Folds(Orders(Shapes(new LibraryBuilder("lists")))).Build();

    private static LibraryBuilder Shapes(LibraryBuilder library) => library
        .Function("slice", "the elements from an index to before another")
        .Member("list_slice", _list, ListCode.Slice, _list, T.Int, T.Int)
        .Function("flatten", "the elements of the lists in a list, one level or as many as given")
        .Member("list_flatten", _list, ListCode.Flatten, T.ListOf(_list))
        .Member("list_flatten_int", T.DynList, ListCode.Flatten, T.DynList, T.Int)
        .Function("lists.range", "the integers from 0 to before a number")
        .Global("lists_range", T.ListOf(T.Int), ListCode.Range, T.Int)
        .Function("reverse", "the elements in reverse order")
        .Member("list_reverse", _list, ListCode.Reverse, _list)
        .Function("distinct", "the elements without repetitions")
        .Member("list_distinct", _list, ListCode.Distinct, _list)
        .Function("indexOf", "the first index of an element, or -1")
        .Member("list_a_index_of_int", T.Int, ListCode.IndexOf, _list, _element)
        .Function("lastIndexOf", "the last index of an element, or -1")
        .Member("list_a_last_index_of_int", T.Int, ListCode.LastIndexOf, _list, _element);

    private static LibraryBuilder Orders(LibraryBuilder library)
    {
        Add("sort", "the elements in ascending order", "sort", list => list, ListCode.Sort);
        Add("isSorted", "whether the elements are in ascending order", "is_sorted_bool", _ => T.Bool, ListCode.IsSorted);
        Add("min", "the least element", "min", list => list.Parameters[0], ListCode.Min);
        Add("max", "the greatest element", "max", list => list.Parameters[0], ListCode.Max);
        return library;

        void Add(string function, string description, string id, Func<T, T> result, Implementation code)
        {
            library.Function(function, description);
            foreach (var type in _comparable)
                library.Member($"list_{type.Name}_{id}", result(T.ListOf(type)), code, T.ListOf(type));
        }
    }

    private static LibraryBuilder Folds(LibraryBuilder library)
    {
        library.Function("sum", "the sum of the elements");
        AddSum(T.Int, Value.From(0));
        AddSum(T.Uint, Value.FromUint(0));
        AddSum(T.Double, Value.From(0.0));
        AddSum(T.Duration, Value.FromDuration(0));
        return library;

        // Only the declared type tells what the sum of nothing is.
        void AddSum(T type, Value zero) => library.Member(
            $"list_{type.Name}_sum", type,
            (frame, arguments) => ListCode.Sum(frame, arguments[0].AsList!, zero), T.ListOf(type));
    }
}

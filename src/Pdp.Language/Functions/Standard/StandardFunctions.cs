using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Standard;

/// <summary>The functions of CEL itself, in cel-go's order: its ids and their order stand in checked trees.</summary>
internal static class StandardFunctions
{
    private static readonly T _a = T.Parameter("A");
    private static readonly T _listOfA = T.ListOf(_a);
    private static readonly T _mapOfAB = T.MapOf(_a, T.Parameter("B"));

    public static FunctionLibrary Library { get; } = Conversions(Texts(Sizes(new LibraryBuilder("standard")))).Build();

    private static LibraryBuilder Sizes(LibraryBuilder library) => library
        .Function("size", "number of code points, octets, elements or entries")
        .Global("size_bytes", T.Int, TextCode.Size, T.Bytes)
        .Member("bytes_size", T.Int, TextCode.Size, T.Bytes)
        .Global("size_list", T.Int, TextCode.Size, _listOfA)
        .Member("list_size", T.Int, TextCode.Size, _listOfA)
        .Global("size_map", T.Int, TextCode.Size, _mapOfAB)
        .Member("map_size", T.Int, TextCode.Size, _mapOfAB)
        .Global("size_string", T.Int, TextCode.Size, T.String)
        .Member("string_size", T.Int, TextCode.Size, T.String);

    private static LibraryBuilder Texts(LibraryBuilder library) => library
        .Function("contains", "whether a string contains another")
        .Member("contains_string", T.Bool, TextCode.Contains, T.String, T.String)
        .Function("endsWith", "whether a string ends with another")
        .Member("ends_with_string", T.Bool, TextCode.EndsWith, T.String, T.String)
        .Function("startsWith", "whether a string starts with another")
        .Member("starts_with_string", T.Bool, TextCode.StartsWith, T.String, T.String)
        .Function("matches", "whether a regular expression (RE2) matches somewhere in a string")
        .Global("matches", T.Bool, TextCode.Matches, T.String, T.String)
        .Member("matches_string", T.Bool, TextCode.Matches, T.String, T.String);

    private static LibraryBuilder Conversions(LibraryBuilder library) => library
        .Function("type", "the type of a value")
        .Global("type", T.TypeOf(_a), ConversionCode.TypeOf, _a)
        .Function("bool", "a bool from its text: 1, t, true, 0, f, false")
        .Global("bool_to_bool", T.Bool, ConversionCode.Identity, T.Bool)
        .Global("string_to_bool", T.Bool, ConversionCode.ToBool, T.String)
        .Function("bytes", "a string as UTF-8")
        .Global("bytes_to_bytes", T.Bytes, ConversionCode.Identity, T.Bytes)
        .Global("string_to_bytes", T.Bytes, ConversionCode.ToBytes, T.String)
        .Function("double", "a double from a number or its text")
        .Global("double_to_double", T.Double, ConversionCode.Identity, T.Double)
        .Global("int64_to_double", T.Double, ConversionCode.ToDouble, T.Int)
        .Global("string_to_double", T.Double, ConversionCode.ToDouble, T.String)
        .Global("uint64_to_double", T.Double, ConversionCode.ToDouble, T.Uint)
        .Function("duration", "a duration from its text, such as 1h30m")
        .Global("duration_to_duration", T.Duration, ConversionCode.Identity, T.Duration)
        .Global("string_to_duration", T.Duration, ConversionCode.ToDuration, T.String)
        .Function("dyn", "the value, its type unknown to the checker")
        .Global("to_dyn", T.Dyn, ConversionCode.Identity, _a)
        .Function("int", "an int from a number, its text, or the seconds of a timestamp since 1970")
        .Global("int64_to_int64", T.Int, ConversionCode.Identity, T.Int)
        .Global("double_to_int64", T.Int, ConversionCode.ToInt, T.Double)
        .Global("duration_to_int64", T.Int, ConversionCode.ToInt, T.Duration)
        .Global("string_to_int64", T.Int, ConversionCode.ToInt, T.String)
        .Global("timestamp_to_int64", T.Int, ConversionCode.ToInt, T.Timestamp)
        .Global("uint64_to_int64", T.Int, ConversionCode.ToInt, T.Uint)
        .Function("string", "a value as text")
        .Global("string_to_string", T.String, ConversionCode.Identity, T.String)
        .Global("bool_to_string", T.String, ConversionCode.ToText, T.Bool)
        .Global("bytes_to_string", T.String, ConversionCode.ToText, T.Bytes)
        .Global("double_to_string", T.String, ConversionCode.ToText, T.Double)
        .Global("duration_to_string", T.String, ConversionCode.ToText, T.Duration)
        .Global("int64_to_string", T.String, ConversionCode.ToText, T.Int)
        .Global("timestamp_to_string", T.String, ConversionCode.ToText, T.Timestamp)
        .Global("uint64_to_string", T.String, ConversionCode.ToText, T.Uint)
        .Function("timestamp", "an instant from its text (RFC 3339), or from seconds since 1970")
        .Global("timestamp_to_timestamp", T.Timestamp, ConversionCode.Identity, T.Timestamp)
        .Global("int64_to_timestamp", T.Timestamp, ConversionCode.ToTimestamp, T.Int)
        .Global("string_to_timestamp", T.Timestamp, ConversionCode.ToTimestamp, T.String)
        .Function("uint", "a uint from a number or its text")
        .Global("uint64_to_uint64", T.Uint, ConversionCode.Identity, T.Uint)
        .Global("double_to_uint64", T.Uint, ConversionCode.ToUint, T.Double)
        .Global("int64_to_uint64", T.Uint, ConversionCode.ToUint, T.Int)
        .Global("string_to_uint64", T.Uint, ConversionCode.ToUint, T.String);
}

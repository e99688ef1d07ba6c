using T = Pdp.Language.Types.CelType;

namespace Pdp.Language.Functions.Extensions;

/// <summary>cel-go's <c>strings</c> library, version 4: positions count code points.</summary>
internal static class StringFunctions
{
    public static FunctionLibrary Library { get; } = new LibraryBuilder("strings")
        .Function("charAt", "the character at a position; empty at the end")
        .Member("string_char_at_int", T.String, StringCode.CharAt, T.String, T.Int)
        .Function("indexOf", "the first position of a string, or -1")
        .Member("string_index_of_string", T.Int, StringCode.IndexOf, T.String, T.String)
        .Member("string_index_of_string_int", T.Int, StringCode.IndexOf, T.String, T.String, T.Int)
        .Function("lastIndexOf", "the last position of a string, or -1")
        .Member("string_last_index_of_string", T.Int, StringCode.LastIndexOf, T.String, T.String)
        .Member("string_last_index_of_string_int", T.Int, StringCode.LastIndexOf, T.String, T.String, T.Int)
        .Function("lowerAscii", "ASCII letters in lower case")
        .Member("string_lower_ascii", T.String, StringCode.LowerAscii, T.String)
        .Function("upperAscii", "ASCII letters in upper case")
        .Member("string_upper_ascii", T.String, StringCode.UpperAscii, T.String)
        .Function("replace", "a string with another one replaced, everywhere or a number of times")
        .Member("string_replace_string_string", T.String, StringCode.Replace, T.String, T.String, T.String)
        .Member("string_replace_string_string_int", T.String, StringCode.Replace, T.String, T.String, T.String, T.Int)
        .Function("split", "the parts between separators, all or a number of them")
        .Member("string_split_string", T.ListOf(T.String), StringCode.Split, T.String, T.String)
        .Member("string_split_string_int", T.ListOf(T.String), StringCode.Split, T.String, T.String, T.Int)
        .Function("substring", "the characters from a position to the end or to before another")
        .Member("string_substring_int", T.String, StringCode.Substring, T.String, T.Int)
        .Member("string_substring_int_int", T.String, StringCode.Substring, T.String, T.Int, T.Int)
        .Function("trim", "without white space at both ends")
        .Member("string_trim", T.String, StringCode.Trim, T.String)
        .Function("reverse", "the characters in reverse order")
        .Member("string_reverse", T.String, StringCode.Reverse, T.String)
        .Function("join", "the strings of a list with a separator between")
        .Member("list_join", T.String, StringCode.Join, T.ListOf(T.String))
        .Member("list_join_string", T.String, StringCode.Join, T.ListOf(T.String), T.String)
        .Function("strings.quote", "a string in double quotes with escapes")
        .Global("strings_quote", T.String, StringCode.Quote, T.String)
        .Function("format", "a text with %s, %d, %f, %e, %b, %o, %x, %X replaced by the elements of a list")
        .Member("string_format", T.String, StringFormat.Format, T.String, T.ListOf(T.Dyn))
        .Build();
}

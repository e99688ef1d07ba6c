using System.Text.RegularExpressions;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>A kind of text that one parser takes and the other rejects, and why ours is right.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Example">A text that shows it.</param>
/// <param name="Reason">What the grammar of the specification (langdef, Syntax) says, and what the other side does.</param>
/// <param name="Covers">Whether a text from which nothing more can be taken, with our answer, is of this kind.</param>
internal sealed partial record ExplainedParse(string Name, string Example, string Reason, Func<string, Outcome, bool> Covers)
{
    public static IReadOnlyList<ExplainedParse> All { get; } =
    [
        new("a comment at the end", "1 // one",
            "COMMENT is `//` and all that is no newline, which the end of the text ends too; there, it needs the newline",
            (text, ours) => ours.IsValue && CommentAtEnd().IsMatch(text)),
        new("names that begin like a word", "truee",
            "IDENT is the longest run of letters, digits and `_`, less the words themselves; there, `true` and `false` end in mid name",
            (text, ours) => ours.IsValue && BeginsLikeWord().IsMatch(text)),
        new("blanks for arguments", "f( )",
            "white space may stand between any two tokens; there, not between the brackets of a call without arguments",
            (text, ours) => ours.IsValue && BlankArguments().IsMatch(text)),
        new("blanks between operators", "! !true",
            "white space may stand between any two tokens; there, not between one `!` or `-` and the next",
            (text, ours) => ours.IsValue && BlankBetweenOperators().IsMatch(text)),
        new("a minus before a uint", "-0u",
            "cel-go's grammar reads it as the operator, which the evaluation refuses; there, the text does not parse",
            (text, ours) => ours.IsValue && NegatedUint().IsMatch(text)),
        new("escapes", @"'\e'",
            @"ESCAPE lists them all: three octal digits, two after `\x`, four after `\u`, eight after `\U`; there, a backslash before anything"
            + " else stands for itself",
            (_, ours) => Says(ours, "unknown escape") || ours.Message.Contains(" hexadecimal digits after ", StringComparison.Ordinal)),
        new("names that begin with `in`", "x int",
            "`int` is a name, for which there is no place after a value; there, `in` ends in mid name",
            (_, ours) => ours.Kind == OutcomeKind.Rejected && InAndMore().IsMatch(ours.Message)),
        new("numbers out of range", "9223372036854775808",
            "a literal is a value of its type (langdef: numeric values), which this is not; there, the evaluation may tell",
            (_, ours) => ours.Kind == OutcomeKind.Rejected && ours.Message.EndsWith(" is out of range", StringComparison.Ordinal)),
        new("the arguments of macros", "[].all(0, true)",
            "`has` takes a selection, the others a simple name as their variable, or it is an error (langdef: macros); there, what does not fit"
            + " is a call of a function, unknown when it is evaluated",
            (_, ours) => Says(ours, "expected a member as") || Says(ours, "expected a variable's name")),
    ];

    [GeneratedRegex(@"//[^\n]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex CommentAtEnd();

    [GeneratedRegex(@"\b(true|false)\w", RegexOptions.CultureInvariant)]
    private static partial Regex BeginsLikeWord();

    [GeneratedRegex(@"\((\s|//.*\n)+\)", RegexOptions.CultureInvariant)]
    private static partial Regex BlankArguments();

    [GeneratedRegex(@"!\s+!|-\s+-", RegexOptions.CultureInvariant)]
    private static partial Regex BlankBetweenOperators();

    [GeneratedRegex(@"-\s*(0[xX][0-9a-fA-F]+|[0-9]+)[uU]", RegexOptions.CultureInvariant)]
    private static partial Regex NegatedUint();

    [GeneratedRegex(@"(, got `|malformed number `\w*)in\w", RegexOptions.CultureInvariant)]
    private static partial Regex InAndMore();

    private static bool Says(in Outcome ours, string start) => ours.Message.StartsWith(start, StringComparison.Ordinal);
}

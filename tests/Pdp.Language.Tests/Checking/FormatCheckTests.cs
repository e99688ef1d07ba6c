using CsCheck;
using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Xunit;

namespace Pdp.Language.Tests.Checking;

/// <summary>What is found of constant formats before they are evaluated.</summary>
public sealed class FormatCheckTests
{
    private static readonly TypeEnvironment _policy = TestEnvironments.Policy with { Functions = StandardLibrary.Policies };

    private static readonly string[] _clauses = ["%s", "%d", "%f", "%.2e", "%b", "%o", "%x", "%X", "%%", "-", "é", "\\n", "\\U0001F600", "%a", "%", "%.1001f"];

    private static readonly string[] _arguments =
    [
        "1", "2u", "1.5", "'text'", "b'ab'", "true", "null", "timestamp(0)", "duration('1s')", "int", "ip('::1')", "cidr('::/8')",
        "[1]", "[]", "[optional.of(1)]", "[[1, optional.none()]]", "{'a': 1}", "{'a': optional.of(1)}", "{?'a': optional.of(1)}", "optional.of('a')",
        "optional.none()", "[1, 2][0]",
    ];

    private static readonly string[] _openArguments =
    [
        "dyn(1)", "dyn('a')", "?optional.of(1)", "?optional.none()", "[dyn(optional.of(1))]", "[?optional.of(1)]", "[true, 'a'][0]",
    ];

    [Theory]
    [InlineData("'%d'.format([subject.id]) == ''", DiagnosticCodes.TypeMismatch, "subject.id", "`%d` needs a number, got string", "write `%s`, which takes any value")]
    [InlineData("'%s%b'.format([1, 1.5]) == ''", DiagnosticCodes.TypeMismatch, "1.5", "`%b` needs an integer or bool, got double", "write `%s`, which takes any value")]
    [InlineData("'%o'.format([true]) == ''", DiagnosticCodes.TypeMismatch, "true", "`%o` needs an integer, got bool", "write `%s`, which takes any value")]
    [InlineData("'%.3X'.format([[1]]) == ''", DiagnosticCodes.TypeMismatch, "[1]", "`%X` needs an integer, string or bytes, got list(int)", "write `%s`, which takes any value")]
    [InlineData("'%f'.format([subject.nickname]) == ''", DiagnosticCodes.TypeMismatch, "subject.nickname", "`%f` needs a number, got string or null", "write `%s`, which takes any value")]
    [InlineData("'%d'.format(subject.roles) == ''", DiagnosticCodes.TypeMismatch, "subject.roles", "`%d` needs a number, got string", "write `%s`, which takes any value")]
    [InlineData("'%s'.format([subject.?id]) == ''", DiagnosticCodes.TypeMismatch, "subject.?id", "`%s` needs a value that has a text, got optional(string)", "take the value first: `.value()`, or `.orValue(…)`")]
    [InlineData("'%s'.format([{'a': [1, subject.?id]}]) == ''", DiagnosticCodes.TypeMismatch, "subject.?id", "`%s` needs a value that has a text, got optional(string)", "take the value first: `.value()`, or `.orValue(…)`")]
    [InlineData("'%d is %d'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%d", "the format asks for 2 arguments, the list has 1", "add to the list what the clause is to write; a percent sign is `%%`")]
    [InlineData("'%s'.format([]) == ''", DiagnosticCodes.InvalidConstant, "%s", "the format asks for 1 arguments, the list has 0", "add to the list what the clause is to write; a percent sign is `%%`")]
    [InlineData("'%s %s'.format([?subject.?id]) == ''", DiagnosticCodes.InvalidConstant, "%s", "the format asks for 2 arguments, the list has 1", "add to the list what the clause is to write; a percent sign is `%%`")]
    [InlineData("'%i'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%i", "`%i` is no formatting clause", "did you mean `%d`?")]
    [InlineData("'%.2F'.format([1.5]) == ''", DiagnosticCodes.InvalidConstant, "%.2F", "`%.2F` is no formatting clause", "did you mean `%f`?")]
    [InlineData("'%v'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%v", "`%v` is no formatting clause", "did you mean `%s`?")]
    [InlineData("'%E'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%E", "`%E` is no formatting clause", "did you mean `%e`?")]
    [InlineData("'%B'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%B", "`%B` is no formatting clause", "did you mean `%b`?")]
    [InlineData("'%O'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%O", "`%O` is no formatting clause", "did you mean `%o`?")]
    [InlineData("'%y'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%y", "`%y` is no formatting clause", "known are %s, %d, %f, %e, %b, %o, %x, %X and %%")]
    [InlineData("'100% of %s'.format([subject.id]) == ''", DiagnosticCodes.InvalidConstant, "% ", "`% ` is no formatting clause", "a percent sign is `%%`")]
    [InlineData("'100%'.format([]) == ''", DiagnosticCodes.InvalidConstant, "%", "`%` is no formatting clause", "a percent sign is `%%`")]
    [InlineData("'%5d'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%5", "`%5` is no formatting clause", "a clause has no width or flags: write `%d` or `%.2f`")]
    [InlineData("'%-d'.format([1]) == ''", DiagnosticCodes.InvalidConstant, "%-", "`%-` is no formatting clause", "a clause has no width or flags: write `%d` or `%.2f`")]
    [InlineData("'%.f'.format([1.5]) == ''", DiagnosticCodes.InvalidConstant, "%.", "`%.` is no formatting clause", "a precision is a number up to 1000, as in `%.2f`")]
    [InlineData("'%.2'.format([1.5]) == ''", DiagnosticCodes.InvalidConstant, "%.2", "`%.2` is no formatting clause", "a precision is a number up to 1000, as in `%.2f`")]
    [InlineData("'%.1001f'.format([1.5]) == ''", DiagnosticCodes.InvalidConstant, "%.1001", "the precision of `%.1001` is larger than 1000", "a precision is a number up to 1000, as in `%.2f`")]
    public void Says_what_is_wrong_where_and_what_to_write(string text, string code, string place, string message, string help)
    {
        var found = Assert.Single(Run.Check(text, _policy).Diagnostics);
        Assert.Equal(
            (code, place, message, help), (found.Code, text.Substring(found.Span.Start, found.Span.Length), found.Message, found.Help));
    }

    [Theory]
    [InlineData(@"'a\n\x41\101\u00e9\U0001F600\U000000e9\'%i'.format([1])", "%i")]
    [InlineData(@"r'\n%i'.format([1])", "%i")]
    [InlineData(@"'''a'😀%i'''.format([1])", "%i")]
    [InlineData(@"""%s\""%i"".format([1, 2])", "%i")]
    [InlineData(@"'\x25i'.format([1])", @"\x25i")]
    [InlineData(@"'\u0025\U00000069'.format([1])", @"\u0025\U00000069")]
    public void Finds_the_clause_behind_escapes(string text, string place)
    {
        var found = Assert.Single(Run.Check(text, _policy).Diagnostics);
        Assert.Equal(place, text.Substring(found.Span.Start, found.Span.Length));
    }

    [Fact]
    public void Reports_all_mistakes_of_a_format() =>
        Assert.Equal(
            ["the format asks for 3 arguments, the list has 2", "`%d` needs a number, got string", "`%x` needs an integer, string or bytes, got bool"],
            Run.Check("'%d %x %s'.format([subject.id, subject.active])", _policy).Diagnostics.Select(found => found.Message));

    [Fact]
    public void Reports_all_clauses_that_are_none() =>
        Assert.Equal(
            ["`%i` is no formatting clause", "`%)` is no formatting clause"],
            Run.Check("'%i (in %)'.format([subject.id])", _policy).Diagnostics.Select(found => found.Message));

    [Theory]
    [InlineData("'a'.format([1])")]
    [InlineData("'%.1f %d'.format([1, 2.0])")]
    [InlineData("'%d'.format([context.level])")]
    [InlineData("'%d'.format([dyn('a')])")]
    [InlineData("'%d %d'.format(subject.scores)")]
    [InlineData("'%d %d'.format([?optional.of(1), 'a'])")]
    [InlineData("'%s'.format([subject.nickname])")]
    [InlineData("subject.id.format([1])")]
    [InlineData("'%s'.format([null, optional.of('a')] + [])")]
    [InlineData("'%s'.format([[null, optional.of('a')][0]])")]
    public void Leaves_to_evaluation_what_may_work(string text) =>
        Assert.DoesNotContain(Run.Check(text, _policy).Diagnostics, found => found.Severity == Severity.Error);

    [Fact]
    public void A_root_among_the_arguments_is_told_once() =>
        Assert.Equal("`subject` cannot be used as a value", Assert.Single(Run.Check("'%d'.format([subject])", _policy).Diagnostics).Message);

    [Fact]
    public void A_long_format_takes_no_long_time()
    {
        // as many mistakes as the longest text has room for; each place is found from the one before
        var text = $"'{string.Concat(Enumerable.Repeat("%y", 49_000))}'.format([])";
        Assert.Equal(49_000, Run.Check(text, _policy).Diagnostics.Length);
    }

    [Fact]
    public void What_is_refused_fails_and_what_is_accepted_with_known_types_does_not() =>
        Gen.Select(Gen.OneOf(_clauses).Array[0, 4], Gen.OneOf(_arguments).Array[0, 4]).Sample(
            (clauses, arguments) => Judge(clauses, arguments) is var (isRefused, isError) && isRefused == isError,
            iter: 5_000);

    [Fact]
    public void What_is_refused_fails_whatever_else_is_not_known() =>
        Gen.Select(
            Gen.OneOf(_clauses).Array[0, 4],
            Gen.Frequency((2, Gen.OneOf(_arguments)), (1, Gen.OneOf(_openArguments))).Array[0, 4],
            Gen.OneOf("", " + []")).Sample(
            (clauses, arguments, more) => Judge(clauses, arguments, more) is var (isRefused, isError) && (!isRefused || isError),
            iter: 5_000);

    /// <summary>Whether a format is refused, and whether it fails when it is evaluated all the same.</summary>
    private static (bool IsRefused, bool IsError) Judge(IEnumerable<string> clauses, IEnumerable<string> arguments, string more = "")
    {
        var text = $"'{string.Concat(clauses)}'.format([{string.Join(", ", arguments)}]{more})";
        var environment = new TypeEnvironment { Functions = StandardLibrary.Policies };
        var isRefused = Run.Check(text, environment).Expression is null;
        return (isRefused, Functions.Cel.Eval(text, triesConstants: false).IsError);
    }
}

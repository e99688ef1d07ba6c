using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;
using Pdp.Language.Types;
using Xunit;

namespace Pdp.Language.Tests.Checking;

public sealed class CheckErrorTests
{
    [Theory]
    [InlineData("subject.departmnt == 'x'", DiagnosticCodes.UnknownAttribute, "departmnt", "unknown attribute `subject.departmnt`", "did you mean `subject.department`?")]
    [InlineData("has(subject.departmnt)", DiagnosticCodes.UnknownAttribute, "departmnt", "unknown attribute `subject.departmnt`", "did you mean `subject.department`?")]
    [InlineData("subject.?departmnt == optional.none()", DiagnosticCodes.UnknownAttribute, "departmnt", "unknown attribute `subject.departmnt`", "did you mean `subject.department`?")]
    [InlineData("subject.owner == 'x'", DiagnosticCodes.UnknownAttribute, "owner", "unknown attribute `subject.owner`", "did you mean `resource.owner`?")]
    [InlineData("subject.address.street == 'x'", DiagnosticCodes.UnknownAttribute, "street", "unknown attribute `subject.address.street`", "`subject.address` has `city` and `zip`")]
    [InlineData("subject.address['citty'] == 'x'", DiagnosticCodes.UnknownAttribute, "'citty'", "unknown attribute `subject.address.citty`", "did you mean `subject.address.city`?")]
    [InlineData("subject.friends.exists(f, f.citty == 'x')", DiagnosticCodes.UnknownAttribute, "citty", "unknown attribute `f.citty`", "did you mean `f.city`?")]
    [InlineData("variables.same_tenat", DiagnosticCodes.UnknownName, "same_tenat", "unknown name `variables.same_tenat`", "did you mean `variables.same_tenant`?")]
    [InlineData("subjct.id == 'x'", DiagnosticCodes.UnknownName, "subjct", "unknown name `subjct`", "did you mean `subject`?")]
    [InlineData("department == 'x'", DiagnosticCodes.UnknownName, "department", "unknown name `department`", "did you mean `subject.department`?")]
    [InlineData("subject.department == engineering", DiagnosticCodes.UnknownName, "engineering", "unknown name `engineering`", "write `'engineering'` for the text")]
    [InlineData("subject.active == True", DiagnosticCodes.UnknownName, "True", "unknown name `True`", "did you mean `true`?")]
    [InlineData("subject.nickname == nil", DiagnosticCodes.UnknownName, "nil", "unknown name `nil`", "write `null`")]
    [InlineData("user.id == 'x'", DiagnosticCodes.UnknownName, "user", "unknown name `user`", "the one who asks is `subject`")]
    [InlineData("subject.rank == 'senor'", DiagnosticCodes.NotAnEnumValue, "'senor'", "`senor` is not among the values of `subject.rank`", "did you mean `senior`?")]
    [InlineData("'boss' != subject.rank", DiagnosticCodes.NotAnEnumValue, "'boss'", "`boss` is not among the values of `subject.rank`", "expected `junior` or `senior`")]
    [InlineData("subject.rank in ['senior', 'x']", DiagnosticCodes.NotAnEnumValue, "'x'", "`x` is not among the values of `subject.rank`", "expected `junior` or `senior`")]
    [InlineData("'admn' in subject.roles", DiagnosticCodes.NotAnEnumValue, "'admn'", "`admn` is not among the values of `subject.roles`", "did you mean `admin`?")]
    [InlineData("subject.roles.exists(r, r == 'admn')", DiagnosticCodes.NotAnEnumValue, "'admn'", "`admn` is not among the values of `r`", "did you mean `admin`?")]
    [InlineData("subject.roles[0] == 'admn'", DiagnosticCodes.NotAnEnumValue, "'admn'", "`admn` is not among the values of `subject.roles[0]`", "did you mean `admin`?")]
    [InlineData("sise(subject.id) > 1", DiagnosticCodes.UnknownFunction, "sise", "unknown function `sise`", "did you mean `size`?")]
    [InlineData("subject.id.startswith('x')", DiagnosticCodes.UnknownFunction, "startswith", "unknown function `startswith`", "did you mean `startsWith`?")]
    [InlineData("math.greatst(1, 2) > 1", DiagnosticCodes.UnknownFunction, "math.greatst", "unknown function `math.greatst`", "did you mean `math.greatest`?")]
    [InlineData("now() > now", DiagnosticCodes.UnknownFunction, "now", "unknown function `now`", "`now` is a variable: write `now`")]
    [InlineData("len(subject.id) > 1", DiagnosticCodes.UnknownFunction, "len", "unknown function `len`", "write `size(x)`")]
    [InlineData("subject.roles.all(x > 1)", DiagnosticCodes.UnknownFunction, "all", "unknown function `all`", "write `list.all(x, condition)`")]
    [InlineData("subject.id.size('a') == 1", DiagnosticCodes.NoOverload, "subject.id.size('a')", "`size` cannot be called on string with (string)", "it is `size(string)`, `size(list)`")]
    [InlineData("subject.clearance.startsWith('x')", DiagnosticCodes.NoOverload, "subject.clearance.startsWith('x')", "`startsWith` cannot be called on int with (string)", "it is `string.startsWith(string)`")]
    [InlineData("subject.roles.contains('admin')", DiagnosticCodes.NoOverload, "subject.roles.contains('admin')", "`contains` cannot be called on list(string) with (string)", "write `'admin' in subject.roles`")]
    [InlineData("subject.clearance == subject.level", DiagnosticCodes.NoOverload, "subject.clearance == subject.level", "`==` does not take int and double", "write `double(subject.clearance)`")]
    [InlineData("subject.clearance + subject.level > 1.0", DiagnosticCodes.NoOverload, "subject.clearance + subject.level", "`+` does not take int and double", "write `double(subject.clearance)`")]
    [InlineData("subject.id + subject.clearance == 'x'", DiagnosticCodes.NoOverload, "subject.id + subject.clearance", "`+` does not take string and int", "write `string(subject.clearance)`")]
    [InlineData("subject.id == null", DiagnosticCodes.NoOverload, "subject.id == null", "`==` does not take string and null", "`subject.id` is never null: ask for presence by `has(…)`")]
    [InlineData("subject.hired < '2026-01-01T00:00:00Z'", DiagnosticCodes.NoOverload, "subject.hired < '2026-01-01T00:00:00Z'", "`<` does not take timestamp and string", "write `timestamp('2026-01-01T00:00:00Z')`")]
    [InlineData("subject.roles == 'admin'", DiagnosticCodes.NoOverload, "subject.roles == 'admin'", "`==` does not take list(string) and string", "write `'admin' in subject.roles`")]
    [InlineData("'a' in subject.id", DiagnosticCodes.NoOverload, "'a' in subject.id", "`in` does not take string and string", "write `subject.id.contains('a')`")]
    [InlineData("subject.?level > 1.0", DiagnosticCodes.NoOverload, "subject.?level > 1.0", "`>` does not take optional(double) and double", "say what an absent value means: `.orValue(…)`")]
    [InlineData("-subject.id == 'x'", DiagnosticCodes.NoOverload, "subject.id", "expected int or double, got string: `-` negates a number", null)]
    [InlineData("subject.id[0] == 'x'", DiagnosticCodes.NoOverload, "subject.id[0]", "string cannot be indexed by int", "write `text.charAt(index)`")]
    [InlineData("subject.active && subject.id", DiagnosticCodes.TypeMismatch, "subject.id", "expected bool, got string: an operand of `&&`", "compare it: `x == 'value'`")]
    [InlineData("!subject.clearance", DiagnosticCodes.TypeMismatch, "subject.clearance", "expected bool, got int: `!` negates a bool", "compare it: `x > 0`")]
    [InlineData("subject.id ? true : false", DiagnosticCodes.TypeMismatch, "subject.id", "expected bool, got string: the condition of `?:`", "compare it: `x == 'value'`")]
    [InlineData("(subject.active ? 1 : 'a') == 1", DiagnosticCodes.TypeMismatch, "'a'", "expected int, got string: both results of `?:` have one type", "wrap one of them in `dyn(…)` if they are to differ")]
    [InlineData("subject.roles.all(r, r)", DiagnosticCodes.TypeMismatch, "r", "expected bool, got string: the predicate of `all`", "compare it: `x == 'value'`")]
    [InlineData("subject.clearance.exists(x, x > 1)", DiagnosticCodes.TypeMismatch, "subject.clearance", "expected a list or a map, got int: `exists` goes over its elements", null)]
    [InlineData("'subject.active'", DiagnosticCodes.TypeMismatch, "'subject.active'", "expected bool, got string", "an expression stands in no quotes of its own: remove them")]
    [InlineData("subject.?active", DiagnosticCodes.TypeMismatch, "subject.?active", "expected bool, got optional(bool)", "say what an absent value means: `.orValue(false)`")]
    [InlineData("subject.roles.length > 1", DiagnosticCodes.TypeMismatch, "length", "expected an object or a map, got list(string): `length` cannot be read", "write `size(subject.roles)`")]
    [InlineData("subject.id.name == 'x'", DiagnosticCodes.TypeMismatch, "name", "expected an object or a map, got string: `name` cannot be read", null)]
    [InlineData("subject == resource", DiagnosticCodes.TypeMismatch, "subject", "`subject` cannot be used as a value", "read one of its members, as `subject.id`")]
    [InlineData("[?subject.id] == []", DiagnosticCodes.TypeMismatch, "subject.id", "expected an optional, got string: `?` leaves out what is absent", "remove the `?`, or write `optional.of(…)`")]
    [InlineData("['b'].sortBy(x, [x]) == []", DiagnosticCodes.TypeMismatch, "[x]", "expected a key that has an order, got list(string)", "sort by a number, string, bool, timestamp or duration")]
    [InlineData("a.T{f: 1} == 1", DiagnosticCodes.Unsupported, "a.T{f: 1}", "message type `a.T` does not exist", "write a map: `{'name': value}`")]
    [InlineData("now - subject.hired < duration('7d')", DiagnosticCodes.InvalidConstant, "'7d'", null, "write `168h`")]
    [InlineData("now - subject.hired < duration('2w')", DiagnosticCodes.InvalidConstant, "'2w'", null, "write `336h`")]
    [InlineData("now < timestamp('2026-13-01')", DiagnosticCodes.InvalidConstant, "'2026-13-01'", null, "write it as `2026-01-31T08:30:00Z`")]
    [InlineData("subject.id.matches('(')", DiagnosticCodes.InvalidConstant, "'('", "unclosed group", "patterns are RE2's, without lookaround and back-references; a character that stands for itself goes in brackets: `[(]`")]
    [InlineData("{1.5: 1} == {}", DiagnosticCodes.InvalidConstant, "1.5", "expected int, uint, bool or string as key of a map, got double", null)]
    public void Says_what_is_wrong_where_and_what_to_write(string text, string code, string place, string? message, string? help)
    {
        var result = Run.Check(text, expected: CelType.Bool);
        Assert.Null(result.Expression);
        var first = result.Diagnostics[0];
        Assert.Equal((code, place), (first.Code, text.Substring(first.Span.Start, first.Span.Length)));
        if (message is not null) Assert.Equal(message, first.Message);
        Assert.Equal(help, first.Help);
    }

    [Fact]
    public void Reports_all_errors_by_position()
    {
        var result = Run.Check("subject.departmnt == foo && bar(1) > 'x' + 1 || subject.rank == 'boss'");
        Assert.Equal(
            ["unknown attribute `subject.departmnt`", "unknown name `foo`", "unknown function `bar`", "`+` does not take string and int", "`boss` is not among the values of `subject.rank`"],
            result.Diagnostics.Select(diagnostic => diagnostic.Message));
    }

    [Theory]
    [InlineData("subject.roles.any(r, r == 'admin')", "unknown function `any`")]
    [InlineData("subject.roles.exists(r == 'admin')", "unknown function `exists`")]
    [InlineData("subject.roles.exsts(r, r == 'admin' && size(r) > 1)", "unknown function `exsts`")]
    [InlineData("any(subject.roles, r, r == 'admin')", "unknown function `any`")]
    [InlineData("subject.friends.every(f, f.city == 'x')", "unknown function `every`")]
    [InlineData("subject.roles.all(r, subject.roles.any(q, q == r))", "unknown function `any`")]
    [InlineData("cel.bind(x, x > 1)", "unknown function `cel.bind`")]
    public void The_variable_of_a_misused_macro_is_no_second_mistake(string text, string message) =>
        Assert.Equal(message, Assert.Single(Run.Check(text).Diagnostics).Message);

    [Fact]
    public void Other_mistakes_in_a_misused_macro_are_told() =>
        Assert.Equal(
            ["unknown function `any`", "unknown name `admin`", "unknown attribute `subject.idd`"],
            Run.Check("subject.roles.any(r, r == admin || r == subject.idd)").Diagnostics.Select(diagnostic => diagnostic.Message));

    [Fact]
    public void One_mistake_is_told_once() =>
        Assert.Single(Run.Check("!(subject.departmnt.foo[0] + 1 > size(subject.departmnt_.x)) == true ? 1 == 1 : false",
            TestEnvironments.Policy).Diagnostics, diagnostic => diagnostic.Message == "unknown attribute `subject.departmnt`");

    [Fact]
    public void An_attribute_outside_an_open_schema_is_read_with_a_warning()
    {
        var result = Run.Check("context.device == 'x'");
        Assert.NotNull(result.Expression);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(
            (DiagnosticCodes.UntypedAttribute, Severity.Warning, "attribute `context.device` is not in the schema: it is read without a type"),
            (warning.Code, warning.Severity, warning.Message));
    }

    [Theory]
    [InlineData("subject.properties.department == 'x'", DiagnosticCodes.UntypedAttribute, "`subject.properties.department` is read without the type that the schema gives it", "write `subject.department`")]
    [InlineData("has(subject.properties.department)", DiagnosticCodes.UntypedAttribute, "`subject.properties.department` is read without the type that the schema gives it", "read `subject.department`")]
    [InlineData("subject.properties.departmnt == 'x'", DiagnosticCodes.UntypedAttribute, "attribute `subject.properties.departmnt` is not in the schema: it is read without a type", "did you mean `subject.department`?")]
    [InlineData("{'a': 1}.b == 1", DiagnosticCodes.InvalidConstant, "the map has no key `b`", "it has `'a'`")]
    [InlineData("subject.clearance in [1, 'two']", DiagnosticCodes.TypeMismatch, "`subject.clearance` is int and never equals `'two'`", "all elements of the list have the type of what is looked for")]
    [InlineData("subject.id in ['x', true]", DiagnosticCodes.TypeMismatch, "`subject.id` is string and never equals `true`", "all elements of the list have the type of what is looked for")]
    public void Warns_of_what_is_certainly_not_meant(string text, string code, string message, string help)
    {
        var result = Run.Check(text);
        Assert.NotNull(result.Expression);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal((code, Severity.Warning, message, help), (warning.Code, warning.Severity, warning.Message, warning.Help));
    }

    [Theory]
    [InlineData("subject.properties['department'] == 'x'")]
    [InlineData("subject.properties.id == 'x'")]
    [InlineData("context.properties.x == 'x'")]
    [InlineData("{'a': 1, subject.id: 2}.b == 1")]
    [InlineData("has({'a': 1}.b)")]
    [InlineData("{'a': 1}.?b.hasValue()")]
    [InlineData("{'a': 1}.a == 1")]
    [InlineData("subject.clearance in [1, 2u, 3.5]")]
    [InlineData("dyn(subject.clearance) in [1, 'two']")]
    public void Warns_of_nothing_that_may_be_meant(string text) =>
        Assert.DoesNotContain(Run.Check(text).Diagnostics, found => !found.Message.Contains("context.properties", StringComparison.Ordinal));

    [Fact]
    public void Comparing_an_int_with_a_fraction_is_a_warning()
    {
        var result = Run.Check("subject.clearance > 1.5");
        Assert.NotNull(result.Expression);
        Assert.Equal(Severity.Warning, Assert.Single(result.Diagnostics).Severity);
    }

    [Fact]
    public void Constants_are_not_tried_where_that_is_off() =>
        Assert.NotNull(Run.Check("duration('7d') == duration('1h')", TestEnvironments.Policy with { TriesConstants = false }).Expression);
}

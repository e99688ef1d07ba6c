using System.Collections.Immutable;
using System.Reflection;
using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Xunit;

namespace Pdp.Language.Tests.Checking;

/// <summary>What the help offers to write checks where the mistake stood.</summary>
public sealed class RewritingTests
{
    private static readonly TypeEnvironment Environment = TestEnvironments.Policy with { Functions = StandardLibrary.Policies };

    [Theory]
    [InlineData("subject.departmnt == 'x'", "subject.department == 'x'")]
    [InlineData("has(subject.departmnt)", "has(subject.department)")]
    [InlineData("subject.address['citty'] == 'x'", "subject.address['city'] == 'x'")]
    [InlineData("subject.owner == 'x'", "resource.owner == 'x'")]
    [InlineData("department == 'x'", "subject.department == 'x'")]
    [InlineData("subjct.id == 'x'", "subject.id == 'x'")]
    [InlineData("type(subject.clearance) == integer", "type(subject.clearance) == int")]
    [InlineData("subject.rank == 'senor'", "subject.rank == 'senior'")]
    [InlineData("subject.id.startswith('x')", "subject.id.startsWith('x')")]
    [InlineData("subject['department'] == 'x'", "subject.department == 'x'")]
    [InlineData("subject['departmnt'] == 'x'", "subject.department == 'x'")]
    [InlineData("subject[?'department'].hasValue()", "subject.?department.hasValue()")]
    [InlineData("subject.'department' == 'x'", "subject.department == 'x'")]
    [InlineData("subject.?\"department\" == optional.of('x')", "subject.?department == optional.of('x')")]
    [InlineData("subject.active and subject.active", "subject.active && subject.active")]
    [InlineData("not subject.active", "! subject.active")]
    [InlineData("subject.id = 'x'", "subject.id == 'x'")]
    [InlineData("subject.id is 'x'", "subject.id == 'x'")]
    [InlineData("subject.clearance >= '3'", "subject.clearance >= 3")]
    [InlineData("'-3' < subject.clearance", "-3 < subject.clearance")]
    [InlineData("subject.level > '3'", "subject.level > 3.0")]
    [InlineData("subject.active == 'true'", "subject.active == true")]
    [InlineData("1u == '7'", "1u == 7u")]
    [InlineData("subject.clearance > 1.5", "subject.clearance > 1")]
    [InlineData("subject.clearance >= 1.5", "subject.clearance >= 2")]
    [InlineData("subject.clearance < -1.5", "subject.clearance < -1")]
    [InlineData("subject.clearance <= 1.5", "subject.clearance <= 1")]
    [InlineData("1.5 < subject.clearance", "1 < subject.clearance")]
    [InlineData("1.5 <= subject.clearance", "2 <= subject.clearance")]
    [InlineData("1.5 > subject.clearance", "2 > subject.clearance")]
    [InlineData("1.5 >= subject.clearance", "1 >= subject.clearance")]
    [InlineData("subject.clearance == subject.level", "double(subject.clearance) == subject.level")]
    [InlineData("subject.level * subject.clearance > 1.0", "subject.level * double(subject.clearance) > 1.0")]
    [InlineData("(subject.active ? 1 : 2) == subject.level", "(double(subject.active ? 1 : 2)) == subject.level")]
    [InlineData("subject.clearance % subject.level == 1", "subject.clearance % int(subject.level) == 1")]
    [InlineData("subject.clearance == 1u", "subject.clearance == int(1u)")]
    [InlineData("subject.id + subject.clearance == 'x'", "subject.id + string(subject.clearance) == 'x'")]
    [InlineData("subject.roles in 'admin'", "'admin' in subject.roles")]
    [InlineData("'a' in subject.id", "subject.id.contains('a')")]
    [InlineData("'a' in subject.id + 'b'", "(subject.id + 'b').contains('a')")]
    [InlineData("subject.roles == 'admin'", "'admin' in subject.roles")]
    [InlineData("!('admin' != subject.roles)", "!(!('admin' in subject.roles))")]
    [InlineData("subject.roles == (subject.active ? 'admin' : 'reader')", "(subject.active ? 'admin' : 'reader') in subject.roles")]
    [InlineData("!subject.roles.contains('admin')", "!('admin' in subject.roles)")]
    [InlineData("subject.hired < '2026-01-01T00:00:00Z'", "subject.hired < timestamp('2026-01-01T00:00:00Z')")]
    [InlineData("subject.hired < '2026-01-01'", "subject.hired < timestamp('2026-01-01T00:00:00Z')")]
    [InlineData("subject.hired < subject.id", "subject.hired < timestamp(subject.id)")]
    [InlineData("now - '1h' > subject.hired", "now - duration('1h') > subject.hired")]
    [InlineData("now - subject.hired < '1h'", "now - subject.hired < duration('1h')")]
    [InlineData("now - subject.hired < duration('7d')", "now - subject.hired < duration('168h')")]
    [InlineData("subject.id in 'a, b'", "subject.id in ['a', 'b']")]
    [InlineData("subject.id in '10.0.0.0/8'", "cidr('10.0.0.0/8').containsIP(subject.id)")]
    [InlineData("subject.id in cidr('10.0.0.0/8')", "cidr('10.0.0.0/8').containsIP(subject.id)")]
    [InlineData("ip(subject.id) in cidr('10.0.0.0/8')", "cidr('10.0.0.0/8').containsIP(ip(subject.id))")]
    [InlineData("cidr('10.1.0.0/16') in cidr('10.0.0.0/8')", "cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16'))")]
    [InlineData("cidr('10.0.0.0/8').contains(subject.id)", "cidr('10.0.0.0/8').containsIP(subject.id)")]
    [InlineData("1 <= subject.clearance <= 3", "1 <= subject.clearance && subject.clearance <= 3")]
    [InlineData("subject.clearance => 3", "subject.clearance >= 3")]
    [InlineData("subject.clearance =< 3", "subject.clearance <= 3")]
    [InlineData("subject.roles.exists(r => r == 'admin')", "subject.roles.exists(r , r == 'admin')")]
    [InlineData("subject.id IN ['x']", "subject.id in ['x']")]
    [InlineData("subject?.id == optional.of('x')", "subject.?id == optional.of('x')")]
    [InlineData("subject.clearance > 1_000", "subject.clearance > 1000")]
    [InlineData("now - subject.hired > 30d", "now - subject.hired > days(30)")]
    [InlineData("now - subject.hired > 90m", "now - subject.hired > duration('90m')")]
    public void A_concrete_rewriting_checks(string text, string rewritten)
    {
        var rewriting = Assert.Single(Find(text)).Rewriting;
        Assert.NotNull(rewriting);
        Assert.Equal(rewritten, rewriting.Value.Apply(text));
        Assert.Empty(Find(rewritten));
    }

    [Theory]
    [InlineData("[[1]] == [[1.0]]", "`==` takes operands of one type")]
    [InlineData("subject.scores in 'x'", "`in` looks for an element of a list or a key of a map")]
    [InlineData("1 in 2.0", "`in` looks for an element of a list or a key of a map")]
    [InlineData("subject.scores.contains('x')", "write `x in list`")]
    [InlineData("subject.clearance == 'x'", "`==` takes operands of one type")]
    [InlineData("subject.hired < 'soon'", "a moment is written as `timestamp('2026-01-31T08:30:00Z')`")]
    [InlineData("now - subject.hired < '7d'", "a duration is written as `duration('1h30m')`")]
    [InlineData("subject.roles + 'x' == []", "`+` takes operands of one type")]
    [InlineData("subject.hired * 'x' == 1", "`*` takes operands of one type")]
    [InlineData("1.5 % 2u == 1.0", "`%` takes whole numbers")]
    [InlineData("size(subject.clearance) > 3", "it is `size(bytes)`, `size(list)`, `size(map)`, `size(string)`")]
    [InlineData("subject.id.matches('(')", "patterns are RE2's, without lookaround and back-references; a character that stands for itself goes in brackets: `[(]`")]
    [InlineData("subject.roles.exsts(r, r == 'x')", "did you mean `exists`?")]
    [InlineData("subject.id =~ 'x.*'", "write `text.matches(pattern)`")]
    [InlineData("subject.id like 'x%'", "write `text.contains(part)`, `text.startsWith(part)` or `text.matches(pattern)`")]
    [InlineData("subject.id startsWith 'x'", "write `text.startsWith(…)`")]
    [InlineData("subject.id not in ['x']", "write `!(a in b)`")]
    [InlineData("subject.id ?? 'x' == 'x'", "write `a.?b.orValue(c)` where `a.b` may be missing")]
    [InlineData("subject.id ?: 'x' == 'x'", "write `a.?b.orValue(c)` where `a.b` may be missing")]
    [InlineData("return subject.active", "an expression is its value: leave `return` away")]
    [InlineData("$subject.active", "a name stands by itself: `subject.id`")]
    [InlineData("subject.id.lower == 'x'", "write `x.lowerAscii()`")]
    [InlineData("subject.roles.forEach(r, r == 'x')", "write `list.all(x, condition)`")]
    [InlineData("has(subject['department'])", "write `has(subject.department)`")]
    public void Where_nothing_concrete_would_check_the_help_is_general(string text, string help)
    {
        var found = Assert.Single(Find(text));
        Assert.Equal((help, null), (found.Help, found.Rewriting));
    }

    [Fact]
    public void Suggests_no_comparison_of_an_attribute_with_itself()
    {
        Assert.Equal("did you mean `resource.owner`?", Assert.Single(Find("subject.owner == 'x'")).Help);
        var found = Assert.Single(Find("subject.owner == resource.owner"));
        Assert.StartsWith("`subject` has ", found.Help, StringComparison.Ordinal);
        Assert.Null(found.Rewriting);
    }

    [Fact]
    public void Reads_an_optional_mark_before_a_rooted_name_as_a_choice() => Assert.Empty(Find("subject.active ?.now == now : false"));

    /// <summary>Every text of the tables of mistakes whose finding comes with a rewriting.</summary>
    public static TheoryData<string> Mistakes => new(
        new[] { typeof(CheckErrorTests), typeof(FormatCheckTests), typeof(Syntax.SyntaxErrorTests) }
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>())
            .Select(row => row.Data[0]).OfType<string>().Distinct()
            .Where(text => Find(text).Any(found => found.Rewriting is not null)));

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_rewriting_does_away_with_its_finding(string text)
    {
        foreach (var found in Find(text).Where(found => found.Rewriting is not null))
            Assert.DoesNotContain(Find(found.Rewriting!.Value.Apply(text)), left => left.Message == found.Message);
    }

    private static ImmutableArray<Diagnostic> Find(string text)
    {
        var parsed = Parser.Parse(text);
        return parsed.Root is null ? parsed.Diagnostics : Checker.Check(parsed, Environment).Diagnostics;
    }
}

using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.Guards;

/// <summary>The guard of each shape of condition, as text.</summary>
public sealed class GuardTableTests
{
    [Theory]
    [InlineData("subject.role == 'a'", "subject.role: 'a', missing, invalid")]
    [InlineData("'a' == subject.role", "subject.role: 'a', missing, invalid")]
    [InlineData("subject.role in ['a', 'b']", "subject.role: 'a', 'b', missing, invalid")]
    [InlineData("subject.any in [1, 1u, 1.0, 2.5, null, true, 0.0 / 0.0]", "subject.any: 1, 2.5, null, true, missing, invalid")]
    [InlineData("subject.any == dyn(0.0 / 0.0)", "subject.any: missing, invalid")]
    [InlineData("resource.type == 'document'", "resource.type: 'document'")]
    [InlineData("resource.type in definitions.types", "resource.type: 'document', 'folder'")]
    [InlineData("subject.any in {'a': 1, 'b': 2}", "subject.any: 'a', 'b', missing, invalid")]
    [InlineData("subject.address.city == 'Bonn'", "subject.address.city: 'Bonn', missing, missing step, invalid")]
    [InlineData("subject.address.geo.zip == 5", "subject.address.geo.zip: 5, missing, missing step, invalid")]
    [InlineData("subject.tags['k'] == 'v'", "subject.tags.k: 'v', missing, missing step, invalid")]
    [InlineData("subject.any == [1]", "always")]
    [InlineData("subject.role != 'a'", "always")]
    [InlineData("!(subject.role != 'a')", "subject.role: 'a', missing, invalid")]
    [InlineData("subject.role == subject.any", "subject.any == subject.role: true, invalid")]
    [InlineData("subject.any == subject.role", "subject.any == subject.role: true, invalid")]
    [InlineData("subject.role != subject.any", "subject.any == subject.role: false, invalid")]
    [InlineData("!(subject.role == subject.any)", "subject.any == subject.role: false, invalid")]
    [InlineData("subject.role == subject.any && subject.any != subject.role", "subject.any == subject.role: invalid")]
    [InlineData("subject.level < subject.any", "subject.any <=> subject.level: 1, invalid")]
    [InlineData("subject.any >= subject.level", "subject.any <=> subject.level: 0, 1, invalid")]
    [InlineData("!(subject.any >= subject.level)", "subject.any <=> subject.level: -1, invalid")]
    [InlineData("subject.?role.orValue('a') == subject.any", "always")]
    [InlineData("subject.any == subject.any.k", "subject.any == subject.any.k: true, invalid")]
    [InlineData("definitions.levels[subject.role] >= 3", "definitions.levels[subject.role]: >= 3, no number, invalid")]
    [InlineData("definitions.levels[subject.role] == 3", "definitions.levels[subject.role]: 3, invalid")]
    [InlineData("subject.level > definitions.levels[subject.role]", "subject.level <=> definitions.levels[subject.role]: 1, invalid")]
    [InlineData("definitions.levels[?subject.role].orValue(3) == 3", "always")]
    [InlineData("[1, 3][subject.level] == 3", "always")]
    [InlineData("size(subject.roles) > 3", "size(subject.roles): > 3, no number, invalid")]
    [InlineData("subject.roles.size() == 3", "size(subject.roles): 3, invalid")]
    [InlineData("size(subject.role) > 3", "always")]
    [InlineData("size(subject.roles.filter(r, r > 'a')) > 0", "size(subject.roles): >= 1, invalid")]
    [InlineData("0 < size(subject.roles.filter(r, r > 'a'))", "size(subject.roles): >= 1, invalid")]
    [InlineData("size(subject.roles.map(r, r + 'a')) != 0", "size(subject.roles): >= 1, invalid")]
    [InlineData("!(size(subject.roles.filter(r, r > 'a')) == 0)", "size(subject.roles): >= 1, invalid")]
    [InlineData("size(subject.roles.filter(r, r > 'a')) >= 0", "always")]
    [InlineData("size(subject.roles.filter(r, r > 'a')) < 3", "always")]
    [InlineData("subject.roles.filter(r, r > 'a').exists(r, r < 'b')", "size(subject.roles): >= 1, invalid")]
    [InlineData("subject.roles.filter(r, r > 'a').all(r, r < 'b')", "always")]
    [InlineData("!subject.roles.filter(r, r > 'a').all(r, r < 'b')", "size(subject.roles): >= 1, invalid")]
    [InlineData("'a' in subject.roles", "subject.roles: has 'a', no list or map, missing, invalid")]
    [InlineData("'a' in subject.tags", "subject.tags: has 'a', no list or map, missing, invalid")]
    [InlineData("subject.level < 5", "subject.level: < 5, no number, missing, invalid")]
    [InlineData("5 <= subject.level", "subject.level: >= 5, no number, missing, invalid")]
    [InlineData("subject.level >= 5 && subject.level < 10", "subject.level: >= 5 and < 10, no number, missing, invalid")]
    [InlineData("subject.level >= 5 && subject.level <= 5", "subject.level: 5, no number, missing, invalid")]
    [InlineData("subject.level > 5 && subject.level < 5", "subject.level: no number, missing, invalid")]
    [InlineData("!(subject.score < 5)", "subject.score: >= 5.0, no number, missing, invalid")]
    [InlineData("subject.limit <= 5u", "subject.limit: <= 5u, no number, missing, invalid")]
    [InlineData("subject.role >= 'm'", "subject.role: >= 'm', no string, missing, invalid")]
    [InlineData(
        "subject.since < timestamp('2024-01-01T00:00:00Z')",
        "subject.since: < timestamp('2024-01-01T00:00:00Z'), no timestamp, missing, invalid")]
    [InlineData("subject.span > duration('1h')", "subject.span: > duration('3600s'), no duration, missing, invalid")]
    [InlineData("subject.role.startsWith('ad')", "subject.role: starts with 'ad', no string, missing, invalid")]
    [InlineData("subject.role.matches('^ad')", "subject.role: starts with 'ad', no string, missing, invalid")]
    [InlineData("subject.role.matches('^ad$')", "subject.role: 'ad', no string, missing, invalid")]
    [InlineData("subject.role.matches('^ad[0-9]+$')", "subject.role: starts with 'ad', no string, missing, invalid")]
    [InlineData("subject.role.matches('^adx*')", "subject.role: starts with 'ad', no string, missing, invalid")]
    [InlineData("subject.role.matches('^ad|b')", "always")]
    [InlineData("subject.role.matches('(?m)^ad')", "always")]
    [InlineData("subject.role.matches('(?i)^ad')", "always")]
    [InlineData("subject.role.matches('ad')", "always")]
    [InlineData("subject.role.endsWith('ad')", "always")]
    [InlineData("has(subject.role)", "subject.role: present, invalid")]
    [InlineData("!has(subject.role)", "subject.role: missing, invalid")]
    [InlineData("has(subject.address.city)", "subject.address.city: present, missing step, invalid")]
    [InlineData("!has(subject.address.city)", "subject.address.city: missing, missing step, invalid")]
    [InlineData("has(subject.?address.city)", "subject.address.city: present, invalid")]
    [InlineData("has(resource.type)", "always")]
    [InlineData("!has(resource.type)", "never")]
    [InlineData("has(subject.role) && subject.role == 'a'", "subject.role: 'a', invalid")]
    [InlineData("has(subject.address.city) && subject.address.city == 'Bonn'", "subject.address.city: 'Bonn', missing step, invalid")]
    [InlineData("!has(subject.role) || subject.role == 'a'", "subject.role: 'a', missing, invalid")]
    [InlineData("subject.flag", "subject.flag: true, no bool, missing, invalid")]
    [InlineData("!subject.flag", "subject.flag: false, no bool, missing, invalid")]
    [InlineData("subject.flag == true", "subject.flag: true, missing, invalid")]
    [InlineData("subject.flag != true", "always")]
    [InlineData("(subject.level < 5) == false", "subject.level: >= 5, no number, missing, invalid")]
    [InlineData("subject.flag < true", "subject.flag: false, no bool, missing, invalid")]
    [InlineData("subject.role == 'a' && subject.level == 1", "subject.level: 1, missing, invalid && subject.role: 'a', missing, invalid")]
    [InlineData("subject.role == 'a' || subject.level == 1", "subject.role: 'a', missing, invalid || subject.level: 1, missing, invalid")]
    [InlineData("subject.role == 'a' || subject.role == 'b'", "subject.role: 'a', 'b', missing, invalid")]
    [InlineData("subject.role in ['a', 'b'] && subject.role in ['b', 'c']", "subject.role: 'b', missing, invalid")]
    [InlineData("has(subject.role) && subject.role == 'a' && subject.role == 'b'", "subject.role: invalid")]
    [InlineData("resource.type == 'a' && resource.type == 'b'", "never")]
    [InlineData("subject.role == 'admin' && subject.role.startsWith('b')", "subject.role: missing, invalid")]
    [InlineData("subject.any in [1, 7] && subject.any > 3", "subject.any: 7, missing, invalid")]
    [InlineData("subject.any in ['x', 7] && subject.any > 3", "subject.any: 'x', 7, missing, invalid")]
    [InlineData(
        "!(subject.flag || subject.level >= 5)",
        "subject.flag: false, no bool, missing, invalid && subject.level: < 5, no number, missing, invalid")]
    [InlineData(
        "!(subject.flag && !(subject.level < 5))",
        "subject.flag: false, no bool, missing, invalid || subject.level: < 5, no number, missing, invalid")]
    [InlineData("subject.flag && size(subject.role) > 3", "subject.flag: true, no bool, missing, invalid")]
    [InlineData("subject.flag || size(subject.role) > 3", "always")]
    [InlineData(
        "resource.type == 'a' ? subject.level == 1 : subject.level == 2",
        "resource.type: 'a' && subject.level: 1, missing, invalid || subject.level: 2, missing, invalid")]
    [InlineData(
        "subject.role == 'a' ? subject.level == 1 : false",
        "subject.level: 1, missing, invalid && subject.role: 'a', missing, invalid || subject.role: missing, invalid")]
    [InlineData("has(subject.role) ? subject.role == 'a' : false", "subject.role: 'a', invalid")]
    [InlineData("has(subject.role) ? subject.role == 'a' : true", "subject.role: 'a', missing, invalid")]
    [InlineData(
        "subject.flag ? false : subject.level == 1",
        "subject.flag: false, no bool, missing, invalid && subject.level: 1, missing, invalid || subject.flag: no bool, missing, invalid")]
    [InlineData("subject.roles.exists(r, r == 'a')", "subject.roles: has 'a', no list or map, missing, invalid")]
    [InlineData(
        "subject.roles.exists(r, r == 'a' || r in ['b', 'c'])",
        "subject.roles: has 'a' or 'b' or 'c', no list or map, missing, invalid")]
    [InlineData(
        "subject.roles.exists(r, r == 'a' && resource.type == 'x')",
        "resource.type: 'x' && subject.roles: has 'a', no list or map, missing, invalid || subject.roles: long, no list or map, missing, invalid")]
    [InlineData("subject.roles.exists(r, r.startsWith('a'))", "size(subject.roles): >= 1, invalid")]
    [InlineData(
        "subject.roles.exists(r, r.startsWith('a') && resource.type == 'x')",
        "resource.type: 'x' && size(subject.roles): >= 1, invalid || subject.roles: long, no list or map, missing, invalid")]
    [InlineData("!subject.roles.all(r, r != 'a')", "subject.roles: has 'a', no list or map, missing, invalid")]
    [InlineData("subject.roles.all(r, r == 'a')", "always")]
    [InlineData("subject.roles.exists_one(r, r == 'a')", "subject.roles: has 'a', no list or map, missing, invalid")]
    [InlineData("subject.roles.exists(i, r, r == 'a')", "size(subject.roles): >= 1, invalid")]
    [InlineData("['a', 'b'].exists(r, r in subject.roles)", "subject.roles: has 'a' or 'b', no list or map, missing, invalid")]
    [InlineData("['a', 'b'].all(r, r == subject.role)", "subject.role: missing, invalid")]
    [InlineData("sets.intersects(subject.roles, ['a', 'b'])", "subject.roles: has 'a' or 'b', no list, missing, invalid")]
    [InlineData("sets.intersects(['a', 'b'], subject.roles)", "subject.roles: has 'a' or 'b', no list, missing, invalid")]
    [InlineData("sets.contains(subject.roles, ['a', 'b'])", "subject.roles: has 'a', no list, missing, invalid")]
    [InlineData("sets.contains(['a', 'b'], subject.roles)", "always")]
    [InlineData("sets.equivalent(['a', 'b'], subject.roles)", "subject.roles: has 'a', no list, missing, invalid")]
    [InlineData("subject.?role.orValue('a') == 'a'", "subject.role: 'a', missing, invalid")]
    [InlineData("subject.?role.orValue('b') == 'a'", "subject.role: 'a', invalid")]
    [InlineData("subject.?address.?city.orValue('a') == 'a'", "subject.address.city: 'a', missing, missing step, invalid")]
    [InlineData("subject.?address.?city.orValue('b') == 'a'", "subject.address.city: 'a', invalid")]
    [InlineData("subject.address.?city.orValue('b') == 'a'", "subject.address.city: 'a', missing step, invalid")]
    [InlineData("subject.?flag.orValue(false)", "subject.flag: true, no bool, invalid")]
    [InlineData("!subject.?flag.orValue(false)", "subject.flag: false, no bool, missing, invalid")]
    [InlineData("subject.?role.hasValue()", "subject.role: present, invalid")]
    [InlineData("subject.?role.value() == 'a'", "subject.role: 'a', missing, invalid")]
    [InlineData("'a' in subject.?roles.orValue([])", "subject.roles: has 'a', no list or map, invalid")]
    [InlineData("variables.isAdmin", "subject.role: 'admin', 'root', missing, invalid")]
    [InlineData("!variables.twice", "always")]
    [InlineData("variables.role == 'a'", "subject.role: 'a', missing, invalid")]
    [InlineData("variables.city.startsWith('B')", "subject.address.city: starts with 'B', no string, missing, missing step, invalid")]
    [InlineData("variables.vague == variables.level", "subject.any: 3, missing, invalid")]
    [InlineData("subject.level > definitions.levels.high", "subject.level: > 5, no number, missing, invalid")]
    [InlineData("cel.bind(r, subject.role, r == 'a' || r == 'b')", "subject.role: 'a', 'b', missing, invalid")]
    [InlineData("dyn(subject.any)", "subject.any: true, no bool, missing, invalid")]
    [InlineData("subject.any", "subject.any: true, no bool, missing, invalid")]
    [InlineData("subject.any.x.y == 1", "subject.any.x.y: 1, missing, missing step, invalid")]
    [InlineData("true", "always")]
    [InlineData("false", "never")]
    [InlineData("1 == 2 || subject.flag", "subject.flag: true, no bool, missing, invalid")]
    [InlineData("definitions.on && subject.flag", "subject.flag: true, no bool, missing, invalid")]
    [InlineData("size(subject.role) == 3", "always")]
    [InlineData("variables.broken", "always")]
    [InlineData("dyn('horses') && subject.flag", "subject.flag: true, no bool, missing, invalid")]
    public void Is(string condition, string guard) => Assert.Equal(guard, PolicyScene.Instance.GuardOf(condition).ToString());

    [Fact]
    public void More_alternatives_than_eight_are_always_unless_they_are_of_one_attribute()
    {
        Assert.Equal("always", Or(9, i => $"subject.any.m{i} == {i}"));
        Assert.Equal(8, PolicyScene.Instance.GuardOf(Text(8, " || ", i => $"subject.any.m{i} == {i}")).Clauses.Length);
        Assert.Equal("subject.any: 0, 1, 2, 3, 4, 5, 6, 7, 8, missing, invalid", Or(9, i => $"subject.any == {i}"));
    }

    [Fact]
    public void A_conjunct_that_would_make_more_than_eight_clauses_is_left_out()
    {
        const string Three = "(subject.any.a == 1 || subject.any.b == 1 || subject.any.c == 1)";
        var guard = PolicyScene.Instance.GuardOf($"{Three} && {Three.Replace("any", "tags", StringComparison.Ordinal)} && subject.flag");
        Assert.Equal(3, guard.Clauses.Length);
        Assert.All(guard.Clauses, clause => Assert.Equal(2, clause.Atoms.Length));
    }

    [Theory]
    [InlineData("subject.role == 'a'", "`subject.role` is `b`, the rule needs `a`")]
    [InlineData("subject.role in ['a', 'c', 'd']", "`subject.role` is `b`, the rule needs `a`, `c` or `d`")]
    [InlineData("resource.type == 'folder'", "`resource.type` is `document`, the rule needs `folder`")]
    [InlineData("subject.level > 3", "`subject.level` is `3`, the rule needs `> 3`")]
    [InlineData("subject.role.startsWith('ad')", "`subject.role` is `b`, the rule needs one that starts with `ad`")]
    [InlineData("'a' in subject.roles", "`subject.roles` is `['x']`, the rule needs one that has `a`")]
    [InlineData("has(subject.any)", "`subject.any` is missing, the rule needs it")]
    [InlineData("!has(subject.role)", "`subject.role` is `b`, the rule needs it to be missing")]
    [InlineData("has(subject.any) && subject.any == 1", "`subject.any` is missing, the rule needs `1`")]
    [InlineData("subject.flag || resource.type == 'x'", "`subject.flag` is `false`, the rule needs `true`")]
    [InlineData("1 == 2", "it is false whatever the request says")]
    [InlineData("subject.role == 'b'", null)]
    public void Tells_why_it_does_not_hold(string condition, string? expected)
    {
        var slots = new Value[PolicyScene.Attributes.Length];
        slots[PolicyScene.Slot("subject.role")] = Value.From("b");
        slots[PolicyScene.Slot("subject.level")] = Value.From(3L);
        slots[PolicyScene.Slot("subject.flag")] = Value.False;
        slots[PolicyScene.Slot("subject.roles")] = PolicyScene.List("x");
        slots[PolicyScene.Slot("resource.type")] = Value.From("document");
        Assert.Equal(expected, PolicyScene.Instance.GuardOf(condition).Explain(slots));
    }

    private static string Or(int count, Func<int, string> operand) =>
        PolicyScene.Instance.GuardOf(Text(count, " || ", operand)).ToString();

    private static string Text(int count, string @operator, Func<int, string> operand) =>
        string.Join(@operator, Enumerable.Range(0, count).Select(operand));
}

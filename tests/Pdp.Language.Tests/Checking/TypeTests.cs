using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Tests.Syntax;
using Pdp.Language.Types;
using Pdp.TestKit;
using System.Collections.Immutable;
using Xunit;

namespace Pdp.Language.Tests.Checking;

public sealed class TypeTests
{
    [Theory]
    [InlineData("1 + 2", "int")]
    [InlineData("[1, 2]", "list(int)")]
    [InlineData("[1, 'a']", "list(dyn)")]
    [InlineData("[]", "list(dyn)")]
    [InlineData("[] + [1]", "list(int)")]
    [InlineData("{'a': 1}", "map(string, int)")]
    [InlineData("{'a': 1}.a", "int")]
    [InlineData("{1: 'a'}[1]", "string")]
    [InlineData("[[1]][0][0]", "int")]
    [InlineData("true ? 1 : 2", "int")]
    [InlineData("true ? 1 : dyn('a')", "dyn")]
    [InlineData("dyn(1) + dyn(2)", "dyn")]
    [InlineData("dyn(1) + 2", "dyn")]
    [InlineData("dyn(1) + size([2])", "int")]
    [InlineData("dyn(1) % 2", "int")]
    [InlineData("dyn(1).a.b", "dyn")]
    [InlineData("type(1)", "type(int)")]
    [InlineData("int", "type(int)")]
    [InlineData("optional_type", "type(optional_type)")]
    [InlineData("type(optional.of(1)) == optional_type", "bool")]
    [InlineData("now - now", "google.protobuf.Duration")]
    [InlineData("[1, 2].map(x, 'a')", "list(string)")]
    [InlineData("[1, 2].filter(x, x > 1)", "list(int)")]
    [InlineData("[1].exists(x, x > 1)", "bool")]
    [InlineData("[1].exists_one(i, x, i > x)", "bool")]
    [InlineData("{'a': 1}.all(k, v, k == 'a' && v > 0)", "bool")]
    [InlineData("{'a': 1}.map(k, k)", "list(string)")]
    [InlineData("['a'].transformList(i, x, i)", "list(int)")]
    [InlineData("['a'].transformMap(i, x, x)", "map(int, string)")]
    [InlineData("['a'].transformMapEntry(i, x, {x: i})", "map(string, int)")]
    [InlineData("['b', 'a'].sortBy(x, size(x))", "list(string)")]
    [InlineData("cel.bind(x, [1], x[0] + 1)", "int")]
    [InlineData("cel.block([1, [cel.index(0)]], cel.index(1))", "list(int)")]
    [InlineData("optional.of(1)", "optional_type(int)")]
    [InlineData("optional.of({'a': 'b'}).a", "optional_type(string)")]
    [InlineData("{'a': 'b'}.?a", "optional_type(string)")]
    [InlineData("[1][?0].orValue(2)", "int")]
    [InlineData("optional.of(1).optMap(x, 'a')", "optional_type(string)")]
    [InlineData("optional.of(1).optFlatMap(x, optional.of('a'))", "optional_type(string)")]
    [InlineData("[optional.none(), optional.of(1)]", "list(optional_type(int))")]
    [InlineData("[?optional.of(1)]", "list(int)")]
    [InlineData("{?'a': optional.of(1)}", "map(string, int)")]
    [InlineData("math.greatest(1, 2)", "int")]
    [InlineData("math.greatest(1, 2, 3, 4)", "int")]
    [InlineData("math.greatest(1, 2.0, 3)", "dyn")]
    [InlineData("math.greatest([1, 2])", "int")]
    [InlineData("ip.isCanonical(context.ip)", "bool")]
    [InlineData("subject.address.city", "string")]
    [InlineData("subject.address['city']", "string")]
    [InlineData("subject.friends[0].zip", "string")]
    [InlineData("subject.friends.map(f, f.city)", "list(string)")]
    [InlineData("subject.?department", "optional_type(string)")]
    [InlineData("subject.properties", "map(string, dyn)")]
    [InlineData("subject.properties['id']", "dyn")]
    [InlineData("subject.address == {'city': 'x'}", "bool")]
    [InlineData("'city' in subject.address", "bool")]
    [InlineData("[subject.address, {'city': 1}]", "list(map(string, dyn))")]
    [InlineData("subject.nickname == null", "bool")]
    [InlineData("subject.nickname + 'x'", "string")]
    [InlineData("has(subject.address.city)", "bool")]
    [InlineData("variables.same_tenant", "bool")]
    public void Infers_types(string text, string type) => Assert.Equal(type, Run.Accept(text).Type.ToString());

    [Fact]
    public void Records_the_type_of_every_node()
    {
        var expression = Run.Accept("subject.roles.exists(r, r == 'admin' && now.getHours() > 3)");
        Walk(expression.Root);

        void Walk(Expr node)
        {
            Assert.True(expression.Types.TryGetValue(node.Id, out _) || node is IdentExpr, TreeText.Of(node));
            foreach (var child in Children.Of(node)) Walk(child);
        }
    }

    [Theory]
    [InlineData("1 + 2", "add_int64")]
    [InlineData("subject.clearance < 2.5", "less_int64_double")]
    [InlineData("'a' in ['b']", "in_list")]
    [InlineData("size('a')", "size_string")]
    [InlineData("'a'.startsWith('b')", "starts_with_string")]
    [InlineData("dyn(1) in dyn([1])", "in_list in_map")]
    [InlineData("math.greatest(1, 2, 3)", "math_@max_list_int")]
    [InlineData("double(([] + dyn([1.5]))[0])", "int64_to_double double_to_double")]
    public void Records_the_overloads_of_calls(string text, string ids)
    {
        var expression = Run.Accept(text);
        Assert.Equal(ids.Split(' '), expression.Overloads[expression.Root.Id].Ids);
    }

    [Theory]
    [InlineData("math.greatest(1, 2)", "(call math.greatest - 1 2)")]
    [InlineData("ip.isCanonical('::1')", "(call ip.isCanonical - '::1')")]
    [InlineData("['a'].exists(ip, ip.contains('a'))", "(Exists/exists ['a'] ip - - (call contains ip 'a'))")]
    public void Resolves_qualified_functions(string text, string tree) => Assert.Equal(tree, TreeText.Of(Run.Accept(text).Root));

    [Theory]
    [InlineData("x", "a.b", "a.b.x")]
    [InlineData("y", "a.b", "a.y")]
    [InlineData("z", "a.b", "z")]
    [InlineData(".x", "a.b", ".x")]
    [InlineData("b.x", "a", "a.b.x")]
    [InlineData("a.b.x.f", "", "(select a.b.x f)")]
    [InlineData("[1].map(x, x)", "a.b", "(Map/map [1] x - - x)")]
    [InlineData("[1].map(x, .x)", "a.b", "(Map/map [1] x - - .x)")]
    [InlineData("[{'b': {'x': 1}}].map(a, a.b.x)", "", "(Map/map [{'b':{'x':1}}] a - - (select (select a b) x))")]
    public void Resolves_names_in_containers(string text, string container, string tree)
    {
        var environment = new TypeEnvironment
        {
            Functions = TestEnvironments.Functions,
            Container = container,
            Variables = ImmutableDictionary.CreateRange<string, CelType>(
                StringComparer.Ordinal,
                [
                    new("a.b.x", CelType.MapOf(CelType.String, CelType.Int)), new("a.y", CelType.Int), new("x", CelType.Int),
                    new("z", CelType.Int),
                ]),
        };
        Assert.Equal(tree, TreeText.Of(Run.Accept(text, environment).Root));
        var unchecked_ = Checker.Unchecked(Parser.Parse(text), environment);
        Assert.Equal(tree, TreeText.Of(unchecked_.Expression!.Root));
    }

    [Theory]
    [InlineData("subject.level > 3", "(Greater (select subject level) d4008000000000000)")]
    [InlineData("3 == subject.level", "(Equal d4008000000000000 (select subject level))")]
    [InlineData("subject.level * -2", "(Multiply (select subject level) dc000000000000000)")]
    [InlineData("subject.level in [1, 2.5]", "(In (select subject level) [d3ff0000000000000 d4004000000000000])")]
    [InlineData("1 in subject.scores", "(In d3ff0000000000000 (select subject scores))")]
    public void Adapts_integer_literals_beside_doubles(string text, string tree)
    {
        Assert.Equal(tree, TreeText.Of(Run.Accept(text).Root));
        var without = Run.Check(text, TestEnvironments.Policy with { LiteralAdaptation = false });
        Assert.NotEqual(tree, TreeText.Of(without.Expression?.Root));
    }

    [Fact]
    public void A_literal_that_no_double_equals_is_not_adapted() =>
        Assert.Null(Run.Check("subject.level == 9007199254740993").Expression);

    [Fact]
    public void Numbers_are_ordered_across_types_only_where_it_is_declared()
    {
        Run.Accept("subject.clearance < subject.level");
        Assert.Null(Run.Check("subject.clearance < subject.level", TestEnvironments.Policy with { CrossTypeOrder = false }).Expression);
        Assert.Null(Run.Check("subject.clearance == subject.level").Expression);
    }

    [Fact]
    public void The_whole_must_have_the_expected_type()
    {
        Assert.NotNull(Run.Check("dyn(1)", expected: CelType.Bool).Expression);
        Assert.NotNull(Run.Check("subject.active", expected: CelType.Bool).Expression);
        var diagnostic = Assert.Single(Run.Check("subject.department", expected: CelType.Bool).Diagnostics);
        Assert.Equal("expected bool, got string", diagnostic.Message);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Pdp.Engine.Decisions;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Compilation;

/// <summary>What is sure to be too dear is refused, and what nobody bounds is metered.</summary>
public partial class CostLimitTests
{
    private const string Pairs = "subject.roles.exists(r, resource.tags.exists(t, r == t))";

    private static readonly CelType Texts = CelType.ListOf(CelType.String);

    public static TheoryData<string> Places { get; } = ["rule", "target", "variable", "definition", "property", "notice"];

    [Theory]
    [MemberData(nameof(Places))]
    public void Refuses_what_can_draw_more_than_the_limit_wherever_it_stands(string place)
    {
        var error = Diagnose.Error(At(place, Pairs, 1_000, 1_000));
        Assert.Equal(EngineDiagnosticCodes.TooDear, error.Code);
        Assert.Equal("this can draw 1001000 units of work, expected at most 100000 units", error.Message);
        Assert.Equal("it fits with `maxItems: 99` for `resource.tags` of resource type `document`", error.Help);
        Assert.Equal(Pairs, error.Text!.Substring(error.Span!.Value.Start, error.Span.Value.Length));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void What_nobody_bounds_is_not_refused(string place)
    {
        Assert.Empty(Diagnose.Errors(At(place, Pairs, null, 1_000)));
        Assert.Empty(Diagnose.Errors(At(place, Pairs, 1_000, null)));
        Assert.Empty(Diagnose.Errors(At(place, Pairs, null, null)));
    }

    [Fact]
    public void What_nobody_bounds_is_metered()
    {
        var set = Compiled.Set(At("rule", Pairs, null, null));
        var many = Ask.List([.. Enumerable.Range(0, 1_000).Select(i => Value.From($"a{i}"))]);
        var others = Ask.List([.. Enumerable.Range(0, 1_000).Select(i => Value.From($"b{i}"))]);
        var decision = set.Answer(Ask.Any.WithSubject(("roles", many)).WithResource(("tags", others)));
        Assert.Equal(InnerValue.IndeterminatePermit, decision.Value);
        Assert.Contains("limit reached", Assert.Single(decision.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Pairs)]
    [InlineData("subject.roles.exists(r, resource.tags.exists(t, resource.tags.exists(u, r + t == u)))")]
    [InlineData("subject.roles.all(r, subject.roles.all(s, subject.roles.all(t, r + s != t)))")]
    [InlineData("resource.tags.exists(t, t.matches('^(a|b)+$'))")]
    [InlineData("subject.name.contains(subject.name)")]
    [InlineData("variables.v.exists(r, resource.tags.exists(t, r == t))")]
    public void Following_the_help_makes_it_load(string condition)
    {
        var source = At("rule", condition, 1_000, 1_000);
        source = source with { Policies = [source.Policies[0] with { Variables = [Variable("v", "subject.roles")] }] };
        var error = Diagnose.Errors(source).Single(found => found.Code == EngineDiagnosticCodes.TooDear);
        var changes = Change().Matches(error.Help!);
        Assert.NotEmpty(changes);
        Assert.Empty(Diagnose.Errors(Changed(0)));

        // and no lower than it must be
        Assert.NotEmpty(Diagnose.Errors(Changed(1)));

        PolicySetSource Changed(int more) => changes.Aggregate(source, (changed, change) => With(
            changed, change.Groups["root"].Value, change.Groups["name"].Value, change.Groups["items"].Success,
            change.Groups["keyword"].Value, int.Parse(change.Groups["value"].Value, CultureInfo.InvariantCulture) + more));
    }

    [Fact]
    public void A_limit_that_the_bound_just_meets_is_never_reached()
    {
        var source = At("rule", Pairs, 50, 40);
        const int Units = 50 + 50 * 40;
        Assert.Empty(Diagnose.Errors(source with { Limits = Limits with { Fuel = Units } }));
        Assert.Equal(EngineDiagnosticCodes.TooDear, Diagnose.Error(source with { Limits = Limits with { Fuel = Units - 1 } }).Code);
        var set = Compiled.Set(source with { Limits = Limits with { Fuel = Units } });
        var roles = Ask.List([.. Enumerable.Range(0, 50).Select(i => Value.From($"a{i}"))]);
        var tags = Ask.List([.. Enumerable.Range(0, 40).Select(i => Value.From($"b{i}"))]);
        Assert.Empty(set.Answer(Ask.Any.WithSubject(("roles", roles)).WithResource(("tags", tags))).Errors);
    }

    [Fact]
    public void The_parts_of_a_notice_are_counted_together()
    {
        const string Half = "subject.roles.map(r, resource.tags.filter(t, r == t))";
        var notice = Notice("o", ("a", Half), ("b", $"size({Half})"));
        var source = At("rule", "true", 200, 200);
        source = source with { Policies = [source.Policies[0] with { Obligations = [notice] }] };
        Assert.Empty(Diagnose.Errors(source with { Limits = Limits with { Fuel = 700_000 } }));
        var error = Diagnose.Error(source with { Limits = Limits with { Fuel = 500_000 } });
        Assert.StartsWith("`o` can draw ", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected at most 500000 units", error.Message, StringComparison.Ordinal);
        Assert.Equal(Half, error.Text);
    }

    [Fact]
    public void Points_at_the_dearest_part()
    {
        var error = Diagnose.Error(At("rule", $"subject.name == 'x' && ({Pairs} || size(subject.roles) > 3)", 1_000, 1_000));
        Assert.Equal(Pairs, error.Text!.Substring(error.Span!.Value.Start, error.Span.Value.Length));
    }

    [Fact]
    public void Says_what_to_do_where_no_bound_would_help()
    {
        var error = Diagnose.Error(At("rule", "lists.range(1000).all(a, lists.range(1000).all(b, a + b >= 0))", 1, 1));
        Assert.Equal((EngineDiagnosticCodes.TooDear, "let it do less, or raise `limits.fuel` of the bundle"), (error.Code, error.Help));
    }

    [Fact]
    public void Only_the_types_that_a_policy_is_for_count()
    {
        var source = At("rule", "subject.type == 'user' && subject.roles.all(r, subject.roles.all(s, r == s))", 10, 10);
        var schema = source.Schema;
        source = source with { Schema = schema with { Subjects = schema.Subjects.Add(Schemas.Kind("robot", Bounded("roles", 5_000))) } };
        Assert.Single(Diagnose.Errors(source));
        var policy = source.Policies[0] with { Target = Expression("subject.type == 'user'") };
        Assert.Empty(Diagnose.Errors(source with { Policies = [policy] }));
    }

    [Theory]
    [InlineData("[$, {'a': $}]")]
    [InlineData("{'a': [$], 'b': {'c': $}}")]
    public void Values_that_share_their_parts_are_measured_at_once(string doubling)
    {
        var policy = Policy("p", Permit("r", "dyn(variables.v60) == dyn([variables.v59, variables.v60])") with { Obligations = [Notice("o", ("x", "variables.v60"))] }) with
        {
            Variables =
            [
                Variable("v0", "['x']"),
                .. Enumerable.Range(1, 60).Select(i => Variable($"v{i}", doubling.Replace("$", $"variables.v{i - 1}", StringComparison.Ordinal))),
            ],
        };
        Assert.Empty(Diagnose.Errors(Set(policy)));
    }

    private static PolicySetSource At(string place, string condition, int? roles, int? tags)
    {
        var policy = place switch
        {
            "rule" => Policy("p", Permit("r", condition)),
            "target" => Targeted("p", condition, Permit("r")),
            "variable" => Policy("p", Permit("r", "variables.v")) with { Variables = [Variable("v", condition)] },
            "definition" => Policy("p", Permit("r", "definitions.d")),
            "property" => Policy("p", Permit("r") with { Obligations = [Notice("o", ("x", condition))] }),
            _ => Policy("p", Permit("r") with { Advice = [Notice("o") with { When = Expression(condition) }] }),
        };
        return Set(policy) with
        {
            Definitions = place == "definition" ? [Condition("d", condition)] : [],
            Schema = new SchemaSource
            {
                Subjects = [Schemas.Kind("user", Bounded("roles", roles), Schemas.Attribute("name", CelType.String, true) with { Bounds = new ValueBounds { MaxLength = 20_000 } })],
                Resources = [Schemas.Kind("document", Bounded("tags", tags))],
            },
        };
    }

    private static AttributeSchema Bounded(string name, int? most) => Schemas.Attribute(name, Texts, true) with
    {
        Bounds = new ValueBounds { MaxItems = most, Items = new ValueBounds { MaxLength = 100 } },
    };

    private static PolicySetSource With(PolicySetSource source, string root, string name, bool ofItems, string keyword, int value)
    {
        var schema = source.Schema;
        return source with
        {
            Schema = root == "subject"
                ? schema with { Subjects = [Kind(schema.Subjects[0])] }
                : schema with { Resources = [Kind(schema.Resources[0])] },
        };

        EntitySchema Kind(EntitySchema kind) => kind with
        {
            Attributes = [.. kind.Attributes.Select(attribute => attribute.Member.Name == name ? attribute with { Bounds = Bounds(attribute.Bounds!) } : attribute)],
        };

        ValueBounds Bounds(ValueBounds bounds) => ofItems ? bounds with { Items = Own(bounds.Items!) } : Own(bounds);

        ValueBounds Own(ValueBounds bounds) =>
            keyword == "maxItems" ? bounds with { MaxItems = value } : bounds with { MaxLength = value };
    }

    [GeneratedRegex(@"`(?<keyword>max\w+): (?<value>\d+)` for `(?<root>\w+)\.(?<name>\w+)(?<items>\[\])?`")]
    private static partial Regex Change();
}

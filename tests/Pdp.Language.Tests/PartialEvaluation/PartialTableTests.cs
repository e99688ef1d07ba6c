using System.Globalization;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.PartialEvaluation;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.PartialEvaluation;

public sealed class PartialTableTests
{
    /// <summary>A clerk, level 3, two roles, without a name, with an address in Bonn of which no more is known.</summary>
    private static readonly KnownAttributes Clerk = KnownAttributes.Of(PartialWorld.Environment)
        .With("subject.role", Value.From("clerk"))
        .With("subject.level", Value.From(3L))
        .With("subject.name", Knowledge.Missing)
        .With("subject.active", Knowledge.Invalid)
        .With("subject.roles", Value.From(new CelList([Value.From("clerk"), Value.From("buyer")])))
        .With("subject.address", new Knowledge.PartlyKnownObject(
            System.Collections.Immutable.ImmutableDictionary<string, Knowledge>.Empty
                .Add("city", Knowledge.Of(Value.From("Bonn"))).Add("zip", Knowledge.Missing),
            IsComplete: false))
        .With("resource.roles", new Knowledge.PartlyKnownList([Knowledge.Of(Value.From("boss")), Knowledge.Unknown]))
        .With("subject.since", Value.From(new Timestamp(1_700_000_000, 5)))
        .With("subject.ip", CelIp.Parse("10.1.2.3"))
        .With("resource.age", Value.FromDuration(90_000_000_000))
        .With("xs", Value.From(CelList.Empty))
        .With("a", Value.From(double.NaN));

    [Theory]
    [InlineData("subject.role == 'clerk' && resource.size < 100", "resource.size < 100")]
    [InlineData("subject.role == 'boss' && resource.size < 100", "false")]
    [InlineData("subject.role == 'clerk' || resource.size < 100", "true")]
    [InlineData("resource.size < 100 && 1 / 0 == 1", "resource.size < 100 && 1 / 0 == 1")]
    [InlineData("resource.size < 100 && resource.owner == subject.name", "resource.size < 100 && bool(dyn(subject.name))")]
    [InlineData("resource.open && subject.level / 0 == resource.size", "resource.open && bool(dyn(3 / 0))")]
    [InlineData("subject.role == resource.owner", "'clerk' == resource.owner")]
    [InlineData("!(!(resource.open))", "resource.open")]
    [InlineData("resource.open ? subject.level > 2 : true", "resource.open ? true : true")]
    [InlineData("resource.open ? subject.level > 2 : false", "resource.open")]
    [InlineData("resource.open ? subject.level < 2 : true", "!resource.open")]
    [InlineData("!resource.open ? subject.level < 2 : true", "resource.open")]
    [InlineData("!resource.open ? subject.level > 2 : false", "!resource.open")]
    [InlineData("subject.level > 2 ? resource.open : subject.name == 'x'", "resource.open")]
    [InlineData("subject.name == 'x' ? resource.open : true", "bool(dyn(subject.name))")]
    [InlineData("has(subject.name)", "false")]
    [InlineData("has(subject.role) && resource.open", "resource.open")]
    [InlineData("has(subject.active) && resource.open", "subject.active == subject.active && resource.open")]
    [InlineData("has(subject.address.city) && has(subject.address.zip)", "false")]
    [InlineData("has(subject.address.lines)", "has(subject.address.lines)")]
    [InlineData("subject.address.city == resource.owner", "'Bonn' == resource.owner")]
    [InlineData("subject.address.zip == resource.size", "bool(dyn(subject.address.zip))")]
    [InlineData("subject.address.lines[0] == subject.address.city", "subject.address.lines[0] == 'Bonn'")]
    [InlineData("subject.address['city'] == 'Bonn'", "true")]
    [InlineData("resource.roles[0] == 'boss'", "true")]
    [InlineData("resource.roles[1] == 'boss'", "resource.roles[1] == 'boss'")]
    [InlineData("'boss' in resource.roles", "true")]
    [InlineData("'clerk' in resource.roles", "'clerk' in resource.roles")]
    [InlineData("subject.?name.orValue('nobody') == resource.owner", "'nobody' == resource.owner")]
    [InlineData("subject.?role.orValue(resource.owner) == 'clerk'", "true")]
    [InlineData("subject.?active.hasValue() || resource.open", "optional.of(subject.active).hasValue() || resource.open")]
    [InlineData("resource.?owner.orValue(subject.role) == 'x'", "resource.?owner.orValue('clerk') == 'x'")]
    [InlineData("resource.owner in subject.roles", "resource.owner in ['clerk', 'buyer']")]
    [InlineData("subject.roles.exists(r, r == resource.owner)", "resource.owner in ['clerk', 'buyer']")]
    [InlineData("subject.roles.all(r, resource.owner != r)", "!(resource.owner in ['clerk', 'buyer'])")]
    [InlineData("subject.roles.exists(r, r in resource.roles)", "'clerk' in resource.roles || 'buyer' in resource.roles")]
    [InlineData("subject.roles.exists(r, r == 'clerk' && resource.open)", "resource.open")]
    [InlineData("subject.roles.all(i, r, i < 5 || r == resource.owner)", "true")]
    [InlineData("[1, 2, 3].map(x, x * subject.level) == [3, 6, 9]", "true")]
    [InlineData("resource.roles.filter(r, r in subject.roles).size() > 0", "resource.roles.filter(r, r in ['clerk', 'buyer']).size() > 0")]
    [InlineData("resource.roles.exists(r, r == subject.role || 1 == 2)", "resource.roles.exists(r, r == 'clerk')")]
    [InlineData("cel.bind(r, subject.role, r == resource.owner || r == 'boss')", "'clerk' == resource.owner")]
    [InlineData("cel.bind(r, resource.owner, subject.level > 5 && r == r)", "false")]
    [InlineData("cel.bind(r, resource.owner, r == subject.role || r == 'boss')", "cel.bind(r, resource.owner, r == 'clerk' || r == 'boss')")]
    [InlineData("subject.since < now", "timestamp('2023-11-14T22:13:20.000000005Z') < now")]
    [InlineData("now - subject.since < resource.age", "now - timestamp('2023-11-14T22:13:20.000000005Z') < duration('90s')")]
    [InlineData("resource.net.containsIP(subject.ip)", "resource.net.containsIP(ip('10.1.2.3'))")]
    [InlineData("b == a", "b == double('NaN')")]
    [InlineData("b + a", "b + dyn(double('NaN'))")]
    [InlineData("b + subject.level", "b + int(3)")]
    [InlineData("b in xs", "b in []")]
    [InlineData("resource.open ? xs : [b]", "resource.open ? (false ? [dyn(null)] : []) : [b]")]
    [InlineData("subject.level + 1 > 3 && type(subject.level) == int && resource.open", "resource.open")]
    [InlineData("(resource.open || (b == 1 || resource.size == 1)) && (resource.open && true)", "(resource.open || b == 1 || resource.size == 1) && resource.open")]
    [InlineData("resource.labels[subject.role] == 'x'", "resource.labels['clerk'] == 'x'")]
    [InlineData("resource.owner.matches('[' + subject.role)", "resource.owner.matches(dyn('[clerk'))")]
    [InlineData("('%d ' + '%s').format([resource.any, subject.role]) == 'x'", "'%d %s'.format([resource.any, 'clerk']) == 'x'")]
    [InlineData("('%s ' + '%d').format([resource.any, dyn(subject.role)]) == 'x'", "'%s %d'.format([resource.any, dyn('clerk')]) == 'x'")]
    [InlineData("('%q of ' + '%s').format([resource.any]) == 'x'", "dyn('%q of %s').format([resource.any]) == 'x'")]
    [InlineData("('%s of ' + '%s').format([resource.any]) == 'x'", "dyn('%s of %s').format([resource.any]) == 'x'")]
    [InlineData("variables.v && subject.level > 2", "variables.v")]
    [InlineData("false && 1 / 0 == 1", "false")]
    [InlineData("1 / 0 == 1 && false", "false")]
    [InlineData("resource.open && false", "false")]
    [InlineData("true || 1 / 0 == 1", "true")]
    [InlineData("1 / 0 == 1 || true", "true")]
    [InlineData("true || resource.open", "true")]
    [InlineData("true && resource.open", "resource.open")]
    [InlineData("false || resource.open", "resource.open")]
    [InlineData("1 / 0 == 1 && resource.open", "1 / 0 == 1 && resource.open")]
    [InlineData("1 / 0 == 1 || resource.open", "1 / 0 == 1 || resource.open")]
    [InlineData("optional.of(subject.level).orValue(1 / 0) == 3", "true")]
    [InlineData("optional.of(subject.level).orValue(resource.size) == 3", "true")]
    [InlineData("optional.of(subject.level).or(optional.of(1 / 0)).value() == 3", "true")]
    [InlineData("optional.of(subject.level).or(resource.?size).value() == 3", "true")]
    [InlineData("optional.none().orValue(1 / 0) == 3", "1 / 0 == 3")]
    [InlineData("optional.none().orValue(resource.size) == subject.level", "resource.size == 3")]
    [InlineData("optional.none().or(optional.of(1 / 0)).hasValue()", "(false ? optional.of(0) : optional.none()).or(optional.of(1 / 0)).hasValue()")]
    [InlineData("optional.none().or(optional.of(1 / 0)).hasValue() && resource.open", "(false ? optional.of(0) : optional.none()).or(optional.of(1 / 0)).hasValue() && resource.open")]
    [InlineData("optional.none().or(resource.?size).hasValue()", "resource.?size.hasValue()")]
    [InlineData("optional.none().or(optional.none()).hasValue()", "false")]
    [InlineData("resource.?size.orValue(1 / 0) == subject.level", "resource.?size.orValue(1 / 0) == 3")]
    [InlineData("resource.?size.or(optional.of(subject.level)).hasValue()", "resource.?size.or(optional.of(3)).hasValue()")]
    [InlineData("optional.of(1 / 0).orValue(resource.size) == 3", "1 / 0 == 3")]
    public void Leaves_what_is_unknown(string text, string expected) =>
        Assert.Equal(expected, Evaluate(text, PartialOptions.Condition).Text);

    [Theory]
    [InlineData("b && true", "b && true", "b && true")]
    [InlineData("resource.open && true", "resource.open && true", "resource.open")]
    [InlineData("subject.level > 2 ? resource.open : false", "resource.open", "resource.open")]
    [InlineData("resource.open ? true : false", "resource.open ? true : false", "resource.open")]
    [InlineData("!(!(resource.open))", "!!resource.open", "resource.open")]
    [InlineData("true && (resource.size < 1)", "resource.size < 1", "resource.size < 1")]
    public void Keeps_what_makes_an_error_of_a_value_that_is_no_bool(string text, string asValue, string asCondition)
    {
        Assert.Equal(asValue, Evaluate(text).Text);
        Assert.Equal(asCondition, Evaluate(text, PartialOptions.Condition).Text);
    }

    [Theory]
    [InlineData("subject.level > 2", PartialOutcome.Value)]
    [InlineData("subject.level > resource.size", PartialOutcome.Residual)]
    [InlineData("subject.name == resource.owner", PartialOutcome.Error)]
    [InlineData("1 / 0 == resource.size || 2 / 0 == 1", PartialOutcome.Error)]
    [InlineData("1 / 0 == resource.size || resource.open", PartialOutcome.Residual)]
    [InlineData("subject.active ? resource.open : true", PartialOutcome.Error)]
    [InlineData("1 / 0 == 1 && resource.open", PartialOutcome.Residual)]
    [InlineData("optional.none().orValue(1 / 0) == 3", PartialOutcome.Error)]
    [InlineData("optional.none().or(optional.of(1 / 0)).hasValue()", PartialOutcome.Error)]
    [InlineData("optional.of(1 / 0).orValue(resource.size) == 3", PartialOutcome.Error)]
    [InlineData("resource.?size.orValue(1 / 0) == 3", PartialOutcome.Residual)]
    public void Tells_what_is_decided(string text, PartialOutcome outcome) => Assert.Equal(outcome, Evaluate(text).Outcome);

    [Fact]
    public void A_value_that_is_no_bool_is_an_error_of_a_condition()
    {
        Assert.Equal(PartialOutcome.Value, Evaluate("subject.level").Outcome);
        var result = Evaluate("subject.level", PartialOptions.Condition);
        Assert.Equal(PartialOutcome.Error, result.Outcome);
        Assert.Equal("expected bool, got int", result.Value.AsError!.Message);
    }

    [Theory]
    [InlineData("resource.owner == subject.role && resource.size > 1", "resource.owner resource.size", "")]
    [InlineData("resource.labels.x == b || subject.address.lines == []", "b resource.labels.x subject.address.lines", "")]
    [InlineData("resource.open && subject.name == 'x'", "resource.open", "subject.name")]
    [InlineData("resource.roles.exists(b, b == 'x')", "resource.roles", "")]
    [InlineData("resource.labels[b] == resource.any.k.`l m`", "b resource.any.k.`l m` resource.labels", "")]
    [InlineData("has(subject.address.lines) && subject.address.zip == 1", "subject.address.lines", "subject.address.zip")]
    public void Names_what_the_residual_reads(string text, string unknowns, string references)
    {
        var result = Evaluate(text);
        Assert.Equal(unknowns, string.Join(' ', result.Unknowns));
        Assert.Equal(references, string.Join(' ', result.References));
    }

    [Theory]
    [InlineData("resource.owner == 'x'", "resource.owner == 'x': resource.owner")]
    [InlineData("has(resource.owner) && !resource.open", "has(resource.owner): ; resource.open: resource.open")]
    [InlineData("has(resource.labels.x)", "has(resource.labels.x): resource.labels")]
    [InlineData("resource.?owner.orValue(b) == 'x'", "resource.?owner.orValue(b) == 'x': (b)")]
    [InlineData("resource.labels.?x.hasValue()", "resource.labels.?x.hasValue(): resource.labels")]
    [InlineData("resource.roles.exists(r, r == b || r == 'x')", "resource.roles.exists(r, r == b || r == 'x'): resource.roles (b)")]
    [InlineData("resource.open ? b == 1 : b == 2", "resource.open ? b == 1 : b == 2: resource.open (b)")]
    [InlineData("b == 1 || 1 / 0 == resource.size", "b == 1: b; bool(dyn(1 / 0)): error")]
    public void Tells_of_each_atom_whose_absence_makes_it_an_error(string text, string expected)
    {
        var atoms = Evaluate(text, PartialOptions.Condition).Atoms.Select(atom => string.Create(
            CultureInfo.InvariantCulture,
            $"{atom.Text}: {(atom.IsError ? "error" : string.Join(' ', atom.MissingErrors.Concat(atom.PossibleMissingErrors.Select(path => $"({path})"))))}"));
        Assert.Equal(expected, string.Join("; ", atoms));
    }

    [Fact]
    public void A_value_that_is_too_large_stays_a_reference()
    {
        var large = Value.From(new CelList([.. Enumerable.Range(0, 20_000).Select(i => Value.From($"role{i}"))]));
        var known = KnownAttributes.Of(PartialWorld.Environment).With("subject.roles", large);

        var result = Evaluate("resource.owner in subject.roles && 'role7' in subject.roles", known: known);

        Assert.Equal("resource.owner in subject.roles", result.Text);
        Assert.Equal(["subject.roles"], result.References);
        Assert.Equal(["resource.owner"], result.Unknowns);
    }

    [Fact]
    public void What_is_too_much_work_stays()
    {
        const string Text = "lists.range(1000).all(x, lists.range(1000).all(y, x + y >= 0)) && resource.open";

        var result = Evaluate(Text, PartialOptions.Condition);

        Assert.Equal(Text, result.Text);
    }

    [Theory]
    [InlineData(false, PartialOutcome.Error)]
    [InlineData(true, PartialOutcome.Residual)]
    public void What_runs_out_of_stack_stays_and_an_error_of_the_same_words_does_not(bool isOutOfStack, PartialOutcome outcome)
    {
        var error = isOutOfStack ? RuntimeErrors.TooDeep : new EvalError(EvalErrorCode.ProcessingError, RuntimeErrors.TooDeep.Message);
        var fails = new Overload("fails", "fails", IsMember: false, [], CelType.Bool, (_, _) => Value.From(error));
        var environment = new TypeEnvironment { Functions = new FunctionRegistry([new FunctionLibrary("test", [fails])]) };

        var result = PartialEvaluator.Evaluate(PartialWorld.Check("fails()", environment), environment.Functions, KnownAttributes.Of(environment));

        Assert.Equal((outcome, "fails()"), (result.Outcome, result.Text));
    }

    [Theory]
    [InlineData("subject.since == resource.any", "subject.since == resource.any")]
    [InlineData("subject.since == subject.since && resource.open", "resource.open")]
    [InlineData("[subject.since, resource.any].exists(t, t == b)", "[subject.since, resource.any].exists(t, t == b)")]
    [InlineData("[subject.since].exists(t, t == b || resource.open)", "[subject.since].exists(t, t == b || resource.open)")]
    public void A_value_that_no_function_makes_stays_the_expression_that_has_it(string text, string expected)
    {
        var functions = new FunctionRegistry([new FunctionLibrary("test", [.. StandardLibrary.Core.Names
            .Where(name => name != "timestamp").SelectMany(name => StandardLibrary.Core.Find(name))])]);
        var environment = PartialWorld.Environment with { Functions = functions };

        var result = PartialEvaluator.Evaluate(PartialWorld.Check(text, environment), functions, Clerk, PartialOptions.Condition);

        Assert.Equal(expected, result.Text);
    }

    [Theory]
    [InlineData("dyn([v, v]) in [dyn([v, v]), dyn(resource.size)]")]
    [InlineData("dyn(v) == resource.any")]
    [InlineData("[v, v] == [v, v] || resource.open")]
    public void Values_that_share_their_parts_are_looked_at_for_a_while_only(string text)
    {
        for (var i = 0; i < 60; i++) text = $"cel.bind(v, dyn([v, v]), {text})";

        Assert.Equal(PartialOutcome.Residual, Evaluate($"cel.bind(v, dyn(['x']), {text})").Outcome);
    }

    [Fact]
    public void Nested_loops_are_not_unrolled_without_bound()
    {
        var nested = "resource.open && b != v0 + v1";
        for (var i = 0; i < 12; i++) nested = $"[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].exists(v{i}, {nested})";

        var result = Evaluate(nested);

        Assert.True(result.Text.Length < 20_000, $"{result.Text.Length} characters");
    }

    [Theory]
    [InlineData("false && 1 / 0 == 1", "false")]
    [InlineData("(1 + 2 < 4 || 1 / 0 == 1) && resource.size < 60 * 60", "resource.size < 3600")]
    [InlineData("1 / 0 == 1 && resource.open", "1 / 0 == 1 && resource.open")]
    [InlineData("has(subject.name) && subject.name == 'a' + 'b'", "has(subject.name) && subject.name == 'ab'")]
    [InlineData("now < timestamp('2024-01-31T08:30:00Z') + duration('1h')", "now < timestamp('2024-01-31T09:30:00Z')")]
    public void FoldConstants_computes_what_no_request_changes_and_knows_nothing_of_one(string text, string expected)
    {
        var folded = PartialEvaluator.FoldConstants(PartialWorld.Check(text), PartialWorld.Environment, PartialOptions.Condition);

        Assert.Equal(expected, Unparser.Format(folded.Root));
    }

    private static PartialResult Evaluate(string text, PartialOptions? options = null, KnownAttributes? known = null) =>
        PartialEvaluator.Evaluate(PartialWorld.Check(text), StandardLibrary.Policies, known ?? Clerk, options);
}

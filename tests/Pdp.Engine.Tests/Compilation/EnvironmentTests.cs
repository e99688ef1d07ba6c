using Pdp.Engine.Decisions;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Diagnostics;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.Engine.Tests.Support.Schemas;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Compilation;

/// <summary>Conditions are checked for the requests to which they may be put, and for no others.</summary>
public class EnvironmentTests
{
    private static readonly SchemaSource Schema = new()
    {
        Subjects = [Kind("user", Attribute("department", CelType.String), Attribute("level", CelType.Int)), Kind("service", Attribute("level", CelType.Double))],
        Resources =
        [
            Kind("document", Attribute("owner", CelType.String), Attribute("kind", CelType.String)),
            Kind("folder", Attribute("owner", CelType.String)), Kind("queue", Attribute("depth", CelType.Int)),
        ],
        Actions = [Kind("read"), Kind("edit") with { Resources = ["document", "folder"] }, Kind("push") with { Subjects = ["service"], Resources = ["queue"] }],
    };

    [Fact]
    public void Rejects_an_attribute_that_some_type_lacks_and_names_the_type()
    {
        var error = Error(Policy("p", Permit("r", "subject.department == 'x'")));
        Assert.Equal(DiagnosticCodes.UnknownAttribute, error.Code);
        Assert.Contains("for subject type `service`", error.Help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_of_every_environment_is_told_once_and_names_none()
    {
        var error = Error(Policy("p", Permit("r", "subject.departmnt == 'x'")));
        Assert.DoesNotContain("for subject type", error.Help ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subject.type == 'user'", "subject.department == 'x'")]
    [InlineData("'user' == subject.type", "subject.department == 'x'")]
    [InlineData("subject.type in ['user']", "subject.department == 'x'")]
    [InlineData("subject.type != 'service'", "subject.department == 'x'")]
    [InlineData("resource.type == 'document' || resource.type == 'folder'", "resource.owner == subject.id")]
    [InlineData("subject.type == 'user' && resource.type == 'document'", "subject.department == resource.kind")]
    [InlineData("subject.type == 'user' && !(resource.type != 'document')", "subject.department == resource.kind")]
    public void A_target_keeps_its_items_from_types_that_it_does_not_admit(string target, string when)
    {
        Accept(Targeted("p", target, Permit("r", when)));
        Accept(Targeted("p", target, Targeted("i", "true", Permit("r") with { Obligations = [Notice("o", ("x", when))] })));
    }

    [Fact]
    public void A_condition_keeps_its_own_operands_and_obligations_from_types_that_it_excludes()
    {
        Accept(Policy("p", Permit("r", "subject.type == 'user' && subject.department == 'x'")));
        Accept(Policy("p", Permit("r", "subject.type == 'user'") with { Obligations = [Notice("o", ("d", "subject.department"))] }));
        Accept(Policy("p", Permit("r") with { Obligations = [Notice("o", ("d", "subject.department")) with { When = Expression("subject.type == 'user'") }] }));
    }

    [Fact]
    public void Actions_keep_a_rule_from_types_between_which_they_do_not_exist()
    {
        Accept(Policy("p", Permit("r", "resource.owner == subject.id") with { Actions = ["edit"] }));
        Accept(Policy("p", Permit("r", "resource.depth < 10") with { Actions = ["push", "pu*"] }));
        Error(Policy("p", Permit("r", "resource.owner == subject.id") with { Actions = ["read"] }));
    }

    [Fact]
    public void A_variable_is_checked_where_its_readers_read_it()
    {
        var variable = Variable("mine", "subject.department == resource.kind");
        Accept(Targeted("p", "resource.type == 'document'", Permit("r", "subject.type == 'user' && variables.mine")) with { Variables = [variable] });
        Accept(Targeted("p", "resource.type == 'document'", Permit("r", "subject.type == 'user' && variables.deep")) with
        {
            Variables = [variable, Variable("deep", "variables.mine || false")],
        });
        var error = Error(Targeted("p", "resource.type == 'document'", Permit("r", "variables.mine")) with { Variables = [variable] });
        Assert.Equal(("/variables/mine", DiagnosticCodes.UnknownAttribute), (error.Location.Pointer, error.Code));
    }

    [Fact]
    public void A_definition_is_checked_where_its_readers_read_it()
    {
        var source = Set(Targeted("p", "subject.type == 'user'", Permit("r", "definitions.d"))) with { Schema = Schema, Definitions = [Condition("d", "subject.department == 'x'")] };
        Compiled.Set(source);
        Assert.Equal("/definitions/d", Diagnose.Error(source with { Policies = [Policy("p", Permit("r", "definitions.d"))] }).Location.Pointer);
    }

    [Fact]
    public void A_referenced_policy_is_checked_where_references_bring_it_in()
    {
        var referenced = Policy("b", Permit("r", "subject.department == 'x'"));
        Accept(Targeted("a", "subject.type == 'user'", Reference("b")), referenced);
        Error(Targeted("a", "subject.type == 'user'", Reference("b")), Policy("c", Reference("b")), referenced);
    }

    [Fact]
    public void Rejects_an_action_that_the_schema_lacks_and_suggests_one()
    {
        var errors = Diagnose.Errors(Set(Policy("p", Permit("r") with { Actions = ["raed", "x*", "re*"] })) with { Schema = Schema });
        Assert.Equal([EngineDiagnosticCodes.UnknownAction, EngineDiagnosticCodes.UnknownAction], errors.Select(error => error.Code));
        Assert.Equal("did you mean `read`?", errors[0].Help);
    }

    [Fact]
    public void Rejects_a_type_that_the_schema_lacks()
    {
        Assert.Equal(DiagnosticCodes.NotAnEnumValue, Error(Targeted("p", "resource.type == 'documnet'", Permit("r"))).Code);
        Assert.Equal(DiagnosticCodes.NotAnEnumValue, Error(Policy("p", Permit("r", "action.name in ['raed']"))).Code);
    }

    [Fact]
    public void Warns_of_what_never_applies()
    {
        Assert.Equal(EngineDiagnosticCodes.NeverApplies, Warning(Targeted("p", "resource.type == 'document' && resource.type == 'folder'", Permit("r"))).Code);
        Assert.Equal(EngineDiagnosticCodes.NeverApplies, Warning(Targeted("p", "resource.type == 'queue'", Permit("r") with { Actions = ["edit"] })).Code);
    }

    [Fact]
    public void An_open_type_warns_of_unknown_attributes_and_an_undeclared_one_does_not()
    {
        var open = Schema with { Subjects = [], Resources = [Kind("document", Attribute("owner", CelType.String)) with { IsOpen = true }], Actions = [] };
        var found = Diagnose.Warning(Set(Policy("p", Permit("r", "resource.colour == 'red' && subject.anything == 1"))) with { Schema = open });
        Assert.Equal(DiagnosticCodes.UntypedAttribute, found.Code);
    }

    [Theory]
    [InlineData("user", 3L, Outcome.Permit)]
    [InlineData("service", 3L, Outcome.Permit)]
    [InlineData("user", 1L, Outcome.NotApplicable)]
    [InlineData("robot", 3L, Outcome.Permit)]
    public void What_is_evaluated_does_not_depend_on_the_environment(string type, long level, Outcome expected)
    {
        var set = Compiled.Set(Set(Policy("p", Permit("r", "subject.level > 2"))) with { Schema = Schema });
        Assert.Equal(expected, set.Answer(Ask.Any.WithSubjectType(type).WithSubject(("level", Value.From(level)))).Outcome);
    }

    [Fact]
    public void A_type_error_of_one_environment_is_found()
    {
        var schema = Schema with { Subjects = [Kind("user", Attribute("level", CelType.Int)), Kind("service", Attribute("level", CelType.String))] };
        var error = Diagnose.Error(Set(Policy("p", Permit("r", "subject.level > 2"))) with { Schema = schema });
        Assert.Contains("for subject type `service`", error.Help, StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_environments_are_checked_in_bounded_time()
    {
        var many = new SchemaSource
        {
            Subjects = [.. Enumerable.Range(0, 60).Select(i => Kind($"s{i}", Attribute("x", i % 2 == 0 ? CelType.Int : CelType.Double)))],
            Resources = [.. Enumerable.Range(0, 60).Select(i => Kind($"r{i}", Attribute("x", CelType.Int)))],
            Actions = [.. Enumerable.Range(0, 60).Select(i => Kind($"a{i}"))],
        };
        Compiled.Set(Set(Policy("p", Permit("r", "subject.type == 's1' && resource.type == 'r1' || action.name == 'a1' && subject.x > resource.x"))) with { Schema = many });
        var error = Diagnose.Error(Set(Policy("p", Permit("r", "subject.type + resource.type + action.name == 'x' || subject.y == 1"))) with { Schema = many });
        Assert.Equal(DiagnosticCodes.UnknownAttribute, error.Code);
    }

    private static void Accept(params PolicySource[] policies) => Assert.Empty(Diagnose.All(Set(policies) with { Schema = Schema }));

    private static SourceDiagnostic Error(params PolicySource[] policies) => Diagnose.Error(Set(policies) with { Schema = Schema });

    private static SourceDiagnostic Warning(params PolicySource[] policies) => Diagnose.Warning(Set(policies) with { Schema = Schema });
}

using Pdp.Engine.Decisions;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Compilation;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.Engine.Tests.Support.Schemas;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Attributes;

/// <summary>Who supplies an attribute: the request, the PDP's own data, a default.</summary>
public class SourceTests
{
    private static readonly Value Stated = Value.From("stated");
    private static readonly Value Known = Value.From("known");
    private static readonly Value Default = Value.From("default");

    [Theory]
    [InlineData(AttributeSource.Request, true, true, true, "stated")]
    [InlineData(AttributeSource.Request, false, true, true, "default")]
    [InlineData(AttributeSource.Request, false, true, false, null)]
    [InlineData(AttributeSource.Data, true, true, true, "known")]
    [InlineData(AttributeSource.Data, true, false, true, "default")]
    [InlineData(AttributeSource.Data, true, false, false, null)]
    [InlineData(AttributeSource.RequestThenData, true, true, true, "stated")]
    [InlineData(AttributeSource.RequestThenData, false, true, true, "known")]
    [InlineData(AttributeSource.RequestThenData, false, false, true, "default")]
    [InlineData(AttributeSource.RequestThenData, false, false, false, null)]
    public void The_schema_says_who_is_believed(AttributeSource source, bool isStated, bool isKnown, bool hasDefault, string? expected)
    {
        var attribute = Attribute("a", CelType.String).From(source);
        if (hasDefault) attribute = attribute.Or(Default);
        foreach (var read in new[] { "subject.a", "subject.properties['a']", "subject.properties.a" })
        {
            var set = Compiled.Set(Set(Policy("p", Permit("r") with { Obligations = [Notice("o", ("a", read))] })) with
            {
                Schema = new SchemaSource { Subjects = [Kind("user", attribute)], Enforcement = SchemaEnforcement.Off },
                Entities = isKnown ? [Entity("user", "alice", ("a", Known))] : [],
            });
            var decision = set.Answer(isStated ? Ask.Any.WithSubject(("a", Stated)) : Ask.Any);
            if (expected is null)
            {
                Assert.Equal(Outcome.Indeterminate, decision.Outcome);
                continue;
            }

            Assert.True(decision.Obligations[0].Properties.TryGet("a", out var value), read);
            Assert.Equal(expected, value.AsString);
        }
    }

    [Fact]
    public void Without_a_schema_the_data_fill_what_the_request_leaves_out()
    {
        var set = Compiled.Set(Set(Policy("p", Permit("r", "resource.owner == subject.id && resource.size == 1"))) with
        {
            Entities = [Entity("document", "d1", ("owner", Value.From("alice")), ("size", Value.From(5L)))],
        });
        Assert.Equal(Outcome.Permit, set.Answer(Ask.Any.WithResource(("size", Value.From(1L)))).Outcome);
        Assert.Equal(Outcome.NotApplicable, set.Answer().Outcome);
        Assert.Equal(Outcome.Indeterminate, set.Answer(Ask.Any with { Resource = Ask.Any.Resource with { Id = "d2" } }).Outcome);
    }

    [Theory]
    [InlineData(SchemaEnforcement.Off, 0)]
    [InlineData(SchemaEnforcement.Warn, 1)]
    [InlineData(SchemaEnforcement.Reject, 1)]
    public void To_state_what_only_the_data_know_is_a_misfit(SchemaEnforcement enforcement, int misfits)
    {
        var set = Compiled.Set(Set(Policy("p", Permit("r", "subject.a == 'known'"))) with
        {
            Schema = new SchemaSource { Subjects = [Kind("user", Attribute("a", CelType.String).From(AttributeSource.Data))], Enforcement = enforcement },
            Entities = [Entity("user", "alice", ("a", Known))],
        });
        var decision = set.Answer(Ask.Any.WithSubject(("a", Stated)));
        Assert.Equal(misfits, decision.Misfits.Count);
        Assert.Equal(enforcement == SchemaEnforcement.Reject ? Outcome.Indeterminate : Outcome.Permit, decision.Outcome);
    }

    [Theory]
    [InlineData("'admin' in subject.roles")]
    [InlineData("'admin' in subject.properties.roles")]
    [InlineData("'admin' in subject.properties['roles']")]
    public void What_only_the_data_know_cannot_be_stated_of_a_type_that_is_not_declared(string when)
    {
        var roles = Value.From(new CelList([Value.From("admin")]));
        foreach (var enforcement in new[] { SchemaEnforcement.Off, SchemaEnforcement.Warn })
        {
            var set = Compiled.Set(Set(Policy("p", Permit("r", when))) with
            {
                Schema = new SchemaSource
                {
                    Subjects = [Kind("user", Attribute("roles", CelType.ListOf(CelType.String)).From(AttributeSource.Data))],
                    Enforcement = enforcement,
                },
                Entities = [Entity("robot", "r2", ("roles", roles))],
            });
            var stated = Ask.Any.WithSubject(("roles", roles));
            Assert.Equal(Outcome.Indeterminate, set.Answer(stated with { Subject = stated.Subject with { Type = "ghost" } }).Outcome);
            Assert.Equal(Outcome.Permit, set.Answer(Ask.Any with { Subject = Ask.Any.Subject with { Type = "robot", Id = "r2" } }).Outcome);
        }
    }

    [Fact]
    public void The_entitys_own_members_cannot_be_replaced_by_properties()
    {
        var set = Compiled.Set(Policy("p", Permit("r", "subject.id == 'alice' && subject.type == 'user' && action.name == 'read' && subject.properties['id'] == 'eve'")));
        Assert.Equal(Outcome.Permit, set.Answer(Ask.Any.WithSubject(("id", Value.From("eve")), ("type", Value.From("admin")))).Outcome);
    }

    [Fact]
    public void The_map_of_all_properties_is_an_error_when_one_of_them_is_invalid()
    {
        var set = Compiled.Set(Set(Policy("p", Permit("r", "subject.properties['b'] == 'x'"))) with
        {
            Schema = new SchemaSource { Subjects = [Kind("user", Attribute("a", CelType.Int), Attribute("b", CelType.String))], Enforcement = SchemaEnforcement.Off },
        });
        Assert.Equal(Outcome.Permit, set.Answer(Ask.Any.WithSubject(("a", Value.From(1L)), ("b", Value.From("x")))).Outcome);
        Assert.Equal(Outcome.Indeterminate, set.Answer(Ask.Any.WithSubject(("a", Value.From("y")), ("b", Value.From("x")))).Outcome);
    }

    [Fact]
    public void Data_are_coerced_like_requests()
    {
        var set = Compiled.Set(Set(Policy("p", Permit("r", "subject.hired < now"))) with
        {
            Schema = new SchemaSource { Subjects = [Kind("user", Attribute("hired", CelType.Timestamp).From(AttributeSource.Data))] },
            Entities = [Entity("user", "alice", ("hired", Value.From("2020-01-01T00:00:00Z")))],
        });
        Assert.Equal(Outcome.Permit, set.Answer().Outcome);
    }

    [Fact]
    public void Rejects_data_that_do_not_fit_the_schema()
    {
        var source = Set() with
        {
            Schema = new SchemaSource { Subjects = [Kind("user", Attribute("level", CelType.Int))], Resources = [Kind("document")] },
            Entities =
            [
                Entity("user", "a", ("level", Value.From("x"))), Entity("user", "b", ("levle", Value.From(1L))),
                Entity("usr", "c"), Entity("user", "a"),
            ],
        };
        var errors = Diagnose.Errors(source);
        Assert.Equal(
            [EngineDiagnosticCodes.InvalidEntity, EngineDiagnosticCodes.InvalidEntity, EngineDiagnosticCodes.UnknownType, EngineDiagnosticCodes.DuplicateEntity],
            errors.Select(error => error.Code));
        Assert.Equal("/entities/a/properties/level", errors[0].Location.Pointer);
        Assert.Equal("did you mean `level`?", errors[1].Help);
        Assert.Equal("did you mean `user`?", errors[2].Help);
    }

    [Fact]
    public void Rejects_schemas_that_contradict_themselves()
    {
        var source = Set() with
        {
            Schema = new SchemaSource
            {
                Subjects =
                [
                    Kind("user", Attribute("a", CelType.Int).Or(Value.From("x")), Attribute("b", CelType.String) with { Bounds = new ValueBounds { Pattern = "(" } }),
                    Kind("user"),
                ],
                Actions = [Kind("read", Attribute("c", CelType.Int).From(AttributeSource.Data)) with { Subjects = ["usre"] }],
            },
        };
        Assert.Equal(
            [
                EngineDiagnosticCodes.InvalidDefault, EngineDiagnosticCodes.InvalidPattern, EngineDiagnosticCodes.DuplicateSchema,
                EngineDiagnosticCodes.NoData, EngineDiagnosticCodes.UnknownType,
            ],
            Diagnose.Errors(source).Select(error => error.Code));
    }
}

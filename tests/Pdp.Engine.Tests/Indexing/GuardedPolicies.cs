using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>Random policies with conditions that have guards, and requests that fit their schema or do not.</summary>
internal sealed class GuardedPolicies(Random random)
{
    private static readonly string[] Conditions =
    [
        "resource.type == 'document'", "resource.type in ['document', 'folder']", "resource.type != 'folder'",
        "subject.role == 'admin'", "subject.role in ['admin', 'editor'] && resource.type == 'document'", "has(subject.role) && subject.role == 'editor'",
        "'a' in subject.groups", "subject.groups.exists(g, g in ['a', 'b'])", "subject.level >= 3", "subject.level < 3 && subject.level > 0",
        "subject.active", "!subject.active", "subject.id == 'alice' ? subject.level == 1 : false", "subject.role == 'admin' ? true : subject.level == 1",
        "context.?mode.orValue('on') == 'on'", "context.mode == 'off'", "has(context.place.city) && context.place.city == 'Bonn'",
        "context.place.city.startsWith('B')", "variables.admin", "!variables.admin", "variables.admin && variables.low", "variables.role == 'editor'",
        "definitions.known", "definitions.roles.exists(r, r == subject.role)", "subject.absent == 1", "1 / 0 == 1", "true", "false",
        "subject.role == context.mode", "action.name == 'read'", "action.name.startsWith('wr') || subject.active", "now < timestamp('2000-01-01T00:00:00Z')",
    ];

    private static readonly string[][] Actions = [["read"], ["re*"], ["write", "list"], ["*"], ["read", "wr*", "x*"]];

    private int _ids;

    public PolicySetSource Set() => Make.Set([.. Enumerable.Range(0, 3).Select(i => Policy(3) with { Id = $"root-{i}" })]) with
    {
        Schema = new SchemaSource
        {
            Enforcement = SchemaEnforcement.Warn,
            Subjects =
            [
                Schemas.Kind(
                    "user", Schemas.Attribute("role", CelType.String), Schemas.Attribute("level", CelType.Int), Schemas.Attribute("active", CelType.Bool),
                    Schemas.Attribute("groups", CelType.ListOf(CelType.String)), Schemas.Attribute("absent", CelType.Int)),
            ],
        },
        Definitions =
        [
            Make.Condition("known", "subject.role in definitions.roles"),
            Make.Constant("roles", Ask.List(Value.From("admin"), Value.From("editor"))),
        ],
    };

    public Request Request()
    {
        var subject = Some(
            ("role", Pick(Value.From("admin"), Value.From("editor"), Value.From(3L))), ("level", Pick(Value.From(1L), Value.From(3L), Value.From("high"))),
            ("active", Pick(Value.True, Value.False, Value.Null)),
            ("groups", Pick(Ask.List(), Ask.List(Value.From("a")), Ask.List(Value.From("b"), Value.From("c")), Value.From("a"))));
        var context = Some(
            ("mode", Pick(Value.From("on"), Value.From("off"), Value.From(1.0))),
            ("place", Pick(Value.From(Ask.Map(("city", Value.From("Bonn")))), Value.From(Ask.Map()), Value.From("Bonn"), Value.From(Ask.Map(("city", Value.From(1L)))))));
        return Ask.Any.WithSubject(subject).WithContext(context)
            .WithAction(Pick("read", "write", "list", "x"))
            .WithResourceType(Pick("document", "folder", "other"))
            .WithSubjectType(Pick("user", "user", "user", "robot"));
    }

    private PolicySource Policy(int depth) => Make.Targeted($"i{_ids++}", Pick(Conditions), [.. Items(depth)]) with
    {
        Combining = Pick(Enum.GetValues<CombiningAlgorithm>().Where(algorithm => algorithm != CombiningAlgorithm.OnlyOneApplicable).ToArray()),
        Variables =
        [
            Make.Variable("admin", "subject.role == 'admin' || 'a' in subject.groups"), Make.Variable("low", "subject.level < 3"),
            Make.Variable("role", "subject.role"),
        ],
    };

    private IEnumerable<ItemSource> Items(int depth)
    {
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            if (depth > 1 && random.Next(3) == 0) yield return Policy(depth - 1);
            else
            {
                yield return Make.Rule($"r{_ids++}", Pick(Effect.Permit, Effect.Deny), Pick(Conditions)) with
                {
                    Actions = random.Next(2) == 0 ? [.. Pick(Actions)] : null,
                };
            }
        }
    }

    private (string, Value)[] Some(params (string, Value)[] properties) => [.. properties.Where(_ => random.Next(5) > 0)];

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}

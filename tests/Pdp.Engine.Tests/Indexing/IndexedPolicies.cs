using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;

namespace Pdp.Engine.Tests.Indexing;

/// <summary>
/// Random policies with so many rules that every part of an index takes part, and requests whose values are some that the
/// rules name, are near them, are missing or of a wrong type.
/// </summary>
internal sealed class IndexedPolicies(Random random)
{
    private int _ids;

    public PolicySetSource Set()
    {
        var size = Pick(3, 8, 40, 300, 700);
        return Make.Set([.. Enumerable.Range(0, Pick(1, 2, 12)).Select(i => Policy(3, size) with { Id = $"root-{i:D3}" })]) with
        {
            Schema = new SchemaSource
            {
                Enforcement = SchemaEnforcement.Warn,
                Subjects =
                [
                    Schemas.Kind(
                        "user", Schemas.Attribute("role", CelType.String), Schemas.Attribute("level", CelType.Int), Schemas.Attribute("active", CelType.Bool),
                        Schemas.Attribute("groups", CelType.ListOf(CelType.String)), Schemas.Attribute("since", CelType.Timestamp)),
                ],
            },
            Definitions = [Make.Constant("roles", Ask.List(Value.From("role-1"), Value.From("role-2")))],
        };
    }

    public Request Request()
    {
        var subject = Some(
            ("role", Text("role")), ("level", Number()), ("active", Pick(Value.True, Value.False, Value.Null)),
            ("groups", Pick(Groups(), Groups(), Groups(), Value.From("group-1"), Value.From(Ask.Map(("group-2", Value.Null))), Deep())),
            ("since", Pick(Value.From(new Timestamp(random.Next(2_000) * 1_000_000L, 0)), Value.From("never"))));
        var context = Some(
            ("path", Value.From($"/p{random.Next(8)}/q{random.Next(8)}/r{random.Next(99)}")),
            ("score", Pick(Value.From(random.Next(100) / 2.0), Value.From(double.NaN), Value.From((long)random.Next(50)), Value.FromUint(7))),
            ("place", Pick(Value.From(Ask.Map(("city", Text("city")))), Value.From(Ask.Map()), Value.From("Bonn"))));
        return Ask.Any.WithSubject(subject).WithContext(context)
            .WithResource(Some(("owner", Text("owner"))))
            .WithAction($"action-{random.Next(8)}")
            .WithResourceType($"type-{random.Next(12)}")
            .WithSubjectType(Pick("user", "user", "robot"));
    }

    private PolicySource Policy(int depth, int size)
    {
        var combining = Pick(Enum.GetValues<CombiningAlgorithm>());
        var id = $"i{_ids++}";
        var items = combining == CombiningAlgorithm.OnlyOneApplicable && depth > 1
            ? Enumerable.Range(0, random.Next(1, 12)).Select(_ => (ItemSource)Policy(depth - 1, size / 4))
            : Items(depth, size);
        if (combining == CombiningAlgorithm.OnlyOneApplicable && depth == 1) combining = CombiningAlgorithm.FirstApplicable;
        var policy = random.Next(4) == 0 ? Make.Policy(id, [.. items]) : Make.Targeted(id, Target(), [.. items]);
        return policy with { Combining = combining };
    }

    private IEnumerable<ItemSource> Items(int depth, int size)
    {
        var count = random.Next(1, Math.Max(2, size));
        for (var i = 0; i < count; i++)
        {
            if (depth > 1 && random.Next(12) == 0) yield return Policy(depth - 1, size / 8);
            else
            {
                var rule = Make.Rule($"r{_ids++}", Pick(Effect.Permit, Effect.Deny), Condition()) with
                {
                    Actions = random.Next(3) == 0 ? [Pick($"action-{random.Next(8)}", $"action-{random.Next(8)}", "act*")] : null,
                };
                yield return random.Next(6) > 0 ? rule : rule with
                {
                    Obligations = [Make.Notice($"o{_ids++}", Pick(("a", "subject.role"), ("b", "'text'")))],
                };
            }
        }
    }

    private string Target() => Pick(
        $"resource.type == 'type-{random.Next(12)}'", $"resource.type in ['type-{random.Next(12)}', 'type-{random.Next(12)}']",
        $"subject.role == 'role-{random.Next(30)}'", Condition());

    private string Condition()
    {
        var conjuncts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Term());
        var all = string.Join(" && ", conjuncts);
        return random.Next(6) == 0 ? $"({all}) || ({Term()})" : all;
    }

    private string Term() => random.Next(18) switch
    {
        0 or 1 => $"resource.type == 'type-{random.Next(12)}'",
        2 => $"subject.role == 'role-{random.Next(30)}'",
        3 => $"has(subject.role) && subject.role == 'role-{random.Next(30)}'",
        4 => $"'group-{random.Next(20)}' in subject.groups",
        5 => $"subject.groups.exists(g, g in ['group-{random.Next(20)}', 'group-{random.Next(20)}'])",
        6 => $"subject.level >= {random.Next(40)} && subject.level < {random.Next(40)}",
        7 => $"subject.level > {random.Next(40)}",
        8 => $"context.score <= {random.Next(50)}.5",
        9 => $"context.path.startsWith('/p{random.Next(8)}/q{random.Next(8)}')",
        10 => $"context.path.startsWith('/p{random.Next(8)}')",
        11 => $"context.place.city == 'city-{random.Next(20)}'",
        12 => $"context.?place.city.orValue('city-1') == 'city-{random.Next(20)}'",
        13 => $"subject.since < timestamp('19{random.Next(72, 99)}-01-01T00:00:00Z')",
        14 => "!has(context.score)",
        15 => $"resource.owner in ['owner-{random.Next(30)}', 'owner-{random.Next(30)}']",
        16 => Pick("subject.active", "!subject.active", "true", "subject.role != 'role-1'", "subject.role in definitions.roles"),
        _ => $"resource.owner == 'owner-{random.Next(30)}' && action.name == 'action-{random.Next(8)}'",
    };

    private Value Text(string kind) => random.Next(10) == 0 ? Value.From((long)random.Next(3)) : Value.From($"{kind}-{random.Next(30)}");

    private Value Number() => random.Next(8) switch
    {
        0 => Value.From("high"),
        1 => Value.From(random.Next(80) / 2.0),
        _ => Value.From((long)random.Next(42)),
    };

    private Value Groups() => Ask.List([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value.From($"group-{random.Next(20)}"))]);

    private Value Deep() => random.Next(2) == 0
        ? Ask.List(Value.From("group-3"), Ask.List())
        : Ask.List([.. Enumerable.Range(0, 1_001).Select(i => Value.From((long)i))]);

    private (string, Value)[] Some(params (string, Value)[] properties) => [.. properties.Where(_ => random.Next(8) > 0)];

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}

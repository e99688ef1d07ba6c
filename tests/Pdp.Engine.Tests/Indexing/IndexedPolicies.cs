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
    private const int Shared = 3;

    private int _ids;

    public PolicySetSource Set() => Set(Pick((1, 3), (12, 3), (2, 8), (1, 40), (12, 8), (20, 2), (1, 300), (1, 700)));

    public PolicySetSource Set((int Roots, int Size) shape)
    {
        var (count, size) = shape;
        var roots = Enumerable.Range(0, count).SelectMany(i => Versions($"root-{i:D3}", size)).ToList();
        return Make.Set([.. roots, .. Enumerable.Range(0, Shared).Select(i => Policy(1, Math.Min(size, 40), mayRefer: false) with { Id = $"shared-{i}" })]) with
        {
            Pins = roots.Where(root => root.Version == 2 && random.Next(2) == 0).Aggregate(Make.Set().Pins, (pins, root) => pins.Add(root.Id, 1)),
            Limits = Make.Limits with { Fuel = Pick(100_000, 5_000, 5_000, 5_000, 5_000, 1_500, 1_500, 40) },
            Schema = new SchemaSource
            {
                Enforcement = SchemaEnforcement.Warn,
                Subjects =
                [
                    Schemas.Kind(
                        "user", Schemas.Attribute("role", CelType.String), Schemas.Attribute("level", CelType.Int), Schemas.Attribute("active", CelType.Bool),
                        Schemas.Attribute("groups", CelType.ListOf(CelType.String)), Schemas.Attribute("since", CelType.Timestamp),
                        Schemas.Attribute("numbers", CelType.ListOf(CelType.Int))),
                ],
            },
            Definitions =
            [
                Make.Constant("ranks", Value.From(Ask.Map([.. Enumerable.Range(0, 12).Select(i => ($"role-{i}", Value.From((long)(i % 6))))]))),
                Make.Constant("roles", Ask.List(Value.From("role-1"), Value.From("role-2"))),
                Make.Condition("dear", "context.numbers.all(n, n != 999) && 'group-1' in subject.groups"),
            ],
        };
    }

    /// <summary>
    /// The same set after an edit: a policy that is another, gone or new, or that asks for the same as before; that is in force in another
    /// version, no shadow any more or one now; that is referenced, and so no root any more; or a definition that says something else.
    /// </summary>
    public PolicySetSource Edited(PolicySetSource set)
    {
        var roots = set.Policies.Where(policy => policy.Id.StartsWith("root-", StringComparison.Ordinal)).ToList();
        var chosen = roots[random.Next(roots.Count)];
        var others = set.Policies.RemoveAll(policy => policy.Id == chosen.Id);
        var unpinned = set with { Pins = set.Pins.Remove(chosen.Id) };
        switch (random.Next(10))
        {
            case 0:
                return Without(set, chosen.Id);
            case 1:
                return unpinned with { Policies = set.Policies.AddRange(Versions($"{chosen.Id}-{_ids++}", 3)) };
            case 2:
                return unpinned with { Policies = others.AddRange(set.Policies.Where(policy => policy.Id == chosen.Id).Select(policy => policy with { Obligations = [Notice()] })) };
            case 3:
                return set.Policies.FirstOrDefault(static policy => policy.Version == 3) is { } third
                    ? set with { Policies = set.Policies.Replace(third, third with { IsShadow = !third.IsShadow }) }
                    : set;
            case 4:
                return set.Policies.Where(static policy => policy.Version == 2 && !policy.IsShadow).Select(static policy => policy.Id).FirstOrDefault() is { } id
                    ? set with { Pins = set.Pins.TryGetValue(id, out _) ? set.Pins.Remove(id) : set.Pins.Add(id, 1) }
                    : set;
            case 5:
                return set with
                {
                    Definitions =
                    [
                        Make.Constant("ranks", Value.From(Ask.Map([.. Enumerable.Range(0, 14).Select(i => ($"role-{i}", Value.From((long)random.Next(6))))]))),
                        Make.Constant("roles", Ask.List(Value.From($"role-{random.Next(30)}"), Value.From($"role-{random.Next(30)}"))),
                        Make.Condition("dear", $"'group-{random.Next(20)}' in subject.groups"),
                    ],
                };
            case 6:
                return set with { Policies = set.Policies.Add(Make.Policy($"root-{_ids++}", Make.Reference(chosen.Id)) with { Version = 1, Variables = chosen.Variables }) };
            default:
                return unpinned with { Policies = others.AddRange(Versions(chosen.Id, 3)) };
        }
    }

    // nobody may refer to what is gone
    private static PolicySetSource Without(PolicySetSource set, string id)
    {
        var left = set with { Policies = set.Policies.RemoveAll(policy => policy.Id == id), Pins = set.Pins.Remove(id) };
        var referring = left.Policies.FirstOrDefault(policy => policy.Items.Any(item => item is ReferenceSource reference && reference.Id == id));
        return referring is null ? left : Without(left, referring.Id);
    }

    public Request Request()
    {
        var subject = Some(
            ("role", Text("role")), ("level", Number()), ("active", Pick(Value.True, Value.False, Value.Null)),
            ("groups", Pick(Groups(), Groups(), Groups(), Value.From("group-1"), Value.From(Ask.Map(("group-2", Value.Null))), Deep())),
            ("since", Pick(Value.From(new Timestamp(random.Next(2_000) * 1_000_000L, 0)), Value.From("never"))));
        var context = Some(
            ("alias", Text("role")), ("due", Pick(Value.From(new Timestamp(random.Next(2_000) * 1_000_000L, 0)), Value.From("never"))),
            ("path", Value.From($"/p{random.Next(8)}/q{random.Next(8)}/r{random.Next(99)}")),
            ("score", Pick(Value.From(random.Next(100) / 2.0), Value.From(double.NaN), Value.From((long)random.Next(50)), Value.FromUint(7))),
            ("place", Pick(Value.From(Ask.Map(("city", Text("city")))), Value.From(Ask.Map()), Value.From("Bonn"))),
            ("numbers", Numbers(random.Next(60) == 0 ? 1_000 : Pick(0, 3, 3, 20))));
        return Ask.Any.WithSubject(subject).WithContext(context)
            .WithResource(Some(("owner", Text("owner"))))
            .WithAction($"action-{random.Next(8)}")
            .WithResourceType($"type-{random.Next(12)}")
            .WithSubjectType(Pick("user", "user", "robot"));
    }

    // some policies have a version that is overridden, and some one that is a shadow
    private IEnumerable<PolicySource> Versions(string id, int size)
    {
        yield return Policy(3, size) with { Id = id };
        if (random.Next(3) == 0) yield return Policy(2, size / 2) with { Id = id, Version = 2 };
        if (random.Next(4) == 0) yield return Policy(2, size / 2) with { Id = id, Version = 3, IsShadow = true };
    }

    private PolicySource Policy(int depth, int size, bool mayRefer = true)
    {
        var combining = Pick(Enum.GetValues<CombiningAlgorithm>());
        var id = $"i{_ids++}";
        var items = combining == CombiningAlgorithm.OnlyOneApplicable && depth > 1
            ? Enumerable.Range(0, random.Next(1, 12)).Select(_ => (ItemSource)Policy(depth - 1, size / 4, mayRefer))
            : Items(depth, size, mayRefer);
        if (combining == CombiningAlgorithm.OnlyOneApplicable && depth == 1) combining = CombiningAlgorithm.FirstApplicable;
        var policy = random.Next(4) == 0 ? Make.Policy(id, [.. items]) : Make.Targeted(id, Target(), [.. items]);
        return policy with
        {
            Version = 1,
            Combining = combining,
            Variables =
            [
                Make.Variable("role", "subject.role"), Make.Variable("dear", "context.numbers.exists(n, n < 0) || subject.level == 7"),
                Make.Variable("dearest", "context.numbers.all(n, context.numbers.exists(m, m + n == 2 * n)) && subject.level == 8"),
                Make.Variable("few", "subject.groups.filter(g, g == context.alias || g < 'group-3')"),
                Make.Variable("mine", $"resource.owner == 'owner-{random.Next(30)}'"),
            ],
            Obligations = random.Next(5) == 0 ? [Notice()] : [],
            Advice = random.Next(9) == 0 ? [Notice()] : [],
        };
    }

    private IEnumerable<ItemSource> Items(int depth, int size, bool mayRefer)
    {
        var count = random.Next(1, Math.Max(2, size));
        var referred = mayRefer && random.Next(3) == 0 ? Pick(-1, random.Next(Shared)) : -1;
        if (referred >= 0) yield return Make.Reference($"shared-{referred}");
        for (var i = 0; i < count; i++)
        {
            if (depth > 1 && random.Next(12) == 0) yield return Policy(depth - 1, size / 8, mayRefer);
            else
            {
                var rule = Make.Rule($"r{_ids++}", Pick(Effect.Permit, Effect.Deny), random.Next(40) == 0 ? null : Condition()) with
                {
                    Actions = random.Next(3) == 0 ? [Pick($"action-{random.Next(8)}", $"action-{random.Next(8)}", "act*")] : null,
                };
                yield return random.Next(6) > 0 ? rule : rule with { Obligations = [Notice()], Advice = random.Next(2) == 0 ? [Notice()] : [] };
            }
        }
    }

    private NoticeSource Notice() => Make.Notice($"o{_ids++}", Pick(("a", "subject.role"), ("b", "'text'"), ("c", "variables.role"), ("d", "1 / 0"))) with
    {
        On = Pick<Effect?>(null, null, Effect.Permit, Effect.Deny),
        When = random.Next(3) == 0 ? Make.Expression(Condition()) : null,
    };

    private string Target() => Pick(
        $"resource.type == 'type-{random.Next(12)}'", $"resource.type in ['type-{random.Next(12)}', 'type-{random.Next(12)}']",
        $"subject.role == 'role-{random.Next(30)}'", Condition());

    private string Condition()
    {
        var conjuncts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Term());
        var all = string.Join(" && ", conjuncts);
        return random.Next(6) == 0 ? $"({all}) || ({Term()})" : all;
    }

    private string Term() => random.Next(27) switch
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
        16 => Pick("context.numbers.exists(n, n < 0)", "variables.dear", "variables.dearest", "definitions.dear", "!definitions.dear"),
        17 => Pick("1 / 0 == 1", "context.absent == 1", "context.place.city.size() > 2", "has(context.place.city)", "subject.role == context.place.city"),
        18 => Pick("variables.mine", "!variables.mine", $"variables.role == 'role-{random.Next(30)}'", $"variables.role in ['role-{random.Next(30)}', 'role-3']"),
        19 => $"(subject.active ? subject.level == {random.Next(40)} : resource.type == 'type-{random.Next(12)}')",
        20 => Pick("subject.active", "!subject.active", "true", "subject.role != 'role-1'", "subject.role in definitions.roles"),
        21 => Pick("subject.role == context.alias", "subject.role != context.alias", "context.alias == resource.owner", "subject.level == context.score"),
        22 => Pick("subject.level < context.score", "subject.level >= context.score", "subject.since < context.due", "!(subject.level > context.score)"),
        23 => $"definitions.ranks[subject.role] {Pick("==", ">=", "<", "!=")} {random.Next(6)}",
        24 => Pick("subject.level >= definitions.ranks[subject.role]", "definitions.ranks[context.alias] == definitions.ranks[subject.role]"),
        25 => Pick("size(subject.groups) > 2", "subject.groups.size() == 0", "context.numbers.filter(n, n > 5).size() > 0", "subject.groups.exists(g, g.endsWith('1'))", "size(variables.few) > 0"),
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

    private static Value Numbers(int count) => Ask.List([.. Enumerable.Range(0, count).Select(i => Value.From((long)i))]);

    private Value Deep() => random.Next(2) == 0
        ? Ask.List(Value.From("group-3"), Ask.List())
        : Ask.List([.. Enumerable.Range(0, 1_001).Select(i => Value.From((long)i))]);

    private (string, Value)[] Some(params (string, Value)[] properties) => [.. properties.Where(_ => random.Next(8) > 0)];

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}

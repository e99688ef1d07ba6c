using System.Globalization;
using Pdp.Engine;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Benchmarks.Index;

/// <summary>A policy set of some shape, and requests that a few of its rules apply to.</summary>
/// <param name="Set">The policies.</param>
/// <param name="Requests">Distinct requests, of which most are permitted or denied.</param>
internal sealed record IndexScene(PolicySet Set, Request[] Requests)
{
    /// <summary>How many requests there are.</summary>
    public const int RequestCount = 4_096;

    /// <summary>The shapes, each with what it is.</summary>
    public static readonly IReadOnlyDictionary<string, string> Shapes = new Dictionary<string, string>
    {
        ["equality"] = "flat: ten rules a resource type, told apart by a department and an action",
        ["owner"] = "flat: every rule names another owner",
        ["membership"] = "flat: a group in a list of the subject's, and one of two resource types",
        ["ranges"] = "flat: ranges of an amount, a few of which hold each value",
        ["ranges+prefixes"] = "flat: a range of an amount and a prefix of a path",
        ["nested"] = "a policy for each resource type, with five rules",
    };

    /// <summary>Makes the set of a shape with so many rules.</summary>
    public static IndexScene Of(string shape, int rules)
    {
        var limits = new EngineLimits { DecisionTime = TimeSpan.FromMinutes(1) };
        var source = new PolicySetSource { Revision = shape, Policies = [.. Policies(shape, rules)], Limits = limits };
        var result = PolicySet.Compile(source);
        if (result.Set is not { } set) throw new InvalidOperationException(result.Diagnostics[0].Message);
        // as a server does before it serves: what loading left between the rules is between them no more
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var random = new Random(1);
        return new IndexScene(set, [.. Enumerable.Range(0, RequestCount).Select(i => Ask(i, random.Next(rules), rules, random))]);
    }

    private static IEnumerable<PolicySource> Policies(string shape, int rules)
    {
        if (shape != "nested")
        {
            yield return Policy("flat", null, Enumerable.Range(0, rules).Select(i => Rule(i, When(shape, i, rules))));
            yield break;
        }

        for (var type = 0; type * 5 < rules; type++)
        {
            yield return Policy(
                Text($"type-{type}"), Text($"resource.type == 't{type}'"),
                Enumerable.Range(type * 5, Math.Min(5, rules - (type * 5))).Select(i => Rule(i, $"subject.department == 'd{i % 37}'")));
        }
    }

    private static string When(string shape, int i, int rules) => shape switch
    {
        "equality" => Text($"resource.type == 't{i % Types(rules)}' && subject.department == 'd{i % 37}' && action.name == 'a{i % 5}'"),
        "owner" => Text($"resource.owner == 'o{i}'"),
        "membership" => Text($"'g{i}' in subject.groups && resource.type in ['t{i % Types(rules)}', 't{(i + 1) % Types(rules)}']"),
        "ranges" => Text($"context.amount >= {i * 10} && context.amount < {(i * 10) + 25}"),
        _ => Text($"context.amount >= {i * 10} && context.amount < {(i * 10) + 25} && context.path.startsWith('/p{i % 1000}/q{i / 1000}/')"),
    };

    /// <summary>A request that the rule of a number applies to, unless it is about another department.</summary>
    private static Request Ask(int number, int rule, int rules, Random random)
    {
        var department = random.Next(4) == 0 ? random.Next(37) : rule % 37;
        var type = random.Next(2) == 0 || rules < 10 ? rule % Types(rules) : rule / 5;
        return new Request(
            new Entity("user", Text($"u{number}"), Map(
                ("department", Value.From(Text($"d{department}"))),
                ("groups", Value.From(new CelList([Value.From("everyone"), Value.From(Text($"g{rule}"))]))))),
            new ActionInfo(Text($"a{rule % 5}"), StringMap.Empty),
            new Entity(Text($"t{type}"), Text($"r{number}"), Map(("owner", Value.From(Text($"o{rule}"))))),
            Map(("amount", Value.From((rule * 10L) + random.Next(25))), ("path", Value.From(Text($"/p{rule % 1000}/q{rule / 1000}/x{number}")))));
    }

    private static int Types(int rules) => Math.Max(1, rules / 10);

    private static PolicySource Policy(string id, string? target, IEnumerable<RuleSource> rules) => new()
    {
        Id = id,
        Version = 1,
        Location = At(id),
        Target = target is null ? null : new ExpressionSource(target, At(id).Child("target")),
        Items = [.. rules],
    };

    private static RuleSource Rule(int i, string when)
    {
        var id = Text($"r{i}");
        return new() { Id = id, Effect = i % 7 == 0 ? Effect.Deny : Effect.Permit, Location = At(id), When = new ExpressionSource(when, At(id).Child("when")) };
    }

    private static SourceLocation At(string name) => new("generated.json", "/" + name);

    private static StringMap Map(params (string Name, Value Value)[] entries) =>
        new([.. entries.Select(entry => new KeyValuePair<string, Value>(entry.Name, entry.Value))]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

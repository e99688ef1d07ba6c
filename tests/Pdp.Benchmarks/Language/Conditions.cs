using System.Collections.Immutable;
using System.Globalization;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;
using CelProgram = Pdp.Language.Runtime.Program;

namespace Pdp.Benchmarks.Language;

/// <summary>The conditions of the published comparison of evaluators, and the request they are evaluated on.</summary>
internal static class Conditions
{
    /// <summary>A condition by name; each is true for <see cref="Request"/>.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["equal string"] = "subject.department == 'engineering'",
        ["three conjuncts"] =
            "subject.department == resource.department && subject.clearance >= resource.classification"
            + " && action.name in ['read', 'list', 'export', 'share']",
        ["in 4 strings"] = "action.name in ['list', 'export', 'share', 'read']",
        ["in 101 strings"] = $"action.name in [{string.Join(", ", Enumerable.Range(0, 100).Select(i => $"'action{i}'"))}, 'read']",
        ["string in list"] = "'admin' in subject.roles",
        ["exists in"] = "subject.roles.exists(r, r in ['admin', 'owner'])",
        ["startsWith"] = "resource.path.startsWith('/projects/')",
        ["matches"] = "subject.email.matches('^[a-z.]+@example[.]com$')",
        ["age"] = "now - resource.created < duration('720h')",
        ["ten conjuncts"] =
            "subject.department == 'engineering' && resource.department == 'engineering'"
            + " && subject.clearance >= resource.classification && subject.active && resource.score < 0.75"
            + " && action.name in ['read', 'list', 'export'] && 'admin' in subject.roles"
            + " && resource.path.startsWith('/projects/') && now - resource.created < duration('720h')"
            + " && context.mfa == true",
    };

    /// <summary>The request.</summary>
    public static readonly Dictionary<string, Value> Request = new(StringComparer.Ordinal)
    {
        ["subject.department"] = Value.From("engineering"),
        ["subject.clearance"] = Value.From(5L),
        ["subject.active"] = Value.True,
        ["subject.email"] = Value.From("ada.lovelace@example.com"),
        ["subject.roles"] = Value.From(new CelList([Value.From("editor"), Value.From("auditor"), Value.From("admin")])),
        ["resource.department"] = Value.From(new string("engineering".AsSpan())),
        ["resource.classification"] = Value.From(3L),
        ["resource.score"] = Value.From(0.5),
        ["resource.path"] = Value.From("/projects/alpha/plan.txt"),
        ["resource.created"] = Value.From(new Timestamp(1_699_000_000, 0)),
        ["action.name"] = Value.From(new string("read".AsSpan())),
        ["context.mfa"] = Value.True,
    };

    /// <summary>The request's time.</summary>
    public static readonly Value Now = Value.From(new Timestamp(1_700_000_000, 0));

    private static readonly TypeEnvironment Environment = new()
    {
        Functions = StandardLibrary.Policies,
        Variables = new[] { "subject", "resource", "action", "context" }
            .Select(root => KeyValuePair.Create(root, (CelType)new RecordType(root, [], isOpen: true, isEntityRoot: true)))
            .Append(KeyValuePair.Create("now", CelType.Timestamp))
            .ToImmutableDictionary(StringComparer.Ordinal),
    };

    /// <summary>The condition of ten conjuncts with constants that no other number gives.</summary>
    public static string Distinct(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"subject.department == 'department-{number}' && resource.department == 'unit-{number}'"
        + $" && subject.clearance >= {number} && subject.active && resource.score < {number}.5"
        + $" && action.name in ['read-{number}', 'list', 'export'] && 'role-{number}' in subject.roles"
        + $" && resource.path.startsWith('/projects/{number}/') && now - resource.created < duration('{number}h')"
        + $" && context.mfa == true");

    /// <summary>Parses, checks and compiles a condition.</summary>
    public static CelProgram Compile(string text) => Compiler.Compile(Check(text), StandardLibrary.Policies, new Slots());

    /// <summary>Parses and checks a condition.</summary>
    public static CheckedExpression Check(string text) =>
        Checker.Check(Parser.Parse(text), Environment).Expression
            ?? throw new InvalidOperationException($"`{text}` does not check");

    /// <summary>Makes the guard of a checked condition.</summary>
    public static Guard GuardOf(CheckedExpression condition) => GuardBuilder.Build(condition, new Slots(), StandardLibrary.Policies);

    /// <summary>A frame that holds the request.</summary>
    public static Frame NewFrame(CelProgram program)
    {
        var frame = new Frame(Request.Count, 0, program.LocalsEnd)
        {
            Fuel = long.MaxValue, Now = Now,
        };
        Request.Values.ToArray().CopyTo(frame.Slots, 0);
        return frame;
    }

    private sealed class Slots : IBindings, IGuardNames
    {
        private static readonly List<string> Paths = [.. Request.Keys];

        public Binding? Resolve(string name) => name == "now" ? new NowBinding() : null;

        public Binding? ResolveMember(string root, string member) =>
            new AttributeBinding(Paths.IndexOf($"{root}.{member}"), $"{root}.{member}");

        GuardName? IGuardNames.Resolve(string name) => null;

        GuardName? IGuardNames.ResolveMember(string root, string member) =>
            new SlotName(Paths.IndexOf($"{root}.{member}"), $"{root}.{member}");
    }
}

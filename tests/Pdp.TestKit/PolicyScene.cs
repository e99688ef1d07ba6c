using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.TestKit;

/// <summary>
/// A schema, variables and constants for conditions and their guards. Types are what the checker believes; slots hold
/// whatever a test or an input puts there, as they do where a schema is not enforced.
/// </summary>
internal sealed class PolicyScene : IBindings, IGuardNames
{
    /// <summary>The attributes, each in the slot of its position.</summary>
    public static readonly string[] Attributes =
    [
        "subject.role", "subject.level", "subject.score", "subject.limit", "subject.flag", "subject.roles", "subject.numbers",
        "subject.any", "subject.tags", "subject.address", "subject.since", "subject.span", "resource.type", "resource.x",
    ];

    /// <summary>The engine's default budget of one rule.</summary>
    public const long Fuel = 100_000;

    private static readonly Value Now = Value.From(new Timestamp(1_767_268_800, 0));

    private static readonly CelType Geo = Record("subject.address.geo", ("zip", CelType.Int), ("ok", CelType.Bool));

    private static readonly CelType Address = Record("subject.address", ("city", CelType.String), ("geo", Geo));

    private static readonly (string Name, string Text)[] Variables =
    [
        ("role", "subject.role"), ("admins", "['admin', 'root']"), ("isAdmin", "subject.role in variables.admins"),
        ("city", "subject.address.city"), ("flagged", "subject.flag"), ("broken", "1 / 0 == 1"), ("level", "3"),
        ("optional", "subject.?any"), ("vague", "dyn(subject.any)"), ("twice", "variables.isAdmin && !variables.flagged"),
    ];

    private readonly Dictionary<string, VariableName> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VariableBinding> _bindings = new(StringComparer.Ordinal);

    private PolicyScene()
    {
        foreach (var (name, text) in Variables)
        {
            var expression = Check(text, null)!;
            _names[name] = new VariableName(expression, this);
            _bindings[name] = new VariableBinding(
                _bindings.Count, $"variables.{name}", Compiler.Compile(expression, StandardLibrary.Policies, this).Root, Fuel);
        }
    }

    public static TypeEnvironment Environment { get; } = MakeEnvironment();

    // behind the environment, in which its variables are checked
    public static PolicyScene Instance { get; } = new();

    public static int Slot(string path) => Array.IndexOf(Attributes, path);

    /// <summary>The checked expression; null when it does not check.</summary>
    /// <exception cref="ArgumentException">The text does not parse.</exception>
    public static CheckedExpression? Check(string text, CelType? expected) =>
        Checker.Check(Parser.Parse(text), Environment, expected).Expression;

    public Guard GuardOf(CheckedExpression condition) => GuardBuilder.Build(condition, this, StandardLibrary.Policies);

    /// <exception cref="ArgumentException">The text is no condition.</exception>
    public Guard GuardOf(string text) =>
        GuardOf(Check(text, CelType.Bool) ?? throw new ArgumentException($"`{text}` does not check", nameof(text)));

    public Guard FailingOf(CheckedExpression condition) => GuardBuilder.BuildFailing(condition, this, StandardLibrary.Policies);

    public Program Compile(CheckedExpression condition, CompileOptions? options = null) =>
        Compiler.Compile(condition, StandardLibrary.Policies, this, options);

    /// <summary>A frame for a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="request">The attributes; when there are none, all are missing but <c>resource.type</c>.</param>
    /// <param name="fuel">The budget.</param>
    public Frame NewFrame(Program program, ReadOnlySpan<Value> request = default, long fuel = Fuel)
    {
        var frame = new Frame(Attributes.Length, _bindings.Count, program.LocalsEnd) { Fuel = fuel, Now = Now };
        if (request.IsEmpty) frame.Slots[Slot("resource.type")] = Value.From("document");
        request.CopyTo(frame.Slots);
        return frame;
    }

    Binding? IBindings.Resolve(string name) => name == "now" ? new NowBinding() : null;

    Binding? IBindings.ResolveMember(string root, string member) => root switch
    {
        "variables" => _bindings.GetValueOrDefault(member),
        "definitions" => new ConstantBinding(Constant(member)),
        _ when Slot($"{root}.{member}") is >= 0 and var slot => new AttributeBinding(slot, $"{root}.{member}"),
        _ => null,
    };

    GuardName? IGuardNames.Resolve(string name) => null;

    GuardName? IGuardNames.ResolveMember(string root, string member) => root switch
    {
        "variables" => _names.GetValueOrDefault(member),
        "definitions" => new ConstantName(Constant(member)),
        _ when Slot($"{root}.{member}") is >= 0 and var slot =>
            new SlotName(slot, $"{root}.{member}", isCertain: $"{root}.{member}" == "resource.type"),
        _ => null,
    };

    private static Value Constant(string name) => name switch
    {
        "types" => List("document", "folder"),
        "levels" => Value.From(new StringMap([new("low", Value.From(1L)), new("high", Value.From(5L))])),
        _ => Value.True,
    };

    public static Value List(params string[] items) => Value.From(new CelList([.. items.Select(item => Value.From(item))]));

    private static TypeEnvironment MakeEnvironment()
    {
        var subject = Root(
            "subject", false,
            ("role", CelType.String), ("level", CelType.Int), ("score", CelType.Double), ("limit", CelType.Uint),
            ("flag", CelType.Bool), ("roles", CelType.ListOf(CelType.String)), ("numbers", CelType.ListOf(CelType.Int)),
            ("any", CelType.Dyn), ("tags", CelType.MapOf(CelType.String, CelType.Dyn)), ("address", Address),
            ("since", CelType.Timestamp), ("span", CelType.Duration));
        var variables = Root(
            "variables", false,
            ("role", CelType.String), ("admins", CelType.ListOf(CelType.String)), ("isAdmin", CelType.Bool),
            ("city", CelType.String), ("flagged", CelType.Bool), ("broken", CelType.Bool), ("level", CelType.Int),
            ("optional", CelType.OptionalOf(CelType.Dyn)), ("vague", CelType.Dyn), ("twice", CelType.Bool));
        var definitions = Root(
            "definitions", false,
            ("types", CelType.ListOf(CelType.String)), ("levels", CelType.MapOf(CelType.String, CelType.Int)), ("on", CelType.Bool));
        return new TypeEnvironment
        {
            Functions = StandardLibrary.Policies,
            Variables = new Dictionary<string, CelType>
            {
                ["subject"] = subject,
                ["resource"] = Root("resource", true, ("type", CelType.String)),
                ["variables"] = variables,
                ["definitions"] = definitions,
                ["now"] = CelType.Timestamp,
            }.ToImmutableDictionary(StringComparer.Ordinal),
        };
    }

    private static RecordType Record(string name, params (string Name, CelType Type)[] members) =>
        new(name, members.Select(member => new RecordMember(member.Name, member.Type, false, [])), isOpen: false);

    private static RecordType Root(string name, bool isOpen, params (string Name, CelType Type)[] members) => new(
        name, members.Select(member => new RecordMember(member.Name, member.Type, false, [])), isOpen, isEntityRoot: true);
}
